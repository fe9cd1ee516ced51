"""An OpenAPI document as the mock backend needs it: operations, parameters and bodies, references followed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

import yaml

Json: TypeAlias = Any

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
# OpenAPI 3.1 §4.8.12.1: header parameters of these names are ignored.
IGNORED_HEADERS = {"accept", "content-type", "authorization"}
DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


@dataclass(frozen=True)
class Parameter:
    name: str
    location: str
    required: bool
    style: str
    explode: bool
    schema: Json
    # Set for `content:` parameters, whose value travels as one text of that media type.
    media_type: str | None = None
    # `x-multi-segment`: a path value whose slashes are slashes.
    multi_segment: bool = False


@dataclass(frozen=True)
class MediaType:
    schema: Json
    encoding: dict[str, Json]


@dataclass(frozen=True)
class Body:
    required: bool
    content: dict[str, MediaType]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    operation_id: str | None
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: dict[str, Json]
    base_paths: tuple[str, ...] = field(default=("",))

    @property
    def label(self) -> str:
        return f"{self.method.upper()} {self.path}"


class Document:
    def __init__(self, root: dict[str, Json]) -> None:
        self.root = root

    @classmethod
    def read(cls, path: Path) -> Document:
        text = path.read_text(encoding="utf-8")
        # Through JSON, so that every key is a text: YAML reads `200:` as a number.
        return cls(json.loads(text if path.suffix == ".json" else json.dumps(yaml.load(text, Loader=JsonLikeLoader))))

    @property
    def is_30(self) -> bool:
        return str(self.root.get("openapi", "")).startswith("3.0")

    def pointer(self, reference: str) -> Json:
        """The value at `#/components/schemas/Task`; `None` when it is not in this document."""
        node: Json = self.root
        if not reference.startswith("#"):
            return None
        for part in reference[1:].split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdigit() and int(key) < len(node):
                node = node[int(key)]
            else:
                return None
        return node

    def follow(self, node: Json) -> Json:
        for _ in range(32):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            node = self.pointer(node["$ref"])
        return None

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        return tuple(self._operations())

    @cached_property
    def base_path(self) -> str:
        return base_paths_of(self.root.get("servers"))[0]

    def _operations(self) -> Iterator[Operation]:
        for path, item in (self.root.get("paths") or {}).items():
            shared = self.follow(item) or {}
            for method in METHODS:
                operation = shared.get(method)
                if isinstance(operation, dict):
                    yield self._operation(method, path, shared, operation)

    def _operation(self, method: str, path: str, item: dict[str, Json], raw: dict[str, Json]) -> Operation:
        by_key: dict[tuple[str, str], Parameter] = {}
        for node in [*(item.get("parameters") or []), *(raw.get("parameters") or [])]:
            parameter = self._parameter(self.follow(node))
            if parameter:
                by_key[(parameter.location, parameter.name.lower())] = parameter
        servers = raw.get("servers") or item.get("servers")
        return Operation(
            method=method,
            path=path,
            operation_id=raw.get("operationId"),
            parameters=tuple(p for p in by_key.values() if p.location != "path" or "{" + p.name + "}" in path),
            body=self._body(self.follow(raw.get("requestBody"))),
            responses=raw.get("responses") or {},
            base_paths=tuple(dict.fromkeys([*base_paths_of(servers), self.base_path])),
        )

    def _parameter(self, raw: Json) -> Parameter | None:
        if not isinstance(raw, dict) or raw.get("in") not in DEFAULT_STYLES or not isinstance(raw.get("name"), str):
            return None
        location = raw["in"]
        if location == "header" and raw["name"].lower() in IGNORED_HEADERS:
            return None
        style = raw.get("style") or DEFAULT_STYLES[location]
        content: dict[str, Json] = raw.get("content") or {}
        media_type = next(iter(content), None)
        return Parameter(
            name=raw["name"],
            location=location,
            required=bool(raw.get("required")) or location == "path",
            style=style,
            explode=bool(raw.get("explode", style in ("form", "deepObject"))),
            schema=(content[media_type] if media_type else raw).get("schema", True),
            media_type=media_type,
            multi_segment=location == "path" and raw.get("x-multi-segment") is True,
        )

    def _body(self, raw: Json) -> Body | None:
        if not isinstance(raw, dict) or not raw.get("content"):
            return None
        content = {
            kind: MediaType((media or {}).get("schema", True), (media or {}).get("encoding") or {})
            for kind, media in raw["content"].items()
        }
        return Body(required=bool(raw.get("required")), content=content)


def base_paths_of(servers: Json) -> list[str]:
    """The path of every server URL, its variables replaced by their defaults; `[""]` without servers."""
    paths = []
    for server in servers if isinstance(servers, list) else []:
        url = str((server or {}).get("url", ""))
        for name, variable in ((server or {}).get("variables") or {}).items():
            url = url.replace("{" + name + "}", str((variable or {}).get("default", "")))
        paths.append(urlsplit(url).path.rstrip("/"))
    return paths or [""]


class JsonLikeLoader(yaml.CSafeLoader):
    """YAML as JSON would have it: dates stay text (`2020-01-01` in an example is no `date` object)."""


JsonLikeLoader.yaml_implicit_resolvers = {
    key: [(tag, expression) for tag, expression in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for key, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
