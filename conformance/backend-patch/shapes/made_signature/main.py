"""Routes whose signatures are made when the program runs, and a dependency that a key chooses: reported."""

import inspect

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

bearer = HTTPBearer()


def get_current_user(credentials=Depends(bearer)) -> str:
    if credentials.credentials != "good":
        raise HTTPException(401)
    return "ann"


RULES = {"user": get_current_user}
app = FastAPI()


def add(path: str, rule: str) -> None:
    def answer(**values):
        return values["user"]

    parameter = inspect.Parameter("user", inspect.Parameter.KEYWORD_ONLY, default=Depends(RULES[rule]))
    answer.__signature__ = inspect.Signature([parameter])
    app.add_api_route(path, answer)


add("/me", "user")
