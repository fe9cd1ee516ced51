"""The backend that every server is measured against: two reads, one small and one of fifty items, for a user who is named.

Answers come from memory, so that what is measured is the way to them.
"""

import hmac
import os
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

SERVICE_TOKEN = os.environ["SERVICE_AUTH_TOKEN"].encode()
USER_TOKEN = os.environ.get("USER_TOKEN", "").encode()
"""Of the one user who calls by herself; empty where nobody does."""
bearer = HTTPBearer()


class Item(BaseModel):
    """Something for sale."""

    id: int
    owner: str
    name: str
    price: float
    in_stock: bool
    tags: list[str]


def current_user(
    given: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    x_user_id: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> str:
    """The user whom the service speaks for, or who calls by herself."""
    token = given.credentials.encode()
    if USER_TOKEN and hmac.compare_digest(token, USER_TOKEN):
        return "alice"
    if x_user_id is None or not hmac.compare_digest(token, SERVICE_TOKEN):
        raise HTTPException(401)
    return x_user_id


User = Annotated[str, Depends(current_user)]
app = FastAPI(title="Shop", version="1.0.0", generate_unique_id_function=lambda route: route.name)


def item(number: int, owner: str) -> Item:
    """The item of that number, which everyone has."""
    return Item(id=number, owner=owner, name=f"Item {number}", price=number / 4, in_stock=True, tags=["new", "blue"])


@app.get("/items/{item_id}")
async def get_item(item_id: int, user: User) -> Item:
    """One item of the user."""
    return item(item_id, user)


@app.get("/items")
async def list_items(user: User, limit: int = 50) -> list[Item]:
    """The user's items."""
    return [item(number, user) for number in range(limit)]
