"""`specs.json`, read: which documents there are and where each comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

MANIFEST = Path(__file__).resolve().parents[2] / "specs.json"


@dataclass(frozen=True)
class NpmSpec:
    name: str
    package: str
    file: str
    # Why it is left out unless it is asked for.
    only_by_name: str | None = None


@dataclass(frozen=True)
class FastApiSpec:
    """`load` is Python that leaves the application in `app`; `before` runs first, with the environment's programs."""

    name: str
    requirements: list[str]
    load: str
    env: dict[str, str] = field(default_factory=dict)
    before: list[str] = field(default_factory=list)
    cwd: str = "{home}"
    only_by_name: str | None = None


@dataclass(frozen=True)
class FileSpec:
    """A document given on the command line."""

    name: str
    path: Path


Spec = NpmSpec | FastApiSpec | FileSpec


def read_manifest() -> list[Spec]:
    raw = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return [*(NpmSpec(**entry) for entry in raw["npm"]), *(FastApiSpec(**entry) for entry in raw["fastapi"])]


def chosen(names: list[str], files: list[Path]) -> list[Spec]:
    """The named documents and files; everything but the "only by name" when nothing is named."""
    known = read_manifest()
    given: list[Spec] = [FileSpec(path.stem, path.resolve()) for path in files]
    unknown = set(names) - {spec.name for spec in known}
    if unknown:
        raise SystemExit(
            f"--spec {', '.join(sorted(unknown))}: not in specs.json; there are {', '.join(s.name for s in known)}"
        )
    if names or files:
        return [*(spec for spec in known if spec.name in names), *given]
    return [spec for spec in known if isinstance(spec, FileSpec) or not spec.only_by_name]
