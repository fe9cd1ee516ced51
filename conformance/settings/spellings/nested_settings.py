# import: from config import settings
# secret: settings.auth.secret
# tokens: settings

from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="AUTH_")

    secret: str = "s-"


class DbSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DB_")

    url: str = ""


class Settings(BaseSettings):
    auth: AuthSettings = AuthSettings()
    db: DbSettings = DbSettings()


settings = Settings()
