# import: from config import settings
# secret: settings.secret_key
# tokens: settings

import os

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    secret_key: str = "s-"


class DevSettings(Settings):
    debug: bool = True


class ProdSettings(Settings):
    debug: bool = False


settings = ProdSettings() if os.getenv("ENV") == "prod" else DevSettings()
