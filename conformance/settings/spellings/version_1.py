# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from pydantic.v1 import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"

    class Config:
        env_file = ".env"


settings = Settings()
