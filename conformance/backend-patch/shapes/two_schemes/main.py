"""One scheme for people, another one for devices: each router has its own dependency."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer()
device_key = APIKeyHeader(name="X-Device-Key")
PEOPLE = {"1": "ada", "2": "bob"}
DEVICES = {"11": "lamp", "12": "door"}


def get_current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> str:
    user_id = credentials.credentials.removeprefix("token-")
    if user_id not in PEOPLE:
        raise HTTPException(401)
    return user_id


def check_device(key: Annotated[str, Depends(device_key)]) -> None:
    if key not in DEVICES:
        raise HTTPException(403)


people = APIRouter(prefix="/people", dependencies=[Depends(get_current_user)])
devices = APIRouter(prefix="/devices", dependencies=[Depends(check_device)])


@people.get("/me")
def me(user: Annotated[str, Depends(get_current_user)]) -> str:
    return PEOPLE[user]


@devices.get("/list")
def list_devices() -> list[str]:
    return list(DEVICES.values())


app = FastAPI()
app.include_router(people)
app.include_router(devices)
