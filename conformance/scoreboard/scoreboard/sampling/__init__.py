"""Values drawn from a JSON Schema, the same ones for the same seed."""
