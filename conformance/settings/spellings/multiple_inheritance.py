# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from pydantic_settings import BaseSettings


class DbSettings(BaseSettings):
    db_url: str = ""


class AuthSettings(BaseSettings):
    secret_key: str = "s-"


class Settings(DbSettings, AuthSettings):
    pass


settings = Settings()
