# import: from config import settings
# secret: settings.secret_key
# tokens: settings

from typing import Optional

from pydantic.v1 import BaseSettings, validator


class Settings(BaseSettings):
    secret_key: Optional[str] = "s-"
    other: str = ""

    @validator("other")
    def check(cls, value):
        return value


settings = Settings()
