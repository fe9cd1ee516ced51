"""FastMCP's proxy of the same contract, in the settings that its documentation gives for a stateless HTTP server."""

import json
import os
import sys
from pathlib import Path

import httpx2
from fastmcp import FastMCP

client = httpx2.AsyncClient(
    base_url=os.environ["BACKEND_URL"],
    headers={"Authorization": f"Bearer {os.environ['SERVICE_AUTH_TOKEN']}", "X-User-ID": "alice"},
    limits=httpx2.Limits(max_connections=None, max_keepalive_connections=200),
    timeout=30,
)
server = FastMCP.from_openapi(
    openapi_spec=json.loads(Path(os.environ["OPENAPI"]).read_text(encoding="utf-8")), client=client, name="proxy"
)

if __name__ == "__main__":
    server.run(
        transport="http",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        stateless_http=True,
        json_response=True,
        show_banner=False,
        uvicorn_config={"access_log": False, "log_level": "warning"},
    )
