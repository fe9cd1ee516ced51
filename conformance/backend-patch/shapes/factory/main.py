"""A factory that returns one of two dependencies: `Depends(get_current_user_authorizer(required=False))`."""

from collections.abc import Callable
from typing import Optional

from fastapi import Depends, FastAPI, Header, HTTPException

USERS = {"ann": {"id": "ann"}, "bob": {"id": "bob"}}


def get_user(username: str) -> Optional[dict[str, str]]:
    return USERS.get(username)


def name_of(token: str) -> str:
    if not token.startswith("good-"):
        raise HTTPException(403)
    return token.removeprefix("good-")


def _current_user(authorization: Optional[str] = Header(None)) -> dict[str, str]:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme != "Bearer":
        raise HTTPException(403)
    username = name_of(token)
    user = get_user(username)
    if user is None:
        raise HTTPException(403)
    return user


def _current_user_optional(authorization: Optional[str] = Header(None)) -> Optional[dict[str, str]]:
    if authorization is None:
        return None
    username = name_of(authorization.removeprefix("Bearer "))
    user = get_user(username)
    return user


def get_current_user_authorizer(*, required: bool = True) -> Callable:
    return _current_user if required else _current_user_optional


app = FastAPI()


@app.get("/me")
def me(user: dict[str, str] = Depends(get_current_user_authorizer())):
    return user["id"]


@app.get("/feed")
def feed(user: Optional[dict[str, str]] = Depends(get_current_user_authorizer(required=False))):
    return user["id"] if user else None
