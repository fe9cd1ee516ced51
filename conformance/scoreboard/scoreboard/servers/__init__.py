"""The servers that are compared, each started over stdio against the mock backend."""
