# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from pydantic.v1 import BaseSettings, Field


class Settings(BaseSettings):
    secret_key: str = Field("s-", env="THE_KEY")

    class Config:
        env_prefix = "APP_"


settings = Settings()
