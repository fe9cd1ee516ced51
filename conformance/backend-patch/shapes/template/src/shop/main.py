from fastapi import FastAPI

from shop.api.routes import items, users
from shop.settings import settings


def create_app() -> FastAPI:
    app = FastAPI(title=settings.title)
    app.include_router(users.router, prefix="/api")
    app.include_router(items.router, prefix="/api")
    return app


app = create_app()
