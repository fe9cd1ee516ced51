import re
import uuid
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Response, UploadFile, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings, get_settings
from app.database import get_session
from app.dependencies import NOT_FOUND, UNAUTHORIZED, find_task, get_current_user
from app.fields import RecordId
from app.models import Attachment, Task, User
from app.schemas import AttachmentRead, ErrorMessage

router = APIRouter(tags=["attachments"], responses={**UNAUTHORIZED, **NOT_FOUND})

_CONTENT_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+[ -~]*", re.ASCII)


def _safe_content_type(declared: str | None) -> str:
    """Return the declared type if it can be sent back in a response header."""
    content_type = (declared or "").strip()
    if len(content_type) > 255 or not _CONTENT_TYPE.fullmatch(content_type):
        return "application/octet-stream"
    return content_type


def _find_attachment(session: Session, user: User, attachment_id: uuid.UUID) -> Attachment:
    query = select(Attachment).join(Task, Task.id == Attachment.task_id)
    attachment = session.scalar(
        query.where(Attachment.id == attachment_id, Task.owner_id == user.id)
    )
    if attachment is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Attachment not found")
    return attachment


@router.post(
    "/tasks/{task_id}/attachments",
    response_model=AttachmentRead,
    status_code=status.HTTP_201_CREATED,
    summary="Attach a file to a task",
    responses={413: {"model": ErrorMessage, "description": "File too large"}},
)
def upload_attachment(
    task_id: RecordId,
    file: UploadFile,
    note: Annotated[str | None, Form(max_length=200)] = None,
    user: User = Depends(get_current_user),
    session: Session = Depends(get_session),
    settings: Settings = Depends(get_settings),
) -> Attachment:
    """Upload a file, with an optional note, and attach it to one of your tasks."""
    task = find_task(session, user, task_id)
    content = file.file.read(settings.max_upload_bytes + 1)
    if len(content) > settings.max_upload_bytes:
        limit = settings.max_upload_bytes
        # The number, because the name of this constant differs between Starlette versions.
        raise HTTPException(413, f"The file is larger than {limit} bytes")
    attachment = Attachment(
        task_id=task.id,
        filename=(file.filename or "file")[-255:],
        content_type=_safe_content_type(file.content_type),
        note=note,
        size=len(content),
        content=content,
    )
    session.add(attachment)
    session.commit()
    return attachment


@router.get("/tasks/{task_id}/attachments", response_model=list[AttachmentRead])
def list_attachments(
    task_id: RecordId,
    user: User = Depends(get_current_user),
    session: Session = Depends(get_session),
) -> Sequence[Attachment]:
    """List the files attached to one of your tasks, oldest first, without their content."""
    task = find_task(session, user, task_id)
    query = select(Attachment).where(Attachment.task_id == task.id)
    return session.scalars(query.order_by(Attachment.created_at, Attachment.id)).all()


@router.get(
    "/attachments/{attachment_id}",
    response_class=Response,
    summary="Download an attachment",
    responses={
        200: {
            "description": "The content of the file",
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            },
        }
    },
)
def download_attachment(
    attachment_id: uuid.UUID,
    user: User = Depends(get_current_user),
    session: Session = Depends(get_session),
) -> Response:
    """Return the content of an attached file, with its original type and name."""
    attachment = _find_attachment(session, user, attachment_id)
    filename = quote(attachment.filename, safe="")
    headers = {
        "Content-Type": attachment.content_type,
        # The content is untrusted: a browser must save it and not guess its type.
        "Content-Disposition": f"attachment; filename*=UTF-8''{filename}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(attachment.content, headers=headers)


@router.delete("/attachments/{attachment_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_attachment(
    attachment_id: uuid.UUID,
    user: User = Depends(get_current_user),
    session: Session = Depends(get_session),
) -> None:
    """Permanently delete an attached file; the task stays."""
    session.delete(_find_attachment(session, user, attachment_id))
    session.commit()
