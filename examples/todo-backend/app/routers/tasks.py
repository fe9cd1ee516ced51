from typing import Annotated

from fastapi import APIRouter, Query, status
from sqlalchemy import ColumnElement, func, or_, select

from app.dependencies import NOT_FOUND, UNAUTHORIZED, CurrentUser, OwnedTask, SessionDep
from app.fields import TaskSort
from app.models import Task, TaskStatus, TaskTag, User, utc_now
from app.schemas import (
    BulkDelete,
    BulkDeleteResult,
    Page,
    TaskCreate,
    TaskFilters,
    TaskRead,
    TaskUpdate,
)

router = APIRouter(prefix="/tasks", tags=["tasks"], responses=UNAUTHORIZED)


def _conditions(user: User, filters: TaskFilters) -> list[ColumnElement[bool]]:
    conditions = [Task.owner_id == user.id]
    if filters.status is not None:
        conditions.append(Task.status == filters.status)
    if filters.priority is not None:
        conditions.append(Task.priority == filters.priority)
    if filters.due_before is not None:
        conditions.append(Task.due_date < filters.due_before)
    if filters.search is not None:
        columns = (Task.title, Task.description)
        conditions.append(or_(*(c.icontains(filters.search, autoescape=True) for c in columns)))
    conditions.extend(Task.tag_rows.any(TaskTag.name == tag) for tag in filters.tags)
    return conditions


@router.get("", summary="List tasks")
def list_tasks(
    user: CurrentUser, session: SessionDep, filters: Annotated[TaskFilters, Query()]
) -> Page[TaskRead]:
    """List your tasks, one page at a time.

    Filters combine: a task must match all of them. Tasks without a due date
    come last when sorting by due date.
    """
    conditions = _conditions(user, filters)
    query = select(Task).where(*conditions)
    if filters.sort is TaskSort.DUE_DATE:
        query = query.order_by(Task.due_date.asc().nulls_last(), Task.id)
    else:
        query = query.order_by(Task.id.desc())
    tasks = session.scalars(query.limit(filters.limit).offset(filters.offset))
    return Page(
        items=[TaskRead.model_validate(task) for task in tasks],
        total=session.scalar(select(func.count(Task.id)).where(*conditions)) or 0,
        limit=filters.limit,
        offset=filters.offset,
    )


@router.post("", response_model=TaskRead, status_code=status.HTTP_201_CREATED)
def create_task(data: TaskCreate, user: CurrentUser, session: SessionDep) -> Task:
    """Create a task in your list and return it with its id."""
    task = Task(owner_id=user.id, **data.model_dump(exclude={"status"}))
    task.move_to(data.status)
    session.add(task)
    session.commit()
    return task


@router.post("/bulk-delete", summary="Delete several tasks")
def bulk_delete_tasks(data: BulkDelete, user: CurrentUser, session: SessionDep) -> BulkDeleteResult:
    """Permanently delete up to 100 of your tasks with their attachments.

    Ids that are not yours or do not exist are skipped and returned in `not_found`.
    """
    wanted = set(data.ids)
    tasks = session.scalars(select(Task).where(Task.id.in_(wanted), Task.owner_id == user.id)).all()
    deleted = {task.id for task in tasks}
    for task in tasks:
        session.delete(task)
    session.commit()
    return BulkDeleteResult(deleted=sorted(deleted), not_found=sorted(wanted - deleted))


@router.get("/{task_id}", response_model=TaskRead, summary="Get a task", responses=NOT_FOUND)
def get_task(task: OwnedTask) -> Task:
    """Return one of your tasks."""
    return task


@router.patch("/{task_id}", response_model=TaskRead, summary="Update a task", responses=NOT_FOUND)
def update_task(task: OwnedTask, data: TaskUpdate, session: SessionDep) -> Task:
    """Change the given fields of a task.

    Fields left out keep their value. Null clears `description`, `due_date` or
    `estimate_minutes`. `tags` replaces the whole list.
    """
    changes = data.model_dump(exclude_unset=True, exclude={"status"})
    for field, value in changes.items():
        setattr(task, field, value)
    if "status" in data.model_fields_set:
        task.move_to(data.status)
    if data.model_fields_set:
        # Changed tags alone would not touch the row that holds the timestamp.
        task.updated_at = utc_now()
    session.commit()
    return task


@router.post("/{task_id}/complete", response_model=TaskRead, responses=NOT_FOUND)
def complete_task(task: OwnedTask, session: SessionDep) -> Task:
    """Mark a task as done. Completing it again changes nothing."""
    task.move_to(TaskStatus.DONE)
    session.commit()
    return task


@router.delete("/{task_id}", status_code=status.HTTP_204_NO_CONTENT, responses=NOT_FOUND)
def delete_task(task: OwnedTask, session: SessionDep) -> None:
    """Permanently delete a task with its attachments."""
    session.delete(task)
    session.commit()
