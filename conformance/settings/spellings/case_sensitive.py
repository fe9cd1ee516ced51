# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(case_sensitive=True)

    secret_key: str = "s-"


settings = Settings()
