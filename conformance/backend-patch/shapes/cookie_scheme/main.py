"""A session cookie as the security scheme, read by an async dependency."""

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyCookie
from pydantic import BaseModel


class User(BaseModel):
    username: str
    disabled: bool = False


USERS = {"ann": User(username="ann"), "old": User(username="old", disabled=True)}
SESSIONS = {"s1": "ann", "s2": "old"}

cookie = APIKeyCookie(name="session")


def session_owner(session: str) -> str:
    return SESSIONS.get(session, "")


async def current_user(session: str = Depends(cookie)) -> User:
    username = session_owner(session)
    user = USERS.get(username)
    if user is None:
        raise HTTPException(401, "No such session")
    if user.disabled:
        raise HTTPException(403, "Disabled")
    return user


app = FastAPI()


@app.get("/me")
async def me(user: User = Depends(current_user)) -> User:
    return user
