"""Constrained types for parameters, request and response bodies."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field, StringConstraints

# Bounded so that an absurd id is a validation error, not a database overflow.
MAX_ID = 2**31 - 1

RecordId = Annotated[int, Field(ge=1, le=MAX_ID)]
Email = Annotated[EmailStr, AfterValidator(str.lower)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=5000)]
Tag = Annotated[
    str, StringConstraints(to_lower=True, min_length=1, max_length=30, pattern=r"^[\w-]+$")
]
TagList = Annotated[list[Tag], Field(max_length=10, description="Labels, without spaces")]
Estimate = Annotated[int, Field(ge=1, le=10_080, description="Estimated effort in minutes")]


class TaskSort(StrEnum):
    NEWEST = "newest"
    DUE_DATE = "due_date"
