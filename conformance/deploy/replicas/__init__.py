"""Two replicas of an emitted server behind nginx: what callers notice when one goes."""
