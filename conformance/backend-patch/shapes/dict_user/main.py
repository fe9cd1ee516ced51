"""A dict as the user, refused with a literal status, and a role check on top; the settings are a plain class."""

import os

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer


class Config:
    SECRET_KEY = os.getenv("SECRET_KEY", "a-secret-of-the-tests-that-is-long-enough")


PEOPLE = {1: {"id": 1, "role": "admin"}, 2: {"id": 2, "role": "user"}}


class Access(HTTPBearer):
    """Gives the token itself."""

    async def __call__(self, request: Request):
        credentials: HTTPAuthorizationCredentials | None = await super().__call__(request)
        return credentials.credentials if credentials else None


access = Access(auto_error=False)


def find_person(person_id: int) -> dict | None:
    return PEOPLE.get(person_id)


def get_current_user(token: str | None = Depends(access)) -> dict:
    try:
        payload = jwt.decode(token or "", Config.SECRET_KEY, algorithms=["HS256"])
    except jwt.InvalidTokenError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "not a token of ours") from error
    user = find_person(int(payload["sub"]))
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "nobody")
    return user


def require_admin(user: dict = Depends(get_current_user)) -> dict:
    if user["role"] != "admin":
        raise HTTPException(status.HTTP_403_FORBIDDEN)
    return user


app = FastAPI()


@app.get("/me")
def me(user: dict = Depends(get_current_user)):
    return user["id"]


@app.get("/admin")
def admin(user: dict = Depends(require_admin)):
    return user["id"]
