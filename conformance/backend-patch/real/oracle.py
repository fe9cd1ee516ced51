"""Every dependency of a FastAPI backend, read a second time and in another way.

LibCST and its scopes say what a name is in its file; imports, re-exports, stars and plain
aliases are followed here, by dotted names. Nothing is shared with our own reader, so that
where both say the same, both are likely right.

    python oracle.py FOLDER        prints JSON: [{file, line, marker, target}, ...]
"""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import cache
from pathlib import Path

import libcst as cst
from libcst.metadata import (
    MetadataWrapper,
    PositionProvider,
    QualifiedNameProvider,
    QualifiedNameSource,
)

MARKERS = {
    f"{module}.{marker}": marker
    for module in ("fastapi", "fastapi.params", "fastapi.param_functions")
    for marker in ("Depends", "Security")
}
ANNOTATED = {"typing.Annotated", "typing_extensions.Annotated"}


class Backend:
    """The modules of a folder by dotted name, and what their names are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, Path] = {}
        self.names: dict[Path, str] = {}
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).parts
            if any(part.startswith(".") or part in SKIPPED for part in parts):
                continue
            name = self._module_name(path)
            self.files.setdefault(name, path)
            self.names[path] = name

    def _module_name(self, path: Path) -> str:
        parts = [] if path.stem == "__init__" else [path.stem]
        directory = path.parent
        while directory != self.folder and (directory / "__init__.py").exists():
            parts.insert(0, directory.name)
            directory = directory.parent
        if parts == [path.stem]:
            # No package: as it is imported from the folder's top.
            parts = list(path.relative_to(self.folder).with_suffix("").parts)
        return ".".join(parts)

    def absolute(self, path: Path, module: str, level: int) -> str:
        if level == 0:
            return module
        package = self.names[path].split(".")
        if path.stem != "__init__":
            package = package[:-1]
        package = package[: len(package) - level + 1]
        return ".".join([*package, module] if module else package)

    @cache
    def exports(self, path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
        """What a module's top-level names are: other dotted names, or themselves; and its stars."""
        found: dict[str, str] = {}
        stars: list[str] = []
        try:
            tree = ast.parse(path.read_text("utf-8-sig"))
        except (SyntaxError, UnicodeDecodeError):
            return found, ()
        module = self.names[path]
        for node in _top_level(tree.body):
            if isinstance(node, ast.Import):
                for each in node.names:
                    top = each.name.split(".")[0]
                    found[each.asname or top] = each.name if each.asname else top
            elif isinstance(node, ast.ImportFrom):
                source = self.absolute(path, node.module or "", node.level)
                for each in node.names:
                    if each.name == "*":
                        stars.append(source)
                    else:
                        found[each.asname or each.name] = f"{source}.{each.name}"
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                found[node.name] = f"{module}.{node.name}"
            elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        dotted = _dotted(node.value)
                        head = dotted.split(".")[0] if dotted else None
                        # `a = b.c`: another name of b.c, where b is one of the module's own.
                        found[target.id] = (
                            f"{module}.{dotted}"
                            if dotted and head in found and head != target.id
                            else f"{module}.{target.id}"
                        )
        return found, tuple(stars)

    def follow(self, dotted: str, depth: int = 0) -> str:
        """The dotted name under which something was defined."""
        if depth > 30:
            return dotted
        parts = dotted.split(".")
        for size in range(len(parts) - 1, 0, -1):
            path = self.files.get(".".join(parts[:size]))
            if path is None:
                continue
            name, rest = parts[size], parts[size + 1 :]
            if ".".join(parts[: size + 1]) in self.files and not rest:
                return dotted
            exports, stars = self.exports(path)
            target = exports.get(name)
            if target is None:
                for star in stars:
                    starred = self.files.get(star)
                    if starred is not None and name in self.exports(starred)[0]:
                        target = f"{star}.{name}"
            if target is None:
                return dotted
            full = ".".join([target, *rest])
            return dotted if full == dotted else self.follow(full, depth + 1)
        return dotted


SKIPPED = {"__pycache__", "node_modules", "site-packages", "venv", "env", "virtualenv"}


def _top_level(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements that run on import: in branches too, the last one winning."""
    found: list[ast.stmt] = []
    for node in body:
        found.append(node)
        for part in ("body", "orelse", "handlers", "finalbody"):
            if isinstance(node, (ast.If, ast.Try, ast.With)):
                for inner in getattr(node, part, []):
                    inner_body = inner.body if isinstance(inner, ast.ExceptHandler) else [inner]
                    # A fallback of a failed import is not what is meant.
                    if not isinstance(inner, ast.ExceptHandler):
                        found.extend(_top_level(inner_body))
    return found


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        value = _dotted(node.value)
        return None if value is None else f"{value}.{node.attr}"
    return None


class Uses(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, QualifiedNameProvider)

    def __init__(self, backend: Backend, path: Path) -> None:
        self.backend = backend
        self.path = path
        self.module = backend.names[path]
        self.uses: list[dict[str, object]] = []
        self.annotations: list[cst.BaseExpression | None] = []

    def name_of(self, node: cst.CSTNode) -> str | None:
        names = self.get_metadata(QualifiedNameProvider, node, set())
        found = {self._absolute(each.name, each.source) for each in names}
        return found.pop() if len(found) == 1 else (sorted(found)[0] if found else None)

    def _absolute(self, name: str, source: QualifiedNameSource) -> str:
        if source is QualifiedNameSource.IMPORT:
            level = len(name) - len(name.lstrip("."))
            dotted = name.lstrip(".")
            return self.backend.follow(self.backend.absolute(self.path, dotted, level))
        if source is QualifiedNameSource.LOCAL:
            return self.backend.follow(f"{self.module}.{name}")
        starred = self.backend.follow(f"{self.module}.{name}")
        return starred if starred != f"{self.module}.{name}" else name

    # The annotation is what `Depends()` without an argument means.
    def visit_Param(self, node: cst.Param) -> None:
        self.annotations.append(node.annotation.annotation if node.annotation else None)

    def leave_Param(self, original_node: cst.Param) -> None:
        self.annotations.pop()

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self.annotations.append(node.annotation.annotation)

    def leave_AnnAssign(self, original_node: cst.AnnAssign) -> None:
        self.annotations.pop()

    def visit_Subscript(self, node: cst.Subscript) -> None:
        inner = None
        if self.name_of(node.value) in ANNOTATED and isinstance(node.slice[0].slice, cst.Index):
            inner = node.slice[0].slice.value
        self.annotations.append(inner or (self.annotations[-1] if self.annotations else None))

    def leave_Subscript(self, original_node: cst.Subscript) -> None:
        self.annotations.pop()

    def visit_Call(self, node: cst.Call) -> None:
        marker = MARKERS.get(self.name_of(node.func) or "")
        if marker is None:
            return
        given = next(
            (each.value for each in node.args if each.keyword and each.keyword.value == "dependency"),
            next((each.value for each in node.args if not each.keyword and not each.star), None),
        )
        if given is None and not any(each.star for each in node.args):
            given = self.annotations[-1] if self.annotations else None
        line = self.get_metadata(PositionProvider, node).start.line
        path = self.path.relative_to(self.backend.folder).as_posix()
        self.uses.append(
            {"file": path, "line": line, "marker": marker, "target": self.target(given)}
        )

    def target(self, node: cst.BaseExpression | None) -> str:
        if node is None:
            return "?"
        if isinstance(node, cst.Call):
            return f"{self.name_of(node.func) or '?'}()"
        if isinstance(node, cst.Lambda):
            return "lambda"
        if isinstance(node, cst.Subscript):
            return self.target(node.value)
        if isinstance(node, (cst.Name, cst.Attribute)):
            return self.name_of(node) or "?"
        return "?"


def main(folder: Path) -> None:
    backend = Backend(folder)
    markers = re.compile(r"\b(?:Depends|Security)\b")
    # Modules in which a marker is given another name make that one a word to look for.
    words = {
        name
        for path in backend.names
        if markers.search(text := path.read_text("utf-8-sig", errors="replace"))
        for name in re.findall(r"\b(?:Depends|Security)\s+as\s+(\w+)|^(\w+)\s*=\s*(?:\w+\.)*(?:Depends|Security)\s*$", text, re.M)
        for name in name
        if name
    }
    pattern = re.compile(r"\b(?:" + "|".join({"Depends", "Security", *words}) + r")\b")
    uses: list[dict[str, object]] = []
    for path in backend.names:
        text = path.read_text("utf-8-sig", errors="replace")
        if not pattern.search(text):
            continue
        try:
            wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        except cst.ParserSyntaxError:
            continue
        visitor = Uses(backend, path)
        wrapper.visit(visitor)
        uses.extend(visitor.uses)
    json.dump(uses, sys.stdout)


main(Path(sys.argv[1]).resolve())
