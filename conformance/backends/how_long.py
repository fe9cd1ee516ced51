"""A backend that says of each answer how long it may be used, and remembers how often it was asked."""

from collections import Counter
from typing import Annotated

from fastapi import Body, FastAPI, Header, Query, Response, status
from fastapi.responses import JSONResponse

app = FastAPI(title="How long", version="1.0.0", generate_unique_id_function=lambda route: route.name)
User = Annotated[str, Query(alias="user_id")]
asked: Counter[str] = Counter()
notes: dict[str, list[str]] = {}


def answer(user: str, what: str) -> dict[str, str | int | list[str]]:
    """The user's notes, and the how manieth answer this is."""
    asked[f"{user} {what}"] += 1
    return {"user": user, "number": asked[f"{user} {what}"], "notes": notes.get(user, [])}


@app.get("/lasting")
async def get_lasting(user: User, response: Response) -> dict[str, str | int | list[str]]:
    """May be used for a minute, for this user."""
    response.headers["cache-control"] = "private, max-age=60"
    return answer(user, "lasting")


@app.get("/brief")
async def get_brief(user: User, response: Response) -> dict[str, str | int | list[str]]:
    """May be used for a second."""
    response.headers["cache-control"] = "max-age=1"
    return answer(user, "brief")


@app.get("/never")
async def get_never(user: User, response: Response) -> dict[str, str | int | list[str]]:
    """May not be kept."""
    response.headers["cache-control"] = "no-store"
    return answer(user, "never")


@app.get("/silent")
async def get_silent(user: User) -> dict[str, str | int | list[str]]:
    """Nothing is said about it."""
    return answer(user, "silent")


@app.get("/tagged", response_model=None)
async def get_tagged(
    user: User, if_none_match: Annotated[str | None, Header(include_in_schema=False)] = None
) -> dict[str, str | int | list[str]] | Response:
    """May be used again once this backend says that it still holds."""
    tag = f'"{user}-{len(notes.get(user, []))}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if if_none_match == tag:
        asked[f"{user} still holds"] += 1
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return JSONResponse(answer(user, "tagged"), headers=headers)


@app.get("/failing")
async def get_failing(user: User, response: Response) -> dict[str, str | int | list[str]]:
    """Fails, although it says that it lasts."""
    response.status_code = status.HTTP_409_CONFLICT
    response.headers["cache-control"] = "max-age=60"
    return answer(user, "failing")


@app.post("/notes")
async def add_note(user: User, text: Annotated[str, Body(embed=True)]) -> dict[str, str]:
    """Changes what the user's answers say."""
    notes.setdefault(user, []).append(text)
    return {"added": text}


@app.get("/asked", include_in_schema=False)
async def get_asked() -> dict[str, int]:
    """How often each user's answers were made."""
    return dict(asked)
