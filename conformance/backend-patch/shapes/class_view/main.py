"""A class-based view: the class's attributes are dependencies of all its routes; settings by pydantic 1."""

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Optional

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic.v1 import BaseSettings, Field

bearer = HTTPBearer()


class Settings(BaseSettings):
    SECRET: str = Field("good", env="SHOP_SECRET")
    DEBUG: Optional[bool] = False

    class Config:
        env_prefix = "SHOP_"


@lru_cache
def get_settings() -> Settings:
    return Settings()


class User:
    def __init__(self, username: str) -> None:
        self.id = username


class Users:
    def find(self, username: str) -> Optional[User]:
        return User(username) if username in ("ann", "bob") else None


def name_in(token: str, secret: str) -> str:
    given, _, username = token.partition(":")
    if given != secret:
        raise HTTPException(403)
    return username


async def get_current_user(
    credentials: HTTPAuthorizationCredentials = Depends(bearer),
    users: Users = Depends(Users),
    settings: Settings = Depends(get_settings),
) -> User:
    username = name_in(credentials.credentials, settings.SECRET)
    user = users.find(username)
    if user is None:
        raise HTTPException(403)
    return user


def view(router: APIRouter) -> Callable[[type], type]:
    """Make an object of a class for each request, with what its attributes depend on."""

    def decorate(cls: type) -> type:
        names = {name: hint for base in cls.__mro__ for name, hint in vars(base).get("__annotations__", {}).items()}

        def make(**values: Any) -> Any:
            made = cls()
            vars(made).update(values)
            return made

        parameters = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=getattr(cls, name), annotation=hint)
            for name, hint in names.items()
        ]
        vars(make)["__signature__"] = inspect.Signature(parameters)
        for route in list(router.routes):
            if inspect.getattr_static(cls, route.name, None) is route.endpoint:
                method = route.endpoint
                signature = inspect.signature(method)
                first, *others = signature.parameters.values()
                vars(method)["__signature__"] = signature.replace(
                    parameters=[
                        first.replace(default=Depends(make), kind=inspect.Parameter.KEYWORD_ONLY),
                        *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in others),
                    ]
                )
                router.routes.remove(route)
                router.add_api_route(route.path, method, methods=list(route.methods))
        return cls

    return decorate


router = APIRouter()


class ForUsers:
    user: User = Depends(get_current_user)


@view(router)
class Items(ForUsers):
    @router.get("/items/{number}")
    def read(self, number: int):
        return f"{self.user.id} {number}"

    @router.get("/items")
    def all(self):
        return self.user.id


app = FastAPI()
app.include_router(router)
