"""JSON Schemas of an OpenAPI document, as 2020-12 validators for one direction (request or response)."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, unquote

from ..validation import Validator, compiles
from .document import Document, Json

Direction = Literal["request", "response"]

TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}
NUMBERS = ("multipleOf", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum")
COUNTS = (
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
    "minContains",
    "maxContains",
)
ONE_SCHEMA = ("not", "contains", "propertyNames", "if", "then", "else", "unevaluatedProperties", "unevaluatedItems")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAPS = ("properties", "patternProperties", "dependentSchemas")
AS_WRITTEN = ("const", "format", "contentEncoding", "contentMediaType", "dependentRequired", "uniqueItems", "default")


class Schemas:
    """Converts lazily: a document of ten megabytes costs only what its requests touch."""

    def __init__(self, document: Document, direction: Direction) -> None:
        self.document = document
        self.direction = direction
        self.hidden_flag = "readOnly" if direction == "request" else "writeOnly"
        self._validators: dict[int, tuple[Json, Validator]] = {}
        self._converted: dict[str, Json] = {}

    def validator(self, schema: Json) -> Validator:
        """A validator of an *original* schema of this document."""
        cached = self._validators.get(id(schema))
        if cached is None:
            # The schema itself is kept, so that its id stays its own.
            cached = self._validators[id(schema)] = (schema, Validator(self.bundled(schema)))
        return cached[1]

    def bundled(self, schema: Json) -> Json:
        """The converted schema with everything it refers to in its own `$defs`."""
        names: dict[str, str] = {}
        waiting: list[str] = []

        def local(node: Json) -> Json:
            if isinstance(node, list):
                return [local(part) for part in node]
            if not isinstance(node, dict):
                return node
            out = {key: local(part) for key, part in node.items()}
            reference = node.get("$ref")
            if isinstance(reference, str) and reference.startswith("spec:"):
                if reference not in names:
                    names[reference] = f"s{len(names)}"
                    waiting.append(reference)
                out["$ref"] = f"#/$defs/{names[reference]}"
            return out

        root = local(self.convert(schema))
        definitions: dict[str, Json] = {}
        while waiting:
            reference = waiting.pop()
            definitions[names[reference]] = local(self.resolve(reference))
        return {"allOf": [root], "$defs": definitions}

    def errors(self, schema: Json, value: Json) -> list[str]:
        return [shorten(error) for error in self.validator(schema).errors(value)]

    def is_valid(self, schema: Json, value: Json) -> bool:
        return self.validator(schema).is_valid(value)

    def resolve(self, reference: str) -> Json:
        """The converted schema behind a `spec:` reference."""
        if reference not in self._converted:
            self._converted[reference] = self.convert(
                self.document.pointer("#" + unquote(reference.removeprefix("spec:")))
            )
        return self._converted[reference]

    def convert(self, schema: Json, hidden: frozenset[str] = frozenset()) -> Json:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            return True
        out: dict[str, Json] = {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if self.document.pointer(reference) is None:
                return True
            out["$ref"] = "spec:" + quote(unquote(reference[1:]), safe="/~")
            if self.document.is_30:
                # OpenAPI 3.0.3 §4.7.23: whatever stands beside a $ref is ignored.
                return out
        hidden = hidden | self._hidden_names(schema)
        self._subschemas(schema, out, hidden)
        self._assertions(schema, out, hidden)
        return self._nullable(schema, out)

    def _subschemas(self, schema: dict[str, Json], out: dict[str, Json], hidden: frozenset[str]) -> None:
        for key in ONE_SCHEMA:
            if key in schema:
                out[key] = self.convert(schema[key])
        for key in SCHEMA_LISTS:
            if isinstance(schema.get(key), list) and schema[key]:
                out[key] = [self.convert(part, hidden) for part in schema[key]]
        if "oneOf" in out and isinstance(schema.get("discriminator"), dict):
            out["oneOf"] = self._told_apart(schema["oneOf"], out["oneOf"], schema["discriminator"])
        for key in SCHEMA_MAPS:
            if isinstance(schema.get(key), dict):
                out[key] = {name: self.convert(part) for name, part in schema[key].items()}
        for pattern in [p for p in out.get("patternProperties", {}) if not compiles(p)]:
            del out["patternProperties"][pattern]
        if isinstance(schema.get("additionalProperties"), dict | bool):
            out["additionalProperties"] = self.convert(schema["additionalProperties"])
        items = schema.get("items")
        if isinstance(items, list):
            out["prefixItems"] = [self.convert(part) for part in items]
        elif items is not None:
            out["items"] = self.convert(items)

    def _told_apart(self, parts: list[Json], converted: list[Json], discriminator: dict[str, Json]) -> list[Json]:
        """With a mapping, the tag names the schema (OpenAPI 3.1 §4.8.25), and backends decide by it.

        Where only the mapping says which value means which variant, all of them accept every tag, and `oneOf` none.
        """
        name, mapping = discriminator.get("propertyName"), discriminator.get("mapping")
        targets = [str(part.get("$ref", "")) if isinstance(part, dict) else "" for part in parts]
        if not isinstance(name, str) or not isinstance(mapping, dict) or "" in targets:
            return converted
        tags = [
            [tag for tag, to in mapping.items() if to in (target, target.rsplit("/", maxsplit=1)[-1])]
            for target in targets
        ]
        if not all(tags):
            return converted
        return [
            {"allOf": [part], "properties": {name: {"enum": values}}}
            for part, values in zip(converted, tags, strict=True)
        ]

    def _assertions(self, schema: dict[str, Json], out: dict[str, Json], hidden: frozenset[str]) -> None:
        for key in AS_WRITTEN:
            if key in schema:
                out[key] = schema[key]
        for key in COUNTS:
            if isinstance(schema.get(key), int) and not isinstance(schema[key], bool):
                out[key] = schema[key]
        for key in NUMBERS:
            if isinstance(schema.get(key), int | float) and not isinstance(schema[key], bool):
                out[key] = schema[key]
        for flag, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if schema.get(flag) is True and bound in out:
                out[flag] = out.pop(bound)
        types = schema.get("type")
        known = [t for t in (types if isinstance(types, list) else [types]) if t in TYPES]
        if known:
            out["type"] = known if isinstance(types, list) else known[0]
        if isinstance(schema.get("enum"), list) and schema["enum"]:
            out["enum"] = list(schema["enum"])
        if isinstance(schema.get("pattern"), str) and compiles(schema["pattern"]):
            out["pattern"] = schema["pattern"]
        if isinstance(schema.get("required"), list):
            out["required"] = [name for name in schema["required"] if name not in hidden]

    def _nullable(self, schema: dict[str, Json], out: dict[str, Json]) -> Json:
        # 3.1 dropped the word, its authors did not always: it is taken at its meaning in both.
        if schema.get("nullable") is not True:
            return out
        return {"anyOf": [{"type": "null"}, out]}

    def _hidden_names(self, schema: Json, depth: int = 0) -> frozenset[str]:
        """Properties that do not travel in this direction: a `required` beside them does not bind it."""
        schema = self.document.follow(schema)
        if not isinstance(schema, dict) or depth > 8:
            return frozenset()
        names = set()
        for name, part in (
            (schema.get("properties") or {}).items() if isinstance(schema.get("properties"), dict) else ()
        ):
            target = self.document.follow(part)
            if isinstance(target, dict) and (target.get(self.hidden_flag) or (part or {}).get(self.hidden_flag)):
                names.add(name)
        for part in schema.get("allOf") or []:
            names |= self._hidden_names(part, depth + 1)
        return frozenset(names)


def shorten(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[: limit // 2] + " … " + text[-limit // 2 :]
