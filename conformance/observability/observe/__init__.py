"""An emitted server with telemetry in front of a real FastAPI backend: one trace, a scrape, and what both cost."""
