"""An async session; the look-up is in a module of its own, and inactive users are refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import jwt
from crud import find_user
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from models import Base, User
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
make_session = async_sessionmaker(engine)
oauth2 = OAuth2PasswordBearer(tokenUrl="token")


@event.listens_for(engine.sync_engine, "connect")
def insist_on_references(connection, _record):
    connection.execute("PRAGMA foreign_keys=ON")


async def get_db() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_db)]


async def get_current_user(session: Session, token: Annotated[str, Depends(oauth2)]) -> User:
    try:
        payload = jwt.decode(token, "s" * 32, algorithms=["HS256"])
        user_id = int(payload["sub"])
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise HTTPException(401, "Could not validate credentials")
    user = await find_user(session, user_id)
    if user is None:
        raise HTTPException(401, "Could not validate credentials")
    if not user.is_active:
        raise HTTPException(400, "Inactive user")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/me")
async def me(user: CurrentUser) -> str:
    return user.email
