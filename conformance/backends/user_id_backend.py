"""Pattern 1: an internal service that trusts its callers. They name the user: in the path, the query or the body."""

import itertools
from datetime import date
from typing import Annotated

from fastapi import Body, Depends, FastAPI, HTTPException, Query, status
from pydantic import BaseModel, Field

app = FastAPI(title="Team tasks", version="1.0.0")


class UserCreate(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=50)]


class User(UserCreate):
    id: int
    is_admin: bool = False


class TaskUpdate(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)] = ""
    due_date: date | None = None


class TaskCreate(TaskUpdate):
    user_id: int
    title: Annotated[str, Field(min_length=1, max_length=200)]


class Task(BaseModel):
    id: int
    title: str
    due_date: date | None
    done: bool = False


users: dict[int, User] = {}
tasks: dict[int, tuple[int, Task]] = {}
numbers = itertools.count(1)


def known_user(user_id: int) -> User:
    """The user a caller names; FastAPI finds `user_id` in the path where the route has it there, else in the query."""
    if user_id not in users:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Unknown user")
    return users[user_id]


def owned_task(task_id: int, user: User) -> Task:
    owner, task = tasks.get(task_id, (None, None))
    if task is None or owner != user.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Task not found")
    return task


@app.post("/users", status_code=201, tags=["users"])
def create_user(data: UserCreate) -> User:
    """Add a person to the team."""
    user = User(id=next(numbers), name=data.name)
    users[user.id] = user
    return user


@app.get("/users/{user_id}/tasks", tags=["tasks"])
def list_tasks(user: Annotated[User, Depends(known_user)], done: bool | None = None) -> list[Task]:
    """List a user's tasks, oldest first."""
    return [task for owner, task in tasks.values() if owner == user.id and done in (None, task.done)]


@app.post("/tasks", status_code=201, tags=["tasks"])
def create_task(data: TaskCreate) -> Task:
    """Create a task in a user's list."""
    user = known_user(data.user_id)
    task = Task(id=next(numbers), title=data.title, due_date=data.due_date)
    tasks[task.id] = (user.id, task)
    return task


@app.get("/tasks/{task_id}", tags=["tasks"])
def get_task(task_id: int, user_id: Annotated[int, Query(description="Whose task it is")]) -> Task:
    """Return one of a user's tasks."""
    return owned_task(task_id, known_user(user_id))


@app.patch("/tasks/{task_id}", tags=["tasks"])
def update_task(task_id: int, data: TaskUpdate, user: Annotated[User, Depends(known_user)]) -> Task:
    """Change the given fields of a task; what is left out stays as it is."""
    task = owned_task(task_id, user).model_copy(update=data.model_dump(exclude_unset=True))
    tasks[task_id] = (user.id, task)
    return task


@app.post("/tasks/{task_id}/complete", tags=["tasks"])
def complete_task(task_id: int, user_id: Annotated[int, Body(embed=True)]) -> Task:
    """Mark a task as done. Completing it again changes nothing."""
    task = owned_task(task_id, known_user(user_id))
    task.done = True
    return task


@app.delete("/users/{user_id}/tasks/{task_id}", status_code=204, tags=["tasks"])
def delete_task(task_id: int, user: User = Depends(known_user)) -> None:
    """Permanently delete a task."""
    owned_task(task_id, user)
    del tasks[task_id]


@app.get("/stats", tags=["admin"])
def read_stats(user: User = Depends(known_user)) -> dict[str, int]:
    """Count users and tasks. For administrators only."""
    if not user.is_admin:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Administrator rights required")
    return {"users": len(users), "tasks": len(tasks)}
