# import: from config import settings
# secret: settings.SECRET_KEY
# tokens: settings

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="forbid")

    SECRET_KEY: str = "s-"


settings = Settings()
