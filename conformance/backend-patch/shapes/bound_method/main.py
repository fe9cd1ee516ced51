"""A method of an object: `Security(auth.require_user)`."""

from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

bearer = HTTPBearer(auto_error=False)


class Users:
    def __init__(self) -> None:
        self.by_name = {"ann": {"name": "ann"}, "bob": {"name": "bob"}}

    def get_by_name(self, name: str) -> dict[str, str] | None:
        return self.by_name.get(name)


def get_users() -> Users:
    return Users()


class Auth:
    """How the service knows its users."""

    prefix = "good-"

    def name_of(self, token: str) -> str | None:
        return token.removeprefix(self.prefix) if token.startswith(self.prefix) else None

    async def require_user(
        self,
        security_scopes: SecurityScopes,
        request: Request,
        credentials: HTTPAuthorizationCredentials | None = Security(bearer),
        users: Users = Depends(get_users),
    ) -> dict[str, str]:
        if credentials is None:
            raise HTTPException(401)
        username = self.name_of(credentials.credentials)
        if username is None:
            raise HTTPException(401)
        user = users.get_by_name(username)
        if not user:
            raise HTTPException(401)
        remember(request, user)
        request.state.token = credentials.credentials
        return user


def remember(request: Request, user: dict[str, str]) -> None:
    request.state.user = user


auth = Auth()
app = FastAPI()


@app.get("/me")
def me(request: Request, user: dict[str, str] = Security(auth.require_user)):
    return request.state.user["name"]


@app.get("/scoped")
def scoped(user: dict[str, str] = Security(auth.require_user, scopes=["read"])):
    return user["name"]
