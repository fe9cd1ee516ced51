from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from fastapi.security import OAuth2PasswordRequestForm
from sqlalchemy import select

from app.dependencies import UNAUTHORIZED, CurrentUser, SessionDep, SettingsDep
from app.models import User
from app.schemas import ErrorMessage, Token, UserCreate, UserRead
from app.security import create_access_token, verify_password
from app.users import EmailTakenError, create_user

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register",
    response_model=UserRead,
    status_code=status.HTTP_201_CREATED,
    responses={409: {"model": ErrorMessage, "description": "Email already registered"}},
)
def register(data: UserCreate, session: SessionDep) -> User:
    """Create an account. The email address must not have one yet."""
    try:
        return create_user(session, data)
    except EmailTakenError:
        raise HTTPException(status.HTTP_409_CONFLICT, "Email already registered") from None


@router.post("/token", summary="Log in", responses=UNAUTHORIZED)
def login(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    session: SessionDep,
    settings: SettingsDep,
) -> Token:
    """Exchange an email address (as username) and password for an access token."""
    user = session.scalar(select(User).where(User.email == form.username.lower()))
    matches = verify_password(form.password, user.password_hash if user else None)
    if user is None or not matches or not user.is_active:
        raise HTTPException(
            status.HTTP_401_UNAUTHORIZED,
            "Incorrect email or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return Token(
        access_token=create_access_token(user.id, settings),
        expires_in=settings.access_token_expire_minutes * 60,
    )


@router.get("/me", response_model=UserRead, summary="Show my account", responses=UNAUTHORIZED)
def read_me(user: CurrentUser) -> User:
    """Return the account that the access token belongs to."""
    return user
