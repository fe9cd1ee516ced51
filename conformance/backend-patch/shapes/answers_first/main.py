"""Dependencies that refuse by themselves, before the one that asks for a credential."""

from typing import Annotated

from fastapi import Depends, FastAPI, Form, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
USERS = {"1": "ada", "2": "bob"}


def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> str:
    user_id = credentials.credentials.removeprefix("token-")
    if user_id not in USERS:
        raise HTTPException(401, "Who are you?")
    return user_id


def parse_package(package: Annotated[str | None, Form()] = None) -> str:
    """A check across the fields of a form, which FastAPI does not do."""
    if package is None:
        raise HTTPException(422, "Which package?")
    return package


class SizeLimit:
    def __init__(self, largest: int) -> None:
        self._largest = largest

    def __call__(
        self, request: Request, content_length: Annotated[int | None, Header()] = None
    ) -> None:
        if content_length is None:
            raise HTTPException(411, "How long?")
        if content_length > self._largest:
            raise HTTPException(413, "Too long")


def ask_for_version(x_version: Annotated[str | None, Header()] = None) -> str:
    return required(x_version)


def required(value: str | None) -> str:
    if value is None:
        raise HTTPException(400, "Which version?")
    return value


@app.post("/packages")
def add_package(
    package: Annotated[str, Depends(parse_package)],
    user: Annotated[str, Depends(get_current_user)],
) -> dict[str, str]:
    return {"package": package, "by": USERS[user]}


@app.put("/files", dependencies=[Depends(SizeLimit(1000))])
def add_file(user: Annotated[str, Depends(get_current_user)]) -> str:
    return USERS[user]


@app.get("/versions", dependencies=[Depends(ask_for_version)])
def read_versions(user: Annotated[str, Depends(get_current_user)]) -> str:
    return USERS[user]


@app.get("/me")
def me(user: Annotated[str, Depends(get_current_user)]) -> str:
    return USERS[user]
