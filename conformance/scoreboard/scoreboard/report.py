"""The table and the JSON report."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from .score import Miss, Score

COLUMNS = ("document", "operations", "server", "coverage", "fidelity", "lossless", "tools/list kB (tokens)")
TIMES = ("list ms first / second", "calls")


def table(scores: list[Score]) -> str:
    columns = [*COLUMNS, *TIMES]
    rows = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    rows += [row(score) for score in scores]
    for server in dict.fromkeys(score.server for score in scores):
        rows.append(total([score for score in scores if score.server == server], server))
    return "\n".join(rows)


def row(score: Score) -> str:
    cells = [score.spec, str(score.operations), f"{score.server}"]
    if score.failure:
        cells += [f"**{score.failure.split(':')[0]}**"]
    else:
        cells += [percent(min(score.tools, score.operations), score.operations)]
    cells += [percent(score.succeeded, score.calls), percent(score.lossless, score.calls)]
    cells += [f"{score.list_bytes / 1000:,.0f} ({score.list_bytes // 4:,})"]
    cells += [f"{score.list_first_ms:,.0f} / {score.list_second_ms:,.0f}", str(score.calls)]
    return "| " + " | ".join(cells) + " |"


def total(scores: list[Score], server: str) -> str:
    operations = sum(score.operations for score in scores)
    tools = sum(min(score.tools, score.operations) for score in scores)
    calls = sum(score.calls for score in scores)
    size = sum(score.list_bytes for score in scores)
    cells = [f"**all {len(scores)}**", str(operations), server, percent(tools, operations)]
    cells += [percent(sum(score.succeeded for score in scores), calls), percent(sum(s.lossless for s in scores), calls)]
    cells += [f"{size / 1000:,.0f} ({size // 4:,})", "", str(calls)]
    return "| " + " | ".join(cells) + " |"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "n/a"


def lost_operations(scores: list[Score]) -> list[str]:
    """One line for each operation that is no tool, and for each tool that lost anything or could not be tried."""
    lines: list[str] = []
    for score in scores:
        lines += [f"{score.spec}: {score.failure}"] if score.failure else []
        lines += [f"{score.spec}: an operation is no tool"] * (score.operations - min(score.tools, score.operations))
        found = {miss.tool: f"{miss.kind}, {miss.stage}: {miss.reason}" for miss in reversed(score.misses)}
        found |= {one["tool"]: f"{one['kind']}, no sample: {one['reason']}" for one in score.unsampled}
        lines += [f"{score.spec} {tool}: {why}" for tool, why in found.items()]
    return lines


def causes(misses: list[Miss]) -> list[dict[str, Any]]:
    """Misses by cause: stage and reason with names, numbers and quoted values taken out, the most frequent first."""
    groups: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        groups[f"{miss.stage}: {generic(miss.reason)}"].append(miss)
    ordered = sorted(groups.items(), key=lambda entry: -len(entry[1]))
    return [
        {"cause": cause, "calls": len(found), "examples": [asdict(one) for one in found[:3]]}
        for cause, found in ordered
    ]


def generic(reason: str) -> str:
    text = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\{.*\}|\[.*\]", "…", reason)
    text = re.sub(r"\b(path|query|header|cookie|body) [^:]+:", r"\1:", text)
    return re.sub(r"\d+", "N", text)[:160]


PAGE = Path(__file__).resolve().parents[3] / "docs" / "scoreboard.md"
MARK = "<!-- From here on written by: node conformance/scoreboard/run.mjs --docs -->"


def page(scores: list[Score], day: date) -> str:
    """The documentation's page below its mark: the table, and for each document what ours lost, by cause."""
    versions = ", ".join(sorted({f"{score.server} {score.version}" for score in scores}))
    lines = [f"Measured on {day.isoformat()}: {versions}.", "", table(scores), "", "## What ours lost, by cause", ""]
    for score in scores:
        if score.server != "ours":
            continue
        missing = score.operations - min(score.tools, score.operations)
        lines += [f"- {score.spec}: {missing} operations are no tools"] if missing else []
        for cause in causes(score.misses):
            lines.append(f"- {score.spec}, {cause['calls']} calls: {plain_text(str(cause['cause']))}")
    return "\n".join(lines) + "\n"


def plain_text(text: str) -> str:
    """Without what Markdown would read as markup."""
    return re.sub(r"[`<>|*_]", "", text).replace("\n", " ")


def publish(scores: list[Score], path: Path = PAGE) -> None:
    """Puts what was measured below the mark of docs/scoreboard.md."""
    head, mark, _ = path.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise SystemExit(f"{path} has no line: {MARK}")
    path.write_text(f"{head}{MARK}\n\n{page(scores, date.today())}", encoding="utf-8")


def write(scores: list[Score], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scoreboard.md").write_text(table(scores) + "\n", encoding="utf-8")
    report = [{**asdict(score), "causes": causes(score.misses)} for score in scores]
    (folder / "scoreboard.json").write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
