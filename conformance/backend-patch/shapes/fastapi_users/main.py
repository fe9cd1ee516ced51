"""Dependencies that fastapi-users makes: `current_active_user = fastapi_users.current_user(active=True)`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, IntegerIDMixin
from fastapi_users.authentication import AuthenticationBackend, BearerTransport, JWTStrategy

SECRET = "a-secret-of-the-tests-that-is-long-enough"


@dataclass
class User:
    id: int
    email: str
    hashed_password: str = ""
    is_active: bool = True
    is_superuser: bool = False
    is_verified: bool = True


PEOPLE = {
    1: User(1, "ann@example.com", is_superuser=True),
    2: User(2, "bob@example.com"),
    3: User(3, "gone@example.com", is_active=False),
}


class Store:
    async def get(self, user_id: int) -> User | None:
        return PEOPLE.get(user_id)


class UserManager(IntegerIDMixin, BaseUserManager[User, int]):
    reset_password_token_secret = SECRET
    verification_token_secret = SECRET


async def get_user_manager() -> AsyncIterator[UserManager]:
    store: Any = Store()
    yield UserManager(store)


def get_strategy() -> JWTStrategy[User, int]:
    return JWTStrategy(secret=SECRET, lifetime_seconds=3600)


bearer = AuthenticationBackend("jwt", BearerTransport("login"), get_strategy)
fastapi_users = FastAPIUsers[User, int](
    get_user_manager,
    [
        bearer,  # the only one
    ],
)
current_active_user = fastapi_users.current_user(active=True)
current_superuser = fastapi_users.current_user(active=True, superuser=True)


def get_owner(user: User = Depends(current_active_user)) -> User:
    return user


app = FastAPI()


@app.get("/me")
async def me(user: User = Depends(current_active_user)):
    return user.id


@app.get("/mine")
async def mine(user: User = Depends(get_owner)):
    return user.id


@app.get("/admin")
async def admin(user: User = Depends(current_superuser)):
    return user.id
