"""`multipart/form-data` taken apart by python-multipart, parts kept whole and in order."""

from __future__ import annotations

from dataclasses import dataclass

from python_multipart.multipart import MultipartParser, parse_options_header


@dataclass(frozen=True)
class File:
    """One part; a file when it has a name."""

    data: bytes
    filename: str | None
    media_type: str

    def text(self, errors: str = "strict") -> str:
        return self.data.decode(errors=errors)


class _Collector:
    def __init__(self) -> None:
        self.parts: list[tuple[str, File]] = []
        self._headers: dict[str, str] = {}
        self._name = self._value = b""
        self._data = b""

    def on_part_begin(self) -> None:
        self._headers, self._data = {}, b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self._headers[self._name.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._name = self._value = b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def on_part_end(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        self.parts.append(
            (
                name,
                File(
                    data=self._data,
                    filename=None if filename is None else filename.decode("utf-8", "replace"),
                    media_type=self._headers.get("content-type", "").split(";")[0].strip().lower(),
                ),
            )
        )


def parse_multipart(content_type: str, data: bytes) -> list[tuple[str, File]]:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise ValueError("multipart without a boundary")
    collector = _Collector()
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": collector.on_part_begin,
            "on_header_field": collector.on_header_field,
            "on_header_value": collector.on_header_value,
            "on_header_end": collector.on_header_end,
            "on_part_data": collector.on_part_data,
            "on_part_end": collector.on_part_end,
        },
    )
    parser.write(data)
    parser.finalize()
    return collector.parts
