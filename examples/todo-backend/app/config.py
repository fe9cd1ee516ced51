"""Application settings, read from the environment and an optional .env file."""

from functools import lru_cache

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class ConfigurationError(RuntimeError):
    """The environment does not hold a usable configuration."""


class Settings(BaseSettings):
    # Validation errors must not print the value: it may be the secret key.
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = "sqlite:///./todo.db"
    secret_key: SecretStr = Field(min_length=32)
    access_token_expire_minutes: int = Field(default=30, ge=1, le=60 * 24 * 7)
    max_upload_bytes: int = Field(default=5 * 1024 * 1024, ge=1)


@lru_cache
def get_settings() -> Settings:
    """Load the settings on first use, so that importing the app needs no environment."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors()
        )
        raise ConfigurationError(
            f"Invalid configuration ({problems}). Set it in the environment or in .env; "
            "see .env.example."
        ) from None
