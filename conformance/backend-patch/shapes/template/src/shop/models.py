import uuid
from typing import Optional


class UserBase:
    email: str
    is_active: bool = True
    is_superuser: bool = False


class User(UserBase):
    id: uuid.UUID

    def __init__(self, email: str, is_active: bool = True, is_superuser: bool = False) -> None:
        self.id, self.email, self.is_active, self.is_superuser = uuid.uuid4(), email, is_active, is_superuser


class TokenPayload:
    def __init__(self, sub: Optional[str] = None) -> None:
        self.sub: Optional[str] = sub


class Session:
    users: "dict[uuid.UUID, User]" = {}

    def get(self, model: type, key: object) -> Optional[User]:
        return self.users.get(uuid.UUID(str(key)))
