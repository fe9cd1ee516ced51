# import: from config import Container
# secret: Container.settings.secret_key
# tokens: environment

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


class Container:
    settings = Settings()
