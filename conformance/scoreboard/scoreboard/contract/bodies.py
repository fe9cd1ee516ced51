"""Request bodies decoded by their media type: JSON, forms, multipart with files, text, XML, binary."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import unquote_plus
from xml.etree import ElementTree

from .brackets import nested
from .document import Body, Document, Json, MediaType
from .kinds import items, kinds, properties
from .multipart import File, parse_multipart
from .parameters import delimited, split_query
from .typed import Texts, Typed


@dataclass(frozen=True)
class DecodedBody:
    """`value` holds `File`s where files were uploaded; `errors` says what the contract refuses."""

    media_type: str
    value: Json
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class BodyReader:
    document: Document
    typed: Typed

    def read(self, body: Body, content_type: str, data: bytes) -> DecodedBody:
        sent = content_type.split(";", maxsplit=1)[0].strip().lower()
        media = declared(body, sent)
        if media is None:
            return DecodedBody(sent, data, (f"body of {sent or 'no media type'}, declared: {', '.join(body.content)}",))
        try:
            return self._read(media, sent, content_type, data)
        except (ValueError, ElementTree.ParseError) as error:
            return DecodedBody(sent, data, (f"{sent} body cannot be read: {error}",))

    def _read(self, media: MediaType, sent: str, content_type: str, data: bytes) -> DecodedBody:
        if sent.endswith("json"):
            return self._checked(media, sent, json.loads(data))
        if sent == "application/x-www-form-urlencoded":
            return self._checked(media, sent, self._form(media, data.decode()))
        if sent.startswith("multipart/"):
            value = self._multipart(media, parse_multipart(content_type, data))
            return DecodedBody(sent, value, tuple(self.typed.schemas.errors(media.schema, files_as_text(value))[:3]))
        if sent.endswith("xml"):
            ElementTree.fromstring(data)
            return DecodedBody(sent, data.decode())
        if sent.startswith("text/") or (kinds(self.document, media.schema) == {"string"} and is_text(data)):
            return self._checked(media, sent, data.decode())
        return DecodedBody(sent, data)

    def _checked(self, media: MediaType, sent: str, value: Json) -> DecodedBody:
        return DecodedBody(sent, value, tuple(self.typed.schemas.errors(media.schema, value)[:3]))

    def _form(self, media: MediaType, text: str) -> dict[str, Json]:
        pairs = split_query(text)
        named = properties(self.document, media.schema)
        decoded: dict[str, Json] = {}
        for key in dict.fromkeys(name if name in named else name.split("[")[0] for name, _ in pairs):
            schema = named.get(key, True)
            inside = [
                (name, unquote_plus(value)) for name, value in pairs if name.startswith(key + "[") and name not in named
            ]
            values = [value for name, value in pairs if name == key]
            if inside:
                decoded[key] = self.typed.value(schema, nested(key, inside))
            elif self._is_array(schema) or ("array" in kinds(self.document, schema) and len(values) > 1):
                decoded[key] = self._form_array(schema, media.encoding.get(key) or {}, values)
            else:
                decoded[key] = self.typed.from_json(schema, unquote_plus(values[-1]))
        return decoded

    def _form_array(self, schema: Json, encoding: dict[str, Json], values: list[str]) -> Json:
        texts: list[Texts] = [[unquote_plus(value) for value in values]]
        if len(values) == 1:
            if unquote_plus(values[0]).lstrip().startswith("["):
                return self.typed.from_json(schema, unquote_plus(values[0]))
            if encoding.get("explode") is False or str(encoding.get("style", "form")) != "form":
                texts = list(delimited(str(encoding.get("style", "form")), values[0]))
        return self.typed.value(schema, texts[0])

    def _multipart(self, media: MediaType, parts: list[tuple[str, File]]) -> dict[str, Json]:
        named = properties(self.document, media.schema)
        by_name: dict[str, list[File]] = {}
        for name, part in parts:
            by_name.setdefault(name if name in named else name.removesuffix("[]"), []).append(part)
        decoded: dict[str, Json] = {}
        for name, files in by_name.items():
            schema = named.get(name, True)
            repeated = self._is_array(schema) or len(files) > 1
            item = items(self.document, schema) if repeated else schema
            values = [self._part(item, schema, part) for part in files]
            decoded[name] = values if repeated and not isinstance(values[0], list) else values[0]
        return decoded

    def _is_array(self, schema: Json) -> bool:
        return not kinds(self.document, schema) - {"array", "null"}

    def _part(self, item: Json, schema: Json, part: File) -> Json:
        if part.filename is not None:
            return part
        text = part.text()
        if part.media_type.endswith("json") and text.lstrip()[:1] in ("[", "{"):
            return json.loads(text)
        if text.lstrip().startswith("[") and "array" in kinds(self.document, schema):
            return self.typed.from_json(schema, text)
        return self.typed.from_json(item, text)


def declared(body: Body, sent: str) -> MediaType | None:
    """The declared media type that covers what was sent, the most exact first (`a/b`, `a/*`, `*/*`)."""
    ranges = {kind.split(";")[0].strip().lower(): media for kind, media in body.content.items()}
    for candidate in (sent, sent.split("/", maxsplit=1)[0] + "/*", "*/*"):
        if sent and candidate in ranges:
            return ranges[candidate]
    return None


def files_as_text(value: Json) -> Json:
    """For the schema, a file is a string (OpenAPI 3.0 `format: binary`) or anything (3.1)."""
    if isinstance(value, File):
        return value.text(errors="replace")
    if isinstance(value, dict):
        return {name: files_as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [files_as_text(part) for part in value]
    return value


def is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
