"""Calls every tool of a generated MCP server and counts what arrives at a backend that knows only the contract."""
