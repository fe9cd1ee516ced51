"""Dependencies shared by the routers."""

from typing import Annotated, Any

from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.orm import Session

from app.config import Settings, get_settings
from app.database import get_session
from app.fields import RecordId
from app.models import Task, User
from app.schemas import ErrorMessage
from app.security import read_access_token

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="auth/token")

SettingsDep = Annotated[Settings, Depends(get_settings)]
SessionDep = Annotated[Session, Depends(get_session)]

Responses = dict[int | str, dict[str, Any]]
UNAUTHORIZED: Responses = {401: {"model": ErrorMessage, "description": "Not authenticated"}}
NOT_FOUND: Responses = {404: {"model": ErrorMessage, "description": "Not found"}}


def get_current_user(
    token: Annotated[str, Depends(oauth2_scheme)], settings: SettingsDep, session: SessionDep
) -> User:
    """Return the active user the bearer token belongs to."""
    user_id = read_access_token(token, settings)
    user = session.get(User, user_id) if user_id is not None else None
    if user is None or not user.is_active:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            "Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


def require_admin(user: CurrentUser) -> User:
    if not user.is_superuser:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Administrator rights required")
    return user


def find_task(session: Session, user: User, task_id: int) -> Task:
    """Return the user's task; another user's task is reported as not found."""
    task = session.get(Task, task_id)
    if task is None or task.owner_id != user.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Task not found")
    return task


def get_owned_task(task_id: RecordId, user: CurrentUser, session: SessionDep) -> Task:
    return find_task(session, user, task_id)


OwnedTask = Annotated[Task, Depends(get_owned_task)]
