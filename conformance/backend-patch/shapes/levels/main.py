"""Dependencies at every level: the app, an included router, a router, a route; one subclass of the settings in use."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel
from pydantic_settings import BaseSettings

scheme = OAuth2PasswordBearer(tokenUrl="token", auto_error=False)


class Database(BaseModel):
    url: str = "sqlite://"


class Common(BaseSettings):
    name: str = "levels"


class Secrets(BaseSettings):
    secret_key: str = "good"


class Settings(Common, Secrets):
    database: Database = Database()

    def describe(self) -> str:
        return f"{self.name} on {self.database.url}"


settings = Settings()


class User(BaseModel):
    id: int
    name: str


USERS = {1: User(id=1, name="ann"), 2: User(id=2, name="bob")}


def find_user(user_id: int) -> User | None:
    return USERS.get(user_id)


def get_current_user(token: Annotated[str | None, Depends(scheme)]) -> User:
    if token is None or not token.startswith(settings.secret_key):
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    user_id = int(token.removeprefix(settings.secret_key))
    user = find_user(user_id)
    if user is None:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
    return user


def not_banned(user: Annotated[User, Depends(get_current_user)]) -> None:
    if user.name == "eve":
        raise HTTPException(403)


AUTHENTICATED = [Depends(get_current_user)]

inner = APIRouter(prefix="/inner", dependencies=[Depends(not_banned)])
outer = APIRouter(prefix="/outer")
app = FastAPI(dependencies=AUTHENTICATED)


@inner.get("/a")
def a():
    return "a"


@outer.get("/b", dependencies=[*AUTHENTICATED, Depends(not_banned)])
def b():
    return "b"


@app.get("/c")
def c(user: Annotated[User, Depends(get_current_user)]):
    return user.id


outer.include_router(inner, dependencies=[Depends(get_current_user)])
app.include_router(outer)
