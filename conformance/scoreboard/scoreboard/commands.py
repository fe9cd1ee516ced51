"""Child processes of the preparation: quiet unless they fail, downloads tried twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class Failed(Exception):
    """A command ended badly; the text holds the end of its output."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(command: list[str], cwd: Path | None = None, env: dict[str, str] | None = None, seconds: float = 900) -> str:
    """The command's stdout."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(f"{command[0]}: {error}") from error
    if done.returncode != 0:
        raise Failed(
            f"{' '.join(command[:4])} … ended with {done.returncode}: {(done.stderr or done.stdout)[-1500:].strip()}"
        )
    return done.stdout


def twice(action: Callable[[], T]) -> T:
    """Downloads fail now and then; once more is enough."""
    try:
        return action()
    except Failed as error:
        say(f"  {str(error)[-200:]}\n  trying once more")
        return action()
