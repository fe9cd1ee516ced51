# import: from config import settings
# secret: settings.secret_key
# tokens: environment

import os
from dataclasses import dataclass, field


@dataclass
class Settings:
    secret_key: str = field(default_factory=lambda: os.environ.get("SECRET_KEY", "s-"))


settings = Settings()
