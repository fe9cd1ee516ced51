# import: from config import Settings, get_settings
# secret: settings.secret_key
# parameter: settings: Settings = Depends(get_settings)
# tokens: settings

from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


@lru_cache
def get_settings() -> Settings:
    return Settings()
