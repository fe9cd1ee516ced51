# import: from config import settings
# secret: settings.SECRET_KEY
# tokens: settings

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(validate_assignment=True, case_sensitive=True)

    SECRET_KEY: str = "s-"


settings = Settings()
