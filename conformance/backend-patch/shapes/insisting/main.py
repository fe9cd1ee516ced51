"""A dependency that insists on a header, a cookie and a query parameter, and keeps the user's id for code behind it."""

from contextvars import ContextVar
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

USERS = {1: {"id": 1, "name": "Ann"}, 2: {"id": 2, "name": "Ben"}}
MAINTENANCE: set[str] = set()
bearer = HTTPBearer()
current_user_id: ContextVar[int | None] = ContextVar("current_user_id", default=None)


def region(x_region: Annotated[str, Header()]) -> str:
    return x_region


def get_current_user(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    where: Annotated[str, Depends(region)],
    device: Annotated[int, Cookie()],
    version: Annotated[str, Query(alias="api-version")],
) -> dict:
    if where in MAINTENANCE:
        raise HTTPException(503, "Under maintenance")
    secret, _, number = credentials.credentials.partition(":")
    if secret != "secret" or not number.isdecimal():
        raise HTTPException(401, "Invalid token")
    user_id = int(number)
    request.state.user_id = user_id
    current_user_id.set(user_id)
    user = USERS.get(user_id)
    if user is None:
        raise HTTPException(401, "Unknown user")
    return {**user, "device": device, "version": version}


app = FastAPI()


@app.get("/me")
async def me(request: Request, user: Annotated[dict, Depends(get_current_user)]) -> dict:
    return {"user": user, "kept": request.state.user_id}
