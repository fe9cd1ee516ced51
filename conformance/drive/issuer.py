"""A company's identity provider: keys and metadata over HTTP, tokens on demand, and RFC 8693 token exchange.

A process of its own, as in life: `python -m drive.issuer`, settings from the environment only.
"""

import json
import os
import secrets
import time
from base64 import b64decode
from typing import Any

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PORT = int(os.environ["ISSUER_PORT"])
ISSUER = f"http://127.0.0.1:{PORT}"
CONTROL = os.environ["ISSUER_CONTROL_SECRET"]
CLIENT = (os.environ["EXCHANGE_CLIENT_ID"], os.environ["EXCHANGE_CLIENT_SECRET"])
BACKEND_KEY = os.environ["BACKEND_SECRET_KEY"]
LIFETIME = 300

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY_ID = secrets.token_hex(4)


async def metadata(request: Request) -> JSONResponse:
    """RFC 8414."""
    return JSONResponse({"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", "token_endpoint": f"{ISSUER}/token"})


async def jwks(request: Request) -> JSONResponse:
    """RFC 7517."""
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    return JSONResponse({"keys": [{**key, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]})


async def issue(request: Request) -> JSONResponse:
    """Any token that the driver asks for; a user would sign in here."""
    if request.headers.get("authorization") != f"Bearer {CONTROL}":
        return JSONResponse({"error": "access_denied"}, 401)
    now = int(time.time())
    claims = {"iss": ISSUER, "iat": now, "exp": now + LIFETIME, **await request.json()}
    return JSONResponse({"access_token": jwt.encode(claims, KEY, "RS256", {"kid": KEY_ID})})


async def token(request: Request) -> JSONResponse:
    """RFC 8693: a token for this server in, a token of the same user for the backend out."""
    form = await request.form()
    if not _is_client(request.headers.get("authorization", "")):
        return JSONResponse({"error": "invalid_client"}, 401)
    if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange":
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    try:
        options: Any = {"verify_aud": False}
        claims = jwt.decode(str(form.get("subject_token")), KEY.public_key(), ["RS256"], options=options, issuer=ISSUER)
    except jwt.InvalidTokenError:
        return JSONResponse({"error": "invalid_grant"}, 400)
    now = int(time.time())
    backend = jwt.encode({"sub": claims["sub"], "iat": now, "exp": now + LIFETIME}, BACKEND_KEY, "HS256")
    kind = "urn:ietf:params:oauth:token-type:access_token"
    answer = {"access_token": backend, "issued_token_type": kind, "token_type": "Bearer", "expires_in": LIFETIME}
    return JSONResponse(answer)


def _is_client(authorization: str) -> bool:
    scheme, _, value = authorization.partition(" ")
    return scheme.lower() == "basic" and b64decode(value).decode() == ":".join(CLIENT)


app = Starlette(
    routes=[
        Route("/.well-known/oauth-authorization-server", metadata),
        Route("/jwks", jwks),
        Route("/issue", issue, methods=["POST"]),
        Route("/token", token, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, port=PORT, log_level="warning")
