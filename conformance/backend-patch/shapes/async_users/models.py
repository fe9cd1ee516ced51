from enum import Enum
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Plan(Enum):
    FREE = "free"
    PAID = "paid"


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    plan: Mapped[Plan]
    reference: Mapped[UUID]
    is_active: Mapped[bool] = mapped_column(default=True)
