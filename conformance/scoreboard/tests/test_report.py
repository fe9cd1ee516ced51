"""What a run says of itself."""

from scoreboard.report import lost_operations
from scoreboard.score import Miss, Score


def score(**more: object) -> Score:
    return Score("doc", "ours", "0", operations=2, **{"tools": 2, **more})  # type: ignore[arg-type]


def test_nothing_lost_is_no_line() -> None:
    assert lost_operations([score(calls=6, succeeded=6, lossless=6)]) == []


def test_whatever_is_lost_is_a_line() -> None:
    misses = [Miss("a", "minimal", "not sent", "why"), Miss("a", "edge", "not sent", "later")]
    unsampled = [{"tool": "b", "kind": "full", "reason": "nothing fits"}]
    assert lost_operations([score(tools=1, misses=misses, unsampled=unsampled)]) == [
        "doc: an operation is no tool",
        "doc a: minimal, not sent: why",
        "doc b: full, no sample: nothing fits",
    ]
    assert lost_operations([score(tools=0, failure="TimeoutError: ")])[0] == "doc: TimeoutError: "
