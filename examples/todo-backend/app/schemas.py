"""Request and response bodies."""

import uuid
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from app.fields import MAX_ID, Description, Email, Estimate, RecordId, Tag, TagList, TaskSort, Title
from app.models import TaskPriority, TaskStatus

ItemT = TypeVar("ItemT")


class Input(BaseModel):
    """A request body: an unknown field is an error, not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Page(BaseModel, Generic[ItemT]):
    items: list[ItemT]
    total: int = Field(ge=0, description="Number of matches over all pages")
    limit: int
    offset: int


class ErrorMessage(BaseModel):
    detail: str


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Lifetime in seconds")


class UserCreate(Input):
    email: Email
    password: SecretStr = Field(min_length=8, max_length=128)
    full_name: str | None = Field(default=None, min_length=1, max_length=100)


class UserRead(Output):
    id: int
    email: str
    full_name: str | None
    is_active: bool
    is_superuser: bool
    created_at: datetime


class UserActivation(Input):
    is_active: bool


class TaskCreate(Input):
    title: Title = Field(examples=["Write the quarterly report"])
    description: Description | None = None
    status: TaskStatus = TaskStatus.TODO
    priority: TaskPriority = TaskPriority.NORMAL
    due_date: date | None = None
    estimate_minutes: Estimate | None = None
    tags: TagList = []


def _omitted() -> Any:
    return None


class TaskUpdate(Input):
    """Fields left out stay as they are; null clears a field that accepts it."""

    # A default_factory makes a field optional without making null, or any
    # default value, part of the published schema.
    title: Title = Field(default_factory=_omitted)
    description: Description | None = Field(default_factory=_omitted)
    status: TaskStatus = Field(default_factory=_omitted)
    priority: TaskPriority = Field(default_factory=_omitted)
    due_date: date | None = Field(default_factory=_omitted)
    estimate_minutes: Estimate | None = Field(default_factory=_omitted)
    tags: TagList = Field(default_factory=_omitted)


class TaskRead(Output):
    id: int
    title: str
    description: str | None
    status: TaskStatus
    priority: TaskPriority
    due_date: date | None
    estimate_minutes: int | None
    tags: list[str]
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Paging(Input):
    limit: int = Field(default=20, ge=1, le=100, description="Page size")
    offset: int = Field(default=0, ge=0, le=MAX_ID, description="Number of records to skip")


class TaskFilters(Paging):
    status: TaskStatus | None = None
    priority: TaskPriority | None = None
    search: str | None = Field(
        default=None, min_length=1, max_length=100, description="Text in the title or description"
    )
    due_before: date | None = Field(default=None, description="Due strictly before this day")
    tags: list[Tag] = Field(default=[], max_length=10, description="Only tasks with all these tags")
    sort: TaskSort = TaskSort.NEWEST


class BulkDelete(Input):
    ids: list[RecordId] = Field(min_length=1, max_length=100)


class BulkDeleteResult(BaseModel):
    deleted: list[int]
    not_found: list[int]


class AttachmentRead(Output):
    id: uuid.UUID
    task_id: int
    filename: str
    content_type: str
    note: str | None
    size: int = Field(description="Size in bytes")
    created_at: datetime


class Stats(BaseModel):
    users: int
    active_users: int
    tasks_by_status: dict[TaskStatus, int]
    attachments: int
    attachment_bytes: int
