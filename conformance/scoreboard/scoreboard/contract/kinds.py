"""Which JSON types a schema admits: text on the wire has none, so this decides how it is read."""

from __future__ import annotations

from .document import Document, Json

ALL = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})


def kinds(document: Document, schema: Json, depth: int = 0) -> frozenset[str]:
    schema = document.follow(schema)
    if not isinstance(schema, dict) or depth > 10:
        return ALL
    found = declared(schema)
    for part in schema.get("allOf") or []:
        found &= kinds(document, part, depth + 1)
    for key in ("anyOf", "oneOf"):
        if schema.get(key):
            found &= frozenset().union(*(kinds(document, part, depth + 1) for part in schema[key]))
    if schema.get("nullable") is True:
        found |= {"null"}
    return found or ALL


def declared(schema: dict[str, Json]) -> frozenset[str]:
    types = schema.get("type")
    named = frozenset(types if isinstance(types, list) else [types]) & ALL
    if named:
        return named | ({"integer"} if "number" in named else frozenset())
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if values:
        return frozenset(kind_of(value) for value in values)
    if "properties" in schema or "additionalProperties" in schema:
        return frozenset({"object", "null"})
    if "items" in schema or "prefixItems" in schema:
        return frozenset({"array", "null"})
    return ALL


def kind_of(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


def properties(document: Document, schema: Json, depth: int = 0) -> dict[str, Json]:
    """Every property a schema names, through references and combinations."""
    schema = document.follow(schema)
    if not isinstance(schema, dict) or depth > 10:
        return {}
    found: dict[str, Json] = {}
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key) or []:
            found.update(properties(document, part, depth + 1))
    own = schema.get("properties")
    found.update(own if isinstance(own, dict) else {})
    return found


def items(document: Document, schema: Json, depth: int = 0) -> Json:
    """The schema of an array's items, through references and combinations."""
    schema = document.follow(schema)
    if not isinstance(schema, dict) or depth > 10:
        return True
    if "items" in schema:
        return schema["items"]
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(key) or []:
            found = items(document, part, depth + 1)
            if found is not True:
                return found
    return True


def extra(document: Document, schema: Json) -> Json:
    """The schema of properties that are not named."""
    schema = document.follow(schema)
    if isinstance(schema, dict) and isinstance(schema.get("additionalProperties"), dict):
        return schema["additionalProperties"]
    return True
