"""A user who may be nobody, beside one who must be somebody; pydantic settings behind a cache."""

from functools import lru_cache
from typing import Annotated, Union

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic_settings import BaseSettings


class Config(BaseSettings):
    jwt_secret: str = "secret"


@lru_cache(maxsize=None)
def get_config() -> Config:
    return Config()


class Account:
    def __init__(self, account_id: int):
        self.id = account_id


ACCOUNTS = {1: Account(1), 2: Account(2)}


def account_by_id(account_id: int) -> Union[Account, None]:
    return ACCOUNTS.get(account_id)


def read_token(token: str, secret: str) -> Union[int, None]:
    return int(token[len(secret) :]) if token.startswith(secret) else None


maybe_bearer = HTTPBearer(auto_error=False)
Credentials = Annotated[Union[HTTPAuthorizationCredentials, None], Depends(maybe_bearer)]


def optional_account(credentials: Credentials, config: Annotated[Config, Depends(get_config)]) -> Union[Account, None]:
    if credentials is None:
        return None
    account_id = read_token(credentials.credentials, config.jwt_secret)
    if account_id is None:
        return None
    return account_by_id(account_id)


def required_account(account: Annotated[Union[Account, None], Depends(optional_account)]) -> Account:
    if account is None:
        raise HTTPException(401, "Log in first")
    return account


app = FastAPI()


@app.get("/greeting")
def greeting(account: Annotated[Union[Account, None], Depends(optional_account)]) -> str:
    return f"Hello {account.id if account else 'stranger'}"


@app.get("/me")
def me(account: Annotated[Account, Depends(required_account)]) -> int:
    return account.id
