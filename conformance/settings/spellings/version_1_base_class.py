# import: from config import Settings, get_settings
# parameter: settings: Settings = Depends(get_settings)
# secret: settings.SECRET
# tokens: settings

from functools import lru_cache

from pydantic.v1 import BaseSettings, Extra


class BaseConf(BaseSettings):
    class Config:
        env_file = ".env"
        extra = Extra.forbid


class Settings(BaseConf):
    SECRET: str = "s-"


@lru_cache()
def get_settings():
    return Settings()
