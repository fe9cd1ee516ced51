# import: from config import Config
# secret: Config.SECRET_KEY
# tokens: environment

import os


class Config:
    SECRET_KEY = os.getenv("SECRET_KEY", "s-")
    DEBUG = False
