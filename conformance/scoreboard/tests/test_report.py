"""What a run says of itself."""

from datetime import date
from pathlib import Path

import pytest

from scoreboard.report import MARK, lost_operations, page, publish
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


def test_the_page_says_what_ours_lost_and_why() -> None:
    misses = [Miss("a", "minimal", "not sent", "`why` <b> 7"), Miss("b", "edge", "not sent", "`why` <b> 8")]
    text = page([score(tools=1, calls=6, succeeded=4, lossless=4, misses=misses)], date(2026, 1, 2))
    assert text.startswith("Measured on 2026-01-02: ours 0.")
    assert "- doc: 1 operations are no tools" in text
    assert "- doc, 2 calls: not sent: why b N" in text


def test_a_page_keeps_what_stands_above_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "scoreboard.md"
    path.write_text(f"# Mine\n\n{MARK}\n\nold\n", encoding="utf-8")
    publish([score(calls=6, succeeded=6, lossless=6)], path)
    assert path.read_text(encoding="utf-8").startswith(f"# Mine\n\n{MARK}\n\nMeasured on ")
    assert "old" not in path.read_text(encoding="utf-8")
    path.write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        publish([], path)
    assert path.read_text(encoding="utf-8") == "# Mine\n"
