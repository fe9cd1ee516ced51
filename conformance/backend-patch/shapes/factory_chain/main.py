"""Factories all the way down: one for the user, one for the header below it; a required user that the optional one asks."""

from collections.abc import Callable
from typing import Optional

from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import APIKeyHeader
from starlette.exceptions import HTTPException as StarletteHTTPException


class UserNotFound(Exception):
    pass


class Users:
    def __init__(self) -> None:
        self.by_name = {"ann": {"id": "ann"}, "bob": {"id": "bob"}}

    async def get_by_username(self, username: str) -> dict[str, str]:
        if username not in self.by_name:
            raise UserNotFound
        return self.by_name[username]


def repository(kind: type) -> Callable[[], object]:
    def make() -> object:
        return kind()

    return make


class TokenHeader(APIKeyHeader):
    async def __call__(self, request: Request) -> Optional[str]:
        try:
            return await super().__call__(request)
        except StarletteHTTPException as refusal:
            raise HTTPException(refusal.status_code, "Log in first") from refusal


def get_current_user_authorizer(*, required: bool = True) -> Callable:
    return _current_user if required else _optional_user


def _token_getter(*, required: bool = True) -> Callable:
    return _token if required else _optional_token


def _token(header: str = Security(TokenHeader(name="Authorization"))) -> str:
    word, _, token = header.partition(" ")
    if word != "Token":
        raise HTTPException(403, "This is no token")
    return token


def _optional_token(header: Optional[str] = Security(TokenHeader(name="Authorization", auto_error=False))) -> str:
    return _token(header) if header else ""


def name_in(token: str) -> str:
    if not token.startswith("good-"):
        raise ValueError(token)
    return token.removeprefix("good-")


async def _current_user(
    users: Users = Depends(repository(Users)),
    token: str = Depends(_token_getter()),
) -> dict[str, str]:
    try:
        username = name_in(token)
    except ValueError:
        raise HTTPException(403)
    try:
        return await users.get_by_username(username)
    except UserNotFound:
        raise HTTPException(403)


async def _optional_user(
    users: Users = Depends(repository(Users)),
    token: str = Depends(_token_getter(required=False)),
) -> Optional[dict[str, str]]:
    if token:
        return await _current_user(users, token)

    return None


app = FastAPI()


@app.get("/me")
async def me(user: dict[str, str] = Depends(get_current_user_authorizer())):
    return user["id"]


@app.get("/feed")
async def feed(user: Optional[dict[str, str]] = Depends(get_current_user_authorizer(required=False))):
    return user["id"] if user else None
