# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


settings = Settings()
