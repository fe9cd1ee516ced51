"""Values that arrived, that were lost, and that only seem to have arrived."""

from typing import Any

from scoreboard.contract.bodies import DecodedBody
from scoreboard.contract.judge import Judged
from scoreboard.contract.multipart import File
from scoreboard.contract.parameters import Decoded
from scoreboard.lossless import lost


def judged(query: dict[str, Any] | None = None, body: Any = None, media_type: str = "application/json") -> Judged:
    decoded = [Decoded(name, "query", (value,)) for name, value in (query or {}).items()]
    return Judged(None, decoded, None if body is None else DecodedBody(media_type, body))


def test_parameters_and_body_fields() -> None:
    arrived = judged({"page": 2}, {"title": "x", "tags": ["a"]})
    assert lost({"page": 2, "title": "x", "tags": ["a"]}, arrived) == []
    assert lost({"body": {"title": "x", "tags": ["a"]}}, arrived) == []


def test_a_changed_value_is_lost() -> None:
    assert lost({"page": 3}, judged({"page": 2}))
    assert lost({"meta": {"a": 1}}, judged(body={"meta": "{'a': 1}"}))
    assert lost({"n": 1}, judged(body={"n": "1"}))


def test_a_swapped_value_is_lost() -> None:
    assert len(lost({"a": "1", "b": "2"}, judged({"a": "2", "b": "1"}))) == 2


def test_a_renamed_argument_is_found_by_its_value() -> None:
    assert lost({"include_": ["x"]}, judged({"include[]": ["x"]})) == []
    assert lost({"body_id": 7, "id": 8}, judged({"id": 8}, {"ident": 7})) == []


def test_null_and_empty_lists_cannot_be_said_in_a_query() -> None:
    assert lost({"due": None, "ids": []}, judged()) == []
    assert lost({"due": None}, judged(body={"due": "x"}))
    form = judged(body={"who": {"name": "x"}}, media_type="application/x-www-form-urlencoded")
    assert lost({"who": {"name": "x", "tags": []}, "more": {"a": {}}}, form) == []
    assert lost({"who": {"name": "x", "tags": ["a"]}}, form)


def test_files_arrive_as_bytes() -> None:
    file = File(b"\x00\x01", "a.bin", "application/octet-stream")
    arrived = judged(body={"file": file}, media_type="multipart/form-data")
    assert lost({"file": {"filename": "a.bin", "content_base64": "AAE="}}, arrived) == []
    assert lost({"file": "AAE="}, arrived) == []
    assert lost({"file": "AQE="}, arrived)
