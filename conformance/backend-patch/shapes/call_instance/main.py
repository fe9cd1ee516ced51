"""The user comes from an object with `__call__`: reported, not patched."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer()


class CurrentUser:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __call__(
        self, credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]
    ) -> str:
        if not credentials.credentials.startswith(self.prefix):
            raise HTTPException(401)
        return credentials.credentials.removeprefix(self.prefix)


current_user = CurrentUser("token-")
app = FastAPI()


@app.get("/me")
def me(user: Annotated[str, Depends(current_user)]) -> str:
    return user
