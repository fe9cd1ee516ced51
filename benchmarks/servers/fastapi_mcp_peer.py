"""fastapi-mcp, in an environment of its own (it needs mcp<2): beside the backend, or mounted in it (`--mounted`)."""

import os
import sys

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi_mcp import FastApiMCP
from shop import app

mounted = "--mounted" in sys.argv
headers = ["authorization", "x-user-id"]
if mounted:
    mcp, host = FastApiMCP(app, headers=headers), app
else:
    client = httpx.AsyncClient(
        base_url=os.environ["BACKEND_URL"],
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=200),
        timeout=30,
    )
    mcp, host = FastApiMCP(app, http_client=client, headers=headers), FastAPI()
mcp.mount_http(host, mount_path="/mcp")

if __name__ == "__main__":
    uvicorn.run(host, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
