"""A plain text id out of the token; the secret comes from os.getenv."""

import os

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

SECRET = os.getenv("SECRET", "secret")
bearer = HTTPBearer()


def get_current_user_id(credentials: HTTPAuthorizationCredentials = Depends(bearer)) -> str:
    secret, _, user_id = credentials.credentials.partition(":")
    if secret != SECRET or not user_id:
        raise HTTPException(403, "Invalid token")
    return user_id


router = APIRouter(prefix="/v1", dependencies=[Depends(get_current_user_id)])


@router.get("/me")
async def me(user_id: str = Depends(get_current_user_id)):
    return {"id": user_id}


@router.get("/ping")
async def ping():
    return "pong"


app = FastAPI()
app.include_router(router)
