# import: import config
# secret: config.SECRET_KEY
# tokens: environment

import os

SECRET_KEY = os.getenv("SECRET_KEY", "s-")
DEBUG = False
