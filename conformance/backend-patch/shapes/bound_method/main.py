"""A method of an object: reported, not patched."""

from fastapi import FastAPI, HTTPException, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer()


class Auth:
    def require_user(self, credentials: HTTPAuthorizationCredentials = Security(bearer)) -> str:
        if credentials.credentials != "good":
            raise HTTPException(401)
        return "ann"


auth = Auth()
app = FastAPI()


@app.get("/me")
def me(user: str = Security(auth.require_user)):
    return user
