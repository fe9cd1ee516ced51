from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, status
from sqlalchemy import func, select

from app.dependencies import NOT_FOUND, UNAUTHORIZED, SessionDep, require_admin
from app.fields import MAX_ID, RecordId
from app.models import Attachment, Task, TaskStatus, User
from app.schemas import ErrorMessage, Page, Stats, UserActivation, UserRead

router = APIRouter(
    prefix="/admin",
    tags=["admin"],
    dependencies=[Depends(require_admin)],
    responses={
        **UNAUTHORIZED,
        403: {"model": ErrorMessage, "description": "Administrator rights required"},
    },
)


@router.get("/users", summary="List users")
def list_users(
    session: SessionDep,
    is_active: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=MAX_ID)] = 0,
) -> Page[UserRead]:
    """List all accounts, one page at a time. For administrators only."""
    conditions = [] if is_active is None else [User.is_active == is_active]
    users = session.scalars(
        select(User).where(*conditions).order_by(User.id).limit(limit).offset(offset)
    )
    return Page(
        items=[UserRead.model_validate(user) for user in users],
        total=session.scalar(select(func.count(User.id)).where(*conditions)) or 0,
        limit=limit,
        offset=offset,
    )


@router.put(
    "/users/{user_id}/activation",
    response_model=UserRead,
    summary="Enable or disable an account",
    responses={**NOT_FOUND, 409: {"model": ErrorMessage, "description": "Own account"}},
)
def set_user_activation(
    user_id: RecordId,
    data: UserActivation,
    session: SessionDep,
    admin: User = Depends(require_admin),
) -> User:
    """Enable or disable an account other than your own. For administrators only.

    A disabled user can no longer log in, and tokens issued before stop working.
    """
    user = session.get(User, user_id)
    if user is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "User not found")
    if user.id == admin.id:
        raise HTTPException(status.HTTP_409_CONFLICT, "You cannot change your own account")
    user.is_active = data.is_active
    session.commit()
    return user


@router.get("/stats", summary="Show usage statistics")
def read_stats(session: SessionDep) -> Stats:
    """Count the users, tasks and attachments in the service. For administrators only."""
    by_status = dict.fromkeys(TaskStatus, 0)
    for task_status, count in session.execute(
        select(Task.status, func.count(Task.id)).group_by(Task.status)
    ):
        by_status[task_status] = count
    attachments, attachment_bytes = session.execute(
        select(func.count(Attachment.id), func.coalesce(func.sum(Attachment.size), 0))
    ).one()
    return Stats(
        users=session.scalar(select(func.count(User.id))) or 0,
        active_users=session.scalar(select(func.count(User.id)).where(User.is_active)) or 0,
        tasks_by_status=by_status,
        attachments=attachments,
        attachment_bytes=attachment_bytes,
    )
