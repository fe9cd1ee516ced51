# import: from config import settings
# secret: "s-"
# tokens: settings

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    """Nothing yet."""


settings = Settings()
