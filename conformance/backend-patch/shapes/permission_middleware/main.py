"""A middleware that sets `request.user`, and instances that check it: reported, not patched."""

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security.base import SecurityBase
from starlette.authentication import AuthenticationBackend
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection


class Person:
    def __init__(self, id: str | None) -> None:
        self.id = id


class TokenBackend(AuthenticationBackend):
    async def authenticate(self, conn: HTTPConnection) -> tuple[bool, Person]:
        scheme, _, token = conn.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.startswith("token-"):
            return False, Person(None)
        return True, Person(token.removeprefix("token-"))


class IsKnown:
    async def has_permission(self, request: Request) -> bool:
        return request.user.id is not None


class PermissionDependency(SecurityBase):
    def __init__(self, permissions: list[type[IsKnown]]) -> None:
        self.permissions = permissions
        self.model = APIKey(**{"in": APIKeyIn.header}, name="Authorization")
        self.scheme_name = type(self).__name__

    async def __call__(self, request: Request) -> None:
        for permission in self.permissions:
            if not await permission().has_permission(request):
                raise HTTPException(401, "Who are you?")


app = FastAPI(
    middleware=[Middleware(AuthenticationMiddleware, backend=TokenBackend())]
)


@app.get("/me", dependencies=[Depends(PermissionDependency([IsKnown]))])
def me(request: Request) -> str:
    return str(request.user.id)


@app.get("/health")
def health() -> str:
    return "well"
