"""Creating user accounts."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import User
from app.schemas import UserCreate
from app.security import hash_password


class EmailTakenError(Exception):
    """The email address already has an account."""


def create_user(session: Session, data: UserCreate, *, is_superuser: bool = False) -> User:
    user = User(
        email=data.email,
        full_name=data.full_name,
        password_hash=hash_password(data.password.get_secret_value()),
        is_superuser=is_superuser,
    )
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise EmailTakenError(data.email) from error
    return user
