"""A parameterised dependency: reported, not patched."""

from typing import Callable, Optional

from fastapi import Depends, FastAPI, Header, HTTPException


def _current_user(authorization: str = Header()) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme != "Token":
        raise HTTPException(403)
    return token


def _current_user_optional(authorization: Optional[str] = Header(None)) -> Optional[str]:
    return _current_user(authorization) if authorization else None


def get_current_user_authorizer(*, required: bool = True) -> Callable:
    return _current_user if required else _current_user_optional


app = FastAPI()


@app.get("/me")
def me(user: str = Depends(get_current_user_authorizer())):
    return user


@app.get("/feed")
def feed(user: Optional[str] = Depends(get_current_user_authorizer(required=False))):
    return user
