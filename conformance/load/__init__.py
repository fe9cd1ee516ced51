"""Load on an emitted server: isolation call by call, many callers, and a soak that looks for leaks."""
