# A file with a BOM, CRLF line ends and tabs
from fastapi import APIRouter, Depends

from shop.api import (
    CurrentUser,
    get_current_user,  # the user
)

router = APIRouter(prefix="/items", dependencies=[Depends(get_current_user)])


@router.get("/{item_id}")
def item(item_id: int, user: CurrentUser) -> str:
	return f"{item_id} of {user.email}"
