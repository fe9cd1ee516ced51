from typing import Optional

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Base(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", extra="ignore")


class Settings(Base):
    PROJECT_NAME: str = "shop"
    SECRET_KEY: str = Field(default="secret")  # trailing comment
    SENTRY_DSN: Optional[str] = None
    """Where errors go."""

    @property
    def title(self) -> str:
        return self.PROJECT_NAME.title()


settings = Settings()
