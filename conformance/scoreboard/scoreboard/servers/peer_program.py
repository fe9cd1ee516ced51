"""Runs in FastMCP's own environment: `python peer_program.py openapi.json http://127.0.0.1:1234/base`."""

# mypy: ignore-errors
import json
import sys
from pathlib import Path

import yaml
from fastmcp import FastMCP

try:
    import httpx2 as httpx
except ImportError:
    import httpx


class TextDates(yaml.CSafeLoader):
    """Dates in examples stay text, as in JSON."""


TextDates.yaml_implicit_resolvers = {
    key: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for key, entries in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}

path = Path(sys.argv[1])
text = path.read_text(encoding="utf-8")
# Through JSON, so that status codes are texts: as a careful user would hand it over.
document = json.loads(text if path.suffix == ".json" else json.dumps(yaml.load(text, Loader=TextDates)))
client = httpx.AsyncClient(base_url=sys.argv[2], headers={"Authorization": "Bearer token"}, timeout=30)
FastMCP.from_openapi(openapi_spec=document, client=client, name="peer").run(transport="stdio", show_banner=False)
