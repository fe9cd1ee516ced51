# import: from config import settings
# secret: settings.secret
# tokens: settings

from pydantic_settings import BaseSettings, SettingsConfigDict


class ProjectSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", extra="ignore")


class Settings(ProjectSettings):
    secret: str = "s-"


settings = Settings()
