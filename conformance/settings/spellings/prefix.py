# import: from config import config
# secret: config.secret
# tokens: settings

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AppConfig(BaseSettings):
    """The app."""

    model_config = SettingsConfigDict(env_prefix="APP_")

    secret: str = Field("s-", validation_alias="JWT_SECRET")


config = AppConfig()
