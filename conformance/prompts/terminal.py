"""Runs a program at a pseudo-terminal and answers its questions, as a person would.

    python terminal.py STEPS PROGRAM [ARGUMENT …]

STEPS is JSON: pairs of a text to wait for and the keys to press then. What the program shows goes to stdout, without
its escape sequences, and its exit code is ours. A text that does not come within LIMIT seconds ends the run with 70.
"""

import json
import os
import pty
import re
import select
import signal
import sys
import time

LIMIT = 30.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>78]")


def plain(shown: bytes) -> str:
    """What was shown, as text without escape sequences."""
    return ESCAPES.sub("", shown.decode("utf-8", "replace"))


def answer(terminal: int, steps: list[tuple[str, str]]) -> tuple[bytes, str | None]:
    """Presses keys as texts come; returns all that was shown, and the text that did not come."""
    shown = b""
    seen = 0
    waiting = list(steps)
    deadline = time.monotonic() + LIMIT
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return shown, waiting[0][0] if waiting else "the end of the program"
        if not select.select([terminal], [], [], left)[0]:
            continue
        try:
            chunk = os.read(terminal, 65_536)
        except OSError:
            chunk = b""
        if not chunk:
            return shown, waiting[0][0] if waiting else None
        shown += chunk
        while waiting and (place := plain(shown).find(waiting[0][0], seen)) >= 0:
            seen = place + len(waiting[0][0])
            keys = waiting.pop(0)[1]
            # A prompt is drawn before it listens.
            time.sleep(0.3)
            os.write(terminal, keys.encode())
            deadline = time.monotonic() + LIMIT


def main() -> int:
    """Runs the program; returns its exit code."""
    steps = [(str(text), str(keys)) for text, keys in json.loads(sys.argv[1])]
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.environ.pop("CI", None)
        os.execvp(sys.argv[2], sys.argv[2:])
    shown, missing = answer(terminal, steps)
    print(plain(shown))
    if missing is not None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(f"\nnever came: {missing}")
        return 70
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
