"""Runs an emitted server for real: a backend behind a fault proxy, a real MCP client, two users."""
