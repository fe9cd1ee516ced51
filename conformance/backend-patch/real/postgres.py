"""A PostgreSQL server, from PyPI's own wheel, for as long as stdin is open.

    python postgres.py FOLDER DATABASE        prints the folder of its socket
"""

from __future__ import annotations

import sys
from urllib.parse import parse_qs, urlsplit

import pgserver

folder, database = sys.argv[1:]
with pgserver.get_server(folder, cleanup_mode="stop") as server:
    server.psql(f'CREATE DATABASE "{database}"')
    print(parse_qs(urlsplit(server.get_uri()).query)["host"][0], flush=True)
    sys.stdin.read()
