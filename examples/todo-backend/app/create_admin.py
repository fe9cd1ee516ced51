"""Create an administrator: python -m app.create_admin EMAIL

The password comes from ADMIN_PASSWORD, a prompt, or the first line of standard
input; never from the command line, where other processes could read it.
"""

import argparse
import getpass
import os
import sys

from pydantic import SecretStr, ValidationError
from sqlalchemy.orm import Session

from app.config import ConfigurationError
from app.database import create_tables, get_engine
from app.schemas import UserCreate
from app.users import EmailTakenError, create_user


def _read_password() -> str:
    if password := os.environ.get("ADMIN_PASSWORD"):
        return password
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Repeat password: "):
        raise SystemExit("The passwords differ.")
    return password


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m app.create_admin",
        description="Create an administrator account.",
        epilog="The password is read from ADMIN_PASSWORD, a prompt, or standard input.",
    )
    parser.add_argument("email")
    email: str = parser.parse_args(arguments).email
    try:
        data = UserCreate(email=email, password=SecretStr(_read_password()))
        create_tables()
        with Session(get_engine()) as session:
            create_user(session, data, is_superuser=True)
    except ValidationError as error:
        problems = [f"{item['loc'][0]}: {item['msg']}" for item in error.errors()]
        raise SystemExit("\n".join(problems)) from None
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None
    except EmailTakenError:
        # Promoting it instead would hand admin rights to whoever registered it.
        raise SystemExit(f"{email} already has an account.") from None
    print(f"Created administrator {data.email}.")


if __name__ == "__main__":
    main()
