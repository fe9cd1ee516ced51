"""A dictionary for a user, behind a dependency that decodes the token and refuses by itself."""

from typing import Any, Dict, Optional

from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import OAuth2PasswordBearer

USERS: Dict[int, Dict[str, Any]] = {1: {"id": 1, "role": "user"}, 2: {"id": 2, "role": "admin"}, 3: {"id": 3, "role": "banned"}}
oauth2 = OAuth2PasswordBearer(tokenUrl="/login")


def get_db():
    yield USERS


def decode_token(token: str = Depends(oauth2)) -> Dict[str, Any]:
    if not token.startswith("valid-"):
        raise HTTPException(401, "Bad token")
    return {"sub": token[6:], "iat": 5}


async def find_user(db: Dict[int, Dict[str, Any]], user_id: int) -> Optional[Dict[str, Any]]:
    return db.get(user_id)


async def get_current_user(payload: dict = Depends(decode_token), db=Depends(get_db)) -> Dict[str, Any]:
    not_found = HTTPException(404, "User not found")
    user = await find_user(db, int(payload["sub"]))
    if not user:
        raise not_found
    if payload["iat"] < 1:
        raise HTTPException(401, "Token too old")
    return user


def get_active_user(user: dict = Depends(get_current_user)) -> dict:
    if user["role"] == "banned":
        raise HTTPException(403, "Banned")
    return user


class Pager:
    def __init__(self, page: int = 1, user: dict = Depends(get_active_user)):
        self.page, self.user = page, user


def require(role: str):
    def check(user: dict = Depends(get_active_user)):
        if user["role"] != role:
            raise HTTPException(403, "Not for you")
        return user

    return check


app = FastAPI()


@app.get("/me")
def me(user: dict = Security(get_current_user, scopes=["me"])):
    return user


@app.get("/pages")
def pages(pager: Pager = Depends()):
    return {"user": pager.user["id"], "page": pager.page}


@app.get("/admin", dependencies=[Depends(require("admin"))])
def admin():
    return "secret"
