"""The application: uvicorn app.main:app"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.config import get_settings
from app.database import create_tables, get_engine
from app.routers import admin, attachments, auth, tasks
from app.schemas import Health


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    # Reading the settings here makes a bad configuration stop the start, not an import.
    get_settings()
    create_tables()
    yield
    get_engine().dispose()


app = FastAPI(
    title="Todo API",
    version="1.0.0",
    description="Personal task lists with tags, due dates and file attachments.",
    lifespan=lifespan,
)
app.include_router(auth.router)
app.include_router(tasks.router)
app.include_router(attachments.router)
app.include_router(admin.router)


@app.get("/health", tags=["health"], summary="Health check")
async def health() -> Health:
    """Report that the service is up. Needs no authentication."""
    return Health()
