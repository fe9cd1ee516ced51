"""A backend that knows only the OpenAPI document: judges each request, remembers it, answers with a valid sample."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

from .contract.answers import Answers
from .contract.document import Document
from .contract.judge import Judge, Judged, Request
from .sampling.draw import Kind

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class MockBackend:
    """`seen` holds the requests since it was last cleared; `kind` says how rich the next answers are.

    `answer_problem` is set when the last answer is no valid sample, because none was found.
    """

    def __init__(self, document: Document) -> None:
        self.judge = Judge(document)
        self.answers = Answers(document)
        self.kind: Kind = "minimal"
        self.seen: list[tuple[Request, Judged]] = []
        self.answer_problem: str | None = None
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self.origin = ""

    async def __aenter__(self) -> MockBackend:
        listener = socket.create_server(("127.0.0.1", 0))
        # asyncio does this only for sockets that it makes itself; without it each answer waits 40 ms for an ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.origin = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(
            self.app, log_level="error", access_log=False, lifespan="off", interface="asgi3", timeout_keep_alive=60
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server and self._task:
            self._server.should_exit = True
            await self._task

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = await read(scope, receive)
        judged = self.judge.judge(request)
        self.seen.append((request, judged))
        if judged.operation is None:
            await respond(send, 404, "application/json", json.dumps({"detail": judged.errors}).encode())
        elif judged.errors:
            await respond(send, 422, "application/json", json.dumps({"detail": judged.errors}).encode())
        else:
            answer = self.answers.answer(judged.operation, self.kind)
            self.answer_problem = answer.problem
            await respond(send, answer.status, answer.content_type, answer.body, answer.location)


async def read(scope: Scope, receive: Receive) -> Request:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return Request(
        method=scope["method"],
        raw_path=scope["raw_path"].split(b"?")[0].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]],
        body=body,
    )


async def respond(send: Send, status: int, content_type: str | None, body: bytes, location: str | None = None) -> None:
    headers = [(b"content-length", str(len(body)).encode())]
    if content_type:
        headers.append((b"content-type", content_type.encode()))
    if location:
        headers.append((b"location", location.encode()))
    if status in (204, 205, 304):
        headers = headers[1:]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
