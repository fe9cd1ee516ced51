"""The fault matrix: an emitted server in front of a backend that misbehaves in every way a real one does."""
