"""Pattern 2: server sessions. Logging in sets a cookie; it ends after SESSION_SECONDS, or when an operator says so."""

import itertools
import os
import secrets
import time
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Response, Security, status
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, Field

SESSION_SECONDS = float(os.environ.get("SESSION_SECONDS", "3600"))

app = FastAPI(title="Session tasks", version="1.0.0")
session_cookie = APIKeyCookie(name="session_id", auto_error=False)


Title = Annotated[str, Field(min_length=1, max_length=200)]


class Credentials(BaseModel):
    username: Annotated[str, Field(min_length=1, max_length=50)]
    password: Annotated[str, Field(min_length=8, max_length=100)]


class TaskCreate(BaseModel):
    title: Title
    due_date: date | None = None


class TaskUpdate(TaskCreate):
    title: Title = ""


class Task(TaskCreate):
    id: int
    done: bool = False


# A service that keeps its users would store hashes; this one forgets them when it stops.
passwords: dict[str, str] = {}
sessions: dict[str, tuple[str, float]] = {}
tasks: dict[int, tuple[str, Task]] = {}
numbers = itertools.count(1)


def current_user(session_id: Annotated[str | None, Security(session_cookie)] = None) -> str:
    username, ends = sessions.get(session_id or "", ("", 0.0))
    if ends < time.monotonic():
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Log in first")
    return username


CurrentUser = Annotated[str, Depends(current_user)]


def owned_task(task_id: int, user: CurrentUser) -> Task:
    owner, task = tasks.get(task_id, (None, None))
    if task is None or owner != user:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Task not found")
    return task


OwnedTask = Annotated[Task, Depends(owned_task)]


@app.post("/register", status_code=204, tags=["sessions"])
def register(data: Credentials) -> None:
    """Create an account."""
    if passwords.setdefault(data.username, data.password) != data.password:
        raise HTTPException(status.HTTP_409_CONFLICT, "That name is taken")


@app.post("/login", status_code=204, tags=["sessions"])
def login(data: Credentials, response: Response) -> None:
    """Start a session."""
    if not secrets.compare_digest(passwords.get(data.username, "").encode(), data.password.encode()):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong name or password")
    session_id = secrets.token_urlsafe()
    sessions[session_id] = (data.username, time.monotonic() + SESSION_SECONDS)
    response.set_cookie("session_id", session_id, httponly=True, samesite="strict", max_age=int(SESSION_SECONDS))


@app.delete("/sessions", status_code=204, include_in_schema=False)
def end_all_sessions() -> None:
    """An operator logs everybody out."""
    sessions.clear()


@app.get("/tasks", tags=["tasks"])
def list_tasks(user: CurrentUser, done: bool | None = None) -> list[Task]:
    """List your tasks, oldest first."""
    return [task for owner, task in tasks.values() if owner == user and done in (None, task.done)]


@app.post("/tasks", status_code=201, tags=["tasks"])
def create_task(data: TaskCreate, user: CurrentUser) -> Task:
    """Create a task in your list."""
    task = Task(id=next(numbers), **data.model_dump())
    tasks[task.id] = (user, task)
    return task


@app.patch("/tasks/{task_id}", tags=["tasks"])
def update_task(task: OwnedTask, data: TaskUpdate) -> Task:
    """Change the given fields of a task; what is left out stays as it is."""
    for name in data.model_fields_set:
        setattr(task, name, getattr(data, name))
    return task


@app.post("/tasks/{task_id}/complete", tags=["tasks"])
def complete_task(task: OwnedTask) -> Task:
    """Mark a task as done. Completing it again changes nothing."""
    task.done = True
    return task


@app.delete("/tasks/{task_id}", status_code=204, tags=["tasks"])
def delete_task(task: OwnedTask) -> None:
    """Permanently delete a task."""
    del tasks[task.id]


@app.get("/stats", tags=["admin"])
def read_stats(user: CurrentUser) -> dict[str, int]:
    """Count users and tasks. For administrators only."""
    if user != "admin":
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Administrator rights required")
    return {"users": len(passwords), "tasks": len(tasks)}
