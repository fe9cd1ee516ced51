"""Authentication in a middleware: reported, not patched."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def authenticate(request: Request, call_next):
    token = request.headers.get("Authorization", "")
    if not token.startswith("Bearer "):
        return JSONResponse({"detail": "Unauthorized"}, 401)
    request.state.user = token[7:]
    return await call_next(request)


@app.get("/me")
def me(request: Request):
    return request.state.user
