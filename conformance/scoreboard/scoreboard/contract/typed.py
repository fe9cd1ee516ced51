"""Text from the wire, read as the type its schema wants."""

from __future__ import annotations

import json
import re
from typing import TypeAlias

from .document import Document, Json
from .kinds import extra, items, kinds, properties
from .schemas import Schemas

INTEGER = re.compile(r"^-?\d+$")
NUMBER = re.compile(r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")

# A tree of texts: what a query string or a form holds before its schema is asked.
Texts: TypeAlias = "str | list[Texts] | dict[str, Texts]"


class Typed:
    def __init__(self, document: Document, schemas: Schemas) -> None:
        self.document = document
        self.schemas = schemas

    def value(self, schema: Json, text: Texts) -> Json:
        """The first reading of `text` that its schema accepts; the plain text when none is."""
        readings = self.readings(schema, text)
        return next((value for value in readings if self.schemas.is_valid(schema, value)), readings[-1])

    def readings(self, schema: Json, text: Texts) -> list[Json]:
        """Possible readings, most specific first; the last one is the text itself."""
        admitted = kinds(self.document, schema)
        if isinstance(text, list):
            inner = items(self.document, schema)
            return [[self.value(inner, part) for part in text]]
        if isinstance(text, dict):
            named = properties(self.document, schema)
            other = extra(self.document, schema)
            return [{name: self.value(named.get(name, other), part) for name, part in text.items()}]
        if admitted <= {"array", "null"} and text:
            # `filter[tags]=a`: a list of one, written once.
            return self.readings(schema, [text])
        found: list[Json] = []
        if "integer" in admitted and INTEGER.match(text):
            found.append(int(text))
        if "number" in admitted and NUMBER.match(text):
            found.append(float(text))
        if "boolean" in admitted and text in ("true", "false"):
            found.append(text == "true")
        if "null" in admitted and text in ("null", ""):
            found.append(None)
        return [*found, text]

    def from_json(self, schema: Json, text: str) -> Json:
        """A JSON text, where the schema wants an object or array; otherwise as any other text."""
        if kinds(self.document, schema) & {"object", "array"}:
            try:
                return json.loads(text)
            except ValueError:
                return text
        return self.value(schema, text)
