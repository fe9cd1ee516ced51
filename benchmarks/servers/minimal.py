"""What somebody writes by hand in ten minutes with the SDK: no retries, limits, logs, nor any question who calls."""

import os
import sys
from typing import Any

import httpx2
from mcp.server import MCPServer

client = httpx2.AsyncClient(
    base_url=os.environ["BACKEND_URL"],
    headers={"Authorization": f"Bearer {os.environ['SERVICE_AUTH_TOKEN']}", "X-User-ID": "alice"},
    limits=httpx2.Limits(max_connections=None, max_keepalive_connections=200),
    timeout=30,
)
server = MCPServer("minimal", log_level="WARNING")


@server.tool()
async def get_item(item_id: int) -> dict[str, Any]:
    """One item of the user."""
    response = await client.get(f"/items/{item_id}")
    response.raise_for_status()
    return response.json()


@server.tool()
async def list_items(limit: int = 50) -> list[dict[str, Any]]:
    """The user's items."""
    response = await client.get("/items", params={"limit": limit})
    response.raise_for_status()
    return response.json()


if __name__ == "__main__":
    server.run(transport="streamable-http", port=int(sys.argv[1]), stateless_http=True, json_response=True)
