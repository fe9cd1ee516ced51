# import: from config import settings
# secret: settings.auth.secret
# tokens: settings

from pydantic import BaseModel
from pydantic_settings import BaseSettings, SettingsConfigDict


class AuthSettings(BaseModel):
    secret: str = "s-"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_nested_delimiter="__")

    auth: AuthSettings = AuthSettings()
    name: str = "x"


settings = Settings()
