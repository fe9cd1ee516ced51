from fastapi import APIRouter, Depends

from shop.api import deps
from shop.api import get_current_user as current
from shop.models import User

router = APIRouter(prefix="/users")


@router.get("/me")
def me(user: User = Depends(current)) -> str:
    return user.email


@router.get("/mine")
def mine(user: User = Depends(deps.get_current_user)) -> str:
    return user.email


@router.get("/all", dependencies=[Depends(deps.get_current_active_superuser)])
def everybody() -> int:
    return 2
