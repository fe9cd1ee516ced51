"""Calls that a trusted service makes on behalf of one of our users.

The service proves itself with SERVICE_AUTH_TOKEN (``Authorization: Bearer ...``) and
names the user in ``X-User-ID``. The token alone decides: next to any other token, or to
none, ``X-User-ID`` means nothing.
"""

from __future__ import annotations

import functools
import hmac
import logging
import re
import uuid
from typing import Any, Callable, Sequence, TypeVar, cast

from fastapi import HTTPException
from fastapi.requests import HTTPConnection
from pydantic import SecretStr

logger = logging.getLogger(__name__)

MIN_TOKEN_LENGTH = 32

_USER_ID = re.compile(r"[!-~]{1,255}")

Dependency = TypeVar("Dependency", bound=Callable[..., Any])


def service_user_id(connection: HTTPConnection, *tokens: SecretStr | str | None) -> str | None:
    """Return the id of the user a service call is for, or None: it is no service call.

    ``tokens`` are the service tokens in force: the current one and, while it is being
    replaced, the previous one. An unset or empty token is never right.
    """
    if not _is_service_call(connection.headers.getlist("Authorization"), tokens):
        return None
    user_ids = connection.headers.getlist("X-User-ID")
    if len(user_ids) != 1 or not user_ids[0].strip():
        raise HTTPException(400, "A service call names its user in one X-User-ID header")
    if not _USER_ID.fullmatch(user_ids[0]):
        raise unknown_user()
    endpoint = _endpoint(connection)
    logger.info(
        "service call user_id=%s endpoint=%s",
        user_ids[0],
        endpoint,
        extra={"user_id": user_ids[0], "endpoint": endpoint},
    )
    return user_ids[0]


def check_service_token(token: SecretStr | str | None) -> None:
    """Raise ValueError for a token that is set but too short to be a secret."""
    if 0 < len(_text(token)) < MIN_TOKEN_LENGTH:
        raise ValueError(f"a service token has at least {MIN_TOKEN_LENGTH} characters")


def unknown_user() -> HTTPException:
    """Return the answer to a service call whose X-User-ID is no user of ours."""
    return HTTPException(401, "Unknown user", headers={"WWW-Authenticate": "Bearer"})


def to_int(user_id: str, largest: int) -> int:
    """Return a numeric user id; another spelling (+1, 01, 1_0) is no user."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", user_id) or int(user_id) > largest:
        raise unknown_user()
    return int(user_id)


def to_uuid(user_id: str) -> uuid.UUID:
    """Return a UUID user id in its usual spelling, with hyphens."""
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", user_id):
        raise unknown_user()
    return uuid.UUID(user_id)


def extends(original: Callable[..., Any]) -> Callable[[Dependency], Dependency]:
    """Let ``app.dependency_overrides[original]`` replace the decorated dependency too.

    Tests that override the original keep their meaning. It changes nothing else.
    """
    return lambda dependency: cast(Dependency, _Extension(original, dependency))


class _Extension:
    """FastAPI finds overrides by equality, so this equals what it extends.

    Only FastAPI compares dependencies: in that lookup, and in the cache of one request,
    where a request that used both would get one and the same user from both.
    """

    def __init__(self, original: Callable[..., Any], dependency: Callable[..., Any]) -> None:
        functools.update_wrapper(self, dependency)
        self._original = original
        self._dependency = dependency
        # FastAPI before 0.121 resolves quoted annotations with it.
        self.__globals__ = getattr(dependency, "__globals__", {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._dependency(*args, **kwargs)

    def __eq__(self, other: object) -> bool:
        return other is self or other == self._original

    def __hash__(self) -> int:
        return hash(self._original)


def _is_service_call(headers: list[str], tokens: Sequence[SecretStr | str | None]) -> bool:
    if len(headers) != 1:
        return False
    scheme, _, given = headers[0].partition(" ")
    # Starlette decodes headers as Latin-1; compare_digest refuses non-ASCII text.
    matches = [
        hmac.compare_digest(given.encode("latin-1"), expected.encode())
        for expected in map(_text, tokens)
        if len(expected) >= MIN_TOKEN_LENGTH
    ]
    return scheme.lower() == "bearer" and any(matches)


def _text(token: SecretStr | str | None) -> str:
    return token.get_secret_value() if isinstance(token, SecretStr) else token or ""


def _endpoint(connection: HTTPConnection) -> str:
    """Return method and route template; never the raw path, which the caller writes."""
    path = getattr(connection.scope.get("route"), "path", "unknown")
    return f"{connection.scope.get('method', 'WEBSOCKET')} {path}"
