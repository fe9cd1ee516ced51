"""Prints the OpenAPI document of a FastAPI application, for `fastapi-mcp --app`; runs in the backend's own interpreter."""

import importlib
import inspect
import json
import os
import sys
import traceback


def load(target):
    module_name, _, path = target.partition(":")
    found = importlib.import_module(module_name)
    for name in path.removesuffix("()").split("."):
        found = getattr(found, name)
    if hasattr(found, "openapi"):
        return found
    if not callable(found):
        raise TypeError(f"{target} is a {type(found).__name__}, not a FastAPI application or a function that makes one")
    made = found()
    if inspect.isawaitable(made):
        import asyncio

        made = asyncio.run(made)
    if not hasattr(made, "openapi"):
        raise TypeError(f"{target}() returned a {type(made).__name__}, not a FastAPI application")
    return made


def own_traceback(error):
    """Only the frames of the application: what imports it is of no interest."""
    told = traceback.TracebackException.from_exception(error)
    ours = [frame for frame in told.stack if frame.filename != __file__ and "importlib" not in frame.filename]
    told.stack = traceback.StackSummary.from_list(ours)
    return "".join(told.format()).rstrip()


def main():
    root, target, sentinel = sys.argv[1:]
    # Whatever the application prints goes to stderr: stdout belongs to the document.
    document_fd = os.dup(1)
    os.dup2(2, 1)
    sys.path.insert(0, root)
    try:
        text = json.dumps(load(target).openapi(), ensure_ascii=True)
    except Exception as error:
        sys.exit(own_traceback(error))
    with os.fdopen(document_fd, "w", encoding="ascii") as out:
        out.write(f"{sentinel}{text}{sentinel}")
    # Threads and exit handlers of the application have nothing left to do.
    os._exit(0)


main()
