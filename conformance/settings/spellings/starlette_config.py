# import: import config
# secret: str(config.SECRET_KEY)
# tokens: environment

from starlette.config import Config
from starlette.datastructures import Secret

config = Config(".env")
SECRET_KEY = config("SECRET_KEY", cast=Secret, default="s-")
