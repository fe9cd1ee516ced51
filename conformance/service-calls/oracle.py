"""The patched backend's own check of assertions, beside PyJWT's: what one takes, the other must take too.

Runs in a backend that was patched with `--user-proof assertion`. Tokens are made right, then bent in every part.
"""

import base64
import json
import time
from typing import Any

import jwt
import service_auth
from fastapi import HTTPException
from fastapi.requests import HTTPConnection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TOKENS = ("current-service-token-0123456789abcdef", "previous-service-token-0123456789abcdef")
KEYS = (*TOKENS, "somebody-elses-token-0123456789abcdef", "x")
taken = {"by both": 0, "by none": 0}

claims = st.fixed_dictionaries(
    {
        "sub": st.sampled_from(["1", "2", "", None, 1, "é", ["1"]]),
        "aud": st.sampled_from(["backend"] * 25 + ["other", None]),
        "iat": st.sampled_from([0] * 25 + [-30, -59, -300, 5, 300, None, "now"]),
        "exp": st.sampled_from([60] * 25 + [30, 1, -5, 3600, None]),
        "method": st.sampled_from(["GET"] * 25 + ["POST", "get", None]),
        "path": st.sampled_from(["/me"] * 25 + ["/", "/ME", "/me/", None]),
    }
)
headers = st.sampled_from(
    [{"typ": "service-call+jwt"}] * 25 + [{"typ": "JWT"}, {"typ": "service-call+jwt", "kid": "1"}]
)
bends = st.sampled_from(
    [lambda token: token] * 25
    + [
        lambda token: token[:-1],
        lambda token: token + "=",
        lambda token: token + ".",
        lambda token: "." + token,
        lambda token: token.replace(".", "..", 1),
        lambda token: token.rpartition(".")[0] + ".",
        lambda token: token.swapcase(),
        lambda token: "é" + token,
        lambda token: " " + token,
    ]
)


def connection(authorization: str) -> HTTPConnection:
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/me", "root_path": ""}
    return HTTPConnection({**scope, "headers": [(b"authorization", authorization.encode("latin-1"))]})


def ours(token: str) -> str | None:
    try:
        return service_auth.service_user_id(connection(f"Bearer {token}"), *TOKENS)
    except HTTPException:
        return None


def theirs(token: str) -> str | None:
    """What PyJWT says, and the rules that are ours: the type, the request, the minute."""
    for key in TOKENS:
        try:
            said = jwt.decode(
                token,
                key,
                algorithms=["HS256"],
                audience="backend",
                leeway=0,
                options={"require": ["sub", "aud", "iat", "exp"], "verify_iat": False, "strict_aud": True},
            )
        except (jwt.PyJWTError, UnicodeError):
            continue
        now = time.time()
        fresh = isinstance(said["iat"], int) and -10 <= now - said["iat"] <= 60
        right = jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "service-call+jwt"}
        user = said["sub"]
        sendable = isinstance(user, str) and user.isascii() and user != ""
        if fresh and right and sendable and (said.get("method"), said.get("path")) == ("GET", "/me"):
            return str(user)
    return None


@settings(max_examples=1500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(said=claims, header=headers, key=st.sampled_from([TOKENS[0]] * 12 + list(KEYS)), bend=bends)
def agree(said: dict[str, Any], header: dict[str, str], key: str, bend: Any) -> None:
    now = int(time.time())
    moved = {name: now + said[name] for name in ("iat", "exp") if isinstance(said[name], int)}
    payload = {name: value for name, value in {**said, **moved}.items() if value is not None}
    token = bend(jwt.api_jws.encode(json.dumps(payload).encode(), key, "HS256", headers=header))
    judged, mine = theirs(token), ours(token)
    # PyJWT also takes a signature with padding behind it (RFC 7515 has none); ours has one spelling for each.
    assert mine == judged or (mine is None and token.endswith("=")), (payload, token)
    taken["by both" if mine else "by none"] += 1


def test_algorithms() -> None:
    """No other algorithm is taken, whatever the token says of itself."""
    now = int(time.time())
    said = {"sub": "1", "aud": "backend", "iat": now, "exp": now + 60, "method": "GET", "path": "/me"}
    for algorithm in ("HS384", "HS512"):
        assert ours(jwt.encode(said, TOKENS[0], algorithm, headers={"typ": "service-call+jwt"})) is None
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"service-call+jwt"}').rstrip(b"=").decode()
    body = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    assert ours(f"{head}.{body}.") is None
    assert ours(jwt.encode(said, TOKENS[0], "HS256", headers={"typ": "service-call+jwt"})) == "1"


test_algorithms()
agree()
assert min(taken.values()) > 100, taken
print(f"{sum(taken.values())} tokens, {taken['by both']} taken by both")
