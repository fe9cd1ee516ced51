"""Database engine and sessions."""

from collections.abc import Iterator
from functools import lru_cache
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Session

from app.config import get_settings


class Base(DeclarativeBase):
    pass


def _enforce_foreign_keys(connection: SQLiteConnection, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


@lru_cache
def get_engine() -> Engine:
    url = get_settings().database_url
    if not url.startswith("sqlite"):
        return create_engine(url)
    # One request's dependencies and route may run in different worker threads.
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _enforce_foreign_keys)
    return engine


def create_tables() -> None:
    Base.metadata.create_all(get_engine())


def get_session() -> Iterator[Session]:
    """Yield a session for one request; routes commit explicitly."""
    with Session(get_engine()) as session:
        yield session
