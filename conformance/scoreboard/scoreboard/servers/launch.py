"""How a server under test is started; made once per document."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Launch:
    command: list[str]
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)
    # What preparing it cost and said; part of the report.
    notes: dict[str, object] = field(default_factory=dict)
