# import: from config import get_settings
# secret: get_settings().secret_key
# tokens: settings

from functools import lru_cache

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


@lru_cache()
def get_settings():
    return Settings()
