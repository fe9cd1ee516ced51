from models import User
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


async def find_user(session: AsyncSession, user_id: int) -> User | None:
    return (await session.execute(select(User).where(User.id == user_id))).scalar_one_or_none()
