# import: from config import get_settings
# secret: get_settings().secret_key
# tokens: settings

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


_settings: Settings | None = None


def get_settings() -> Settings:
    global _settings
    if _settings is None:
        _settings = Settings()
    return _settings
