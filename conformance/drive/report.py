"""What happened, one JSON object per line on stdout as it happens; the last line sums up."""

import json
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Collects checks; a failed one does not stop the run."""

    passed: int = 0
    failed: int = 0
    shown: dict[str, Any] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def emit(self, event: str, **fields: Any) -> None:
        """Prints one event."""
        seconds = round(time.monotonic() - self.started, 2)
        print(json.dumps({"event": event, "seconds": seconds, **fields}, ensure_ascii=False), flush=True)

    def check(self, group: str, name: str, ok: bool, detail: object = None) -> bool:
        """Notes whether something is as it should be; `detail` is shown when it is not."""
        self.passed += ok
        self.failed += not ok
        self.emit("check", group=group, name=name, ok=ok, **({} if ok else {"detail": str(detail)[:2000]}))
        return ok

    def error(self, error_type: str, content: dict[str, Any]) -> None:
        """Shows what one kind of failure looks like to the model."""
        self.shown[error_type] = content
        self.emit("error", error_type=error_type, content=content)

    def summary(self, **what: Any) -> None:
        """The last line."""
        self.emit("summary", **what, passed=self.passed, failed=self.failed, error_types=sorted(self.shown))


def explained(problem: BaseException) -> str:
    """An exception group's members, on one line each."""
    if isinstance(problem, BaseExceptionGroup):
        return "\n".join(explained(inner) for inner in problem.exceptions)
    return f"{type(problem).__name__}: {problem}"
