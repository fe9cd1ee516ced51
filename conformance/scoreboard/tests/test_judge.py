"""Requests against contracts: what a strict backend would say."""

import json
from typing import Any

import pytest
from contract_of import contract

from scoreboard.contract.judge import Judge, Judged, Request


def ask(
    document: Any,
    target: str = "/things",
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Judged:
    path, _, query = target.partition("?")
    fields = [(name.lower(), value) for name, value in (headers or {}).items()]
    return Judge(document).judge(Request(method, path, query, fields, body))


def parameter(location: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "p", "in": location, "schema": schema, **more}]}


TEXTS = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
PAIR = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "more", "query", "value"),
    [
        ({"type": "integer"}, {}, "p=5", 5),
        ({"type": "boolean"}, {}, "p=false", False),
        ({"type": "string"}, {}, "p=a%2Bb+c", "a+b c"),
        (NUMBERS, {}, "p=1&p=2", [1, 2]),
        (NUMBERS, {"explode": False}, "p=1,2", [1, 2]),
        (NUMBERS, {"explode": False}, "p=1%2C2", [1, 2]),
        (TEXTS, {"explode": False}, "p=a%2Cb,c", ["a,b", "c"]),
        (TEXTS, {"style": "spaceDelimited", "explode": False}, "p=a%20b", ["a", "b"]),
        (TEXTS, {"style": "pipeDelimited", "explode": False}, "p=a|b", ["a", "b"]),
        (PAIR, {}, "a=1&b=x", {"a": 1, "b": "x"}),
        (PAIR, {"explode": False}, "p=a,1,b,x", {"a": 1, "b": "x"}),
        (PAIR, {"style": "deepObject"}, "p%5Ba%5D=1&p%5Bb%5D=x", {"a": 1, "b": "x"}),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {}, "p=7", 7),
    ],
)
def test_query_styles(schema: Any, more: dict[str, Any], query: str, value: Any) -> None:
    judged = ask(contract(parameter("query", schema, **more)), f"/things?{query}")
    assert judged.errors == []
    assert value in judged.decoded[0].values


@pytest.mark.parametrize(
    ("schema", "query"),
    [
        ({"type": "integer"}, "p=five"),
        ({"type": "boolean"}, "p=True"),
        (NUMBERS, "p=1,2"),
        ({"type": "string", "maxLength": 2}, "p=abc"),
        ({"type": "string", "format": "date"}, "p=tomorrow"),
        ({"enum": ["a"]}, "p=b"),
    ],
)
def test_wrong_query_values_are_refused(schema: Any, query: str) -> None:
    assert ask(contract(parameter("query", schema)), f"/things?{query}").errors


def test_a_missing_required_parameter_is_named() -> None:
    document = contract(parameter("query", {"type": "string"}, required=True))
    assert ask(document).errors == ["query p: required, not sent"]


@pytest.mark.parametrize(
    ("schema", "more", "segment", "value"),
    [
        ({"type": "string"}, {}, "a%2Fb%20c", "a/b c"),
        (NUMBERS, {}, "1,2", [1, 2]),
        (NUMBERS, {"style": "label"}, ".1,2", [1, 2]),
        (NUMBERS, {"style": "label", "explode": True}, ".1.2", [1, 2]),
        (NUMBERS, {"style": "matrix"}, ";p=1,2", [1, 2]),
        (NUMBERS, {"style": "matrix", "explode": True}, ";p=1;p=2", [1, 2]),
        (PAIR, {}, "a,1,b,x", {"a": 1, "b": "x"}),
        (PAIR, {"explode": True}, "a=1,b=x", {"a": 1, "b": "x"}),
        ({"type": "integer"}, {"style": "matrix"}, ";p=5", 5),
    ],
)
def test_path_styles(schema: Any, more: dict[str, Any], segment: str, value: Any) -> None:
    judged = ask(contract(parameter("path", schema, **more), path="/things/{p}"), f"/things/{segment}")
    assert judged.errors == []
    assert value in judged.decoded[0].values


def test_header_and_cookie_values() -> None:
    operation = {
        "parameters": [
            {"name": "X-Tags", "in": "header", "schema": TEXTS},
            {"name": "X-Name", "in": "header", "schema": {"type": "string"}},
            {"name": "theme", "in": "cookie", "schema": {"type": "string"}},
        ]
    }
    judged = ask(contract(operation), headers={"x-tags": "a,b", "x-name": "%C3%A9", "cookie": "theme=dark; other=1"})
    values = {part.name: part.values for part in judged.decoded}
    assert ["a", "b"] in values["X-Tags"]
    assert "é" in values["X-Name"]
    assert "dark" in values["theme"]


@pytest.mark.parametrize(
    ("schema", "cookie", "value"),
    [
        (TEXTS, "p=a,b", ["a", "b"]),
        (TEXTS, "p=a%2Cb", ["a", "b"]),
        (PAIR, "a=1; b=x+y", {"a": 1, "b": "x+y"}),
        (PAIR, "p=a,1,b,x", {"a": 1, "b": "x"}),
    ],
)
def test_cookie_styles(schema: Any, cookie: str, value: Any) -> None:
    judged = ask(contract(parameter("cookie", schema)), headers={"cookie": cookie})
    assert judged.errors == []
    assert value in judged.decoded[0].values


def body(content: dict[str, Any], required: bool = True) -> Any:
    return contract({"requestBody": {"required": required, "content": content}}, method="post")


def test_a_required_body_must_be_sent_and_of_a_declared_type() -> None:
    document = body({"application/json": {"schema": {"type": "object"}}})
    assert ask(document, method="POST").errors == ["body: required, not sent"]
    assert ask(document, method="POST", headers={"content-type": "text/csv"}, body=b"a").errors
    assert ask(document, method="POST", headers={"content-type": "application/json"}, body=b"{}").errors == []


def test_nullable_of_three_point_zero() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "nullable": True}, "b": {"type": "string"}}}
    document = body({"application/json": {"schema": schema}})
    document.root["openapi"] = "3.0.3"
    headers = {"content-type": "application/json"}
    assert ask(document, method="POST", headers=headers, body=b'{"a": null}').errors == []
    assert ask(document, method="POST", headers=headers, body=b'{"b": null}').errors


def test_read_only_properties_are_not_required_in_a_request() -> None:
    schema = {"type": "object", "required": ["id", "name"], "properties": {"id": {"readOnly": True}, "name": {}}}
    document = body({"application/json": {"schema": schema}})
    headers = {"content-type": "application/json"}
    assert ask(document, method="POST", headers=headers, body=b'{"name": "x"}').errors == []
    assert ask(document, method="POST", headers=headers, body=b'{"id": "x"}').errors


def test_references_and_recursion() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}, "required": ["v"]}
    document = contract(
        {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}},
        method="post",
        components={"schemas": {"Node": node}},
    )
    headers = {"content-type": "application/json"}
    good, bad = json.dumps({"v": 1, "next": {"v": 2}}), json.dumps({"v": 1, "next": {}})
    assert ask(document, method="POST", headers=headers, body=good.encode()).errors == []
    assert ask(document, method="POST", headers=headers, body=bad.encode()).errors


def test_forms_are_read_by_their_schema() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}, "tags": TEXTS, "deep": PAIR}}
    document = body({"application/x-www-form-urlencoded": {"schema": schema}})
    headers = {"content-type": "application/x-www-form-urlencoded"}
    sent = b"n=5&tags=a&tags=b&deep%5Ba%5D=1"
    judged = ask(document, method="POST", headers=headers, body=sent)
    assert judged.errors == []
    assert judged.body is not None
    assert judged.body.value == {"n": 5, "tags": ["a", "b"], "deep": {"a": 1}}
    as_json = ask(document, method="POST", headers=headers, body=b"deep=%7B%22a%22%3A1%7D")
    assert as_json.body is not None
    assert as_json.body.value == {"deep": {"a": 1}}
    assert ask(document, method="POST", headers=headers, body=b"deep=%5Bobject+Object%5D").errors


def test_multipart_with_two_files() -> None:
    file = {"type": "string", "format": "binary"}
    schema = {"type": "object", "properties": {"files": {"type": "array", "items": file}, "meta": PAIR}}
    document = body({"multipart/form-data": {"schema": schema}})
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\none\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="b"\r\n\r\ntwo\r\n'
        b'--x\r\nContent-Disposition: form-data; name="meta"\r\n\r\n{"a": 1}\r\n--x--\r\n'
    )
    judged = ask(document, method="POST", headers={"content-type": "multipart/form-data; boundary=x"}, body=parts)
    assert judged.errors == []
    assert judged.body is not None
    assert [file.data for file in judged.body.value["files"]] == [b"one", b"two"]
    assert judged.body.value["meta"] == {"a": 1}


def test_the_most_exact_template_wins_and_other_paths_are_nobody_s() -> None:
    document = contract({"operationId": "one", "parameters": []}, path="/things/{id}")
    document.root["paths"]["/things/mine"] = {"get": {"operationId": "mine", "responses": {}}}
    judged = ask(document, "/things/mine")
    assert judged.operation is not None
    assert judged.operation.operation_id == "mine"
    assert ask(document, "/things/1/../2").operation is None


def test_two_placeholders_in_one_segment() -> None:
    kinds = {"y": {"type": "number"}, "format": {"enum": ["png"]}}
    declared = [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in kinds.items()]
    judged = ask(contract({"parameters": declared}, path="/map/{y}.{format}"), "/map/1.25.png")
    assert judged.errors == []


def test_a_server_s_path_is_part_of_the_route() -> None:
    document = contract({}, servers=[{"url": "https://api.example.com/{v}/", "variables": {"v": {"default": "v1"}}}])
    assert ask(document, "/v1/things").errors == []


@pytest.mark.parametrize(("marked", "known"), [(True, True), (False, False)])
def test_slashes_are_part_of_a_path_value_only_where_the_document_says_so(marked: bool, known: bool) -> None:
    more = {"required": True, **({"x-multi-segment": True} if marked else {})}
    document = contract(parameter("path", {"type": "string"}, **more), "/things/{p}/raw")
    judged = ask(document, "/things/docs/a%20b.md/raw")
    assert (judged.operation is not None) is known
    assert not known or judged.decoded[0].values == ("docs/a b.md",)


def test_a_path_value_that_nobody_declared_arrives_too() -> None:
    judged = ask(contract({}, "/things/{p}"), "/things/a%20b")
    assert judged.errors == []
    assert [(one.name, one.values) for one in judged.decoded] == [("p", ("a b",))]


TAG = {"type": "object", "properties": {"kind": {"type": "string"}}}
PETS = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "dog": "Dog"}},
}


@pytest.mark.parametrize(("kind", "valid"), [("cat", True), ("dog", True), ("cow", False)])
def test_the_mapping_tells_variants_apart_that_admit_the_same(kind: str, valid: bool) -> None:
    body = {"requestBody": {"required": True, "content": {"application/json": {"schema": PETS}}}}
    document = contract(body, method="post", components={"schemas": {"Cat": TAG, "Dog": TAG}})
    sent = json.dumps({"kind": kind}).encode()
    judged = ask(document, method="POST", headers={"Content-Type": "application/json"}, body=sent)
    assert (judged.errors == []) is valid
