"""`python -m scoreboard [--spec NAME]… [--only ours|fastmcp] [--limit N]`: fetch, start, call, report."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from pathlib import Path

from . import report
from .cache import cache_root, folder
from .commands import Failed, say
from .contract.document import Document
from .mock_backend import MockBackend
from .score import Score, run_calls
from .servers import ours, peer
from .servers.launch import Launch
from .specs.fetch import fetch
from .specs.manifest import Spec, chosen
from .stdio_client import StdioClient

SERVERS = ("ours", "fastmcp")
OWN = Path(__file__).resolve().parents[1] / "documents"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scoreboard", description=__doc__)
    parser.add_argument(
        "--spec", action="append", default=[], metavar="NAME", help="a document of specs.json; repeatable"
    )
    parser.add_argument("--file", action="append", default=[], type=Path, metavar="FILE", help="a document of your own")
    parser.add_argument("--only", choices=SERVERS, help="one server instead of both")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N documents")
    parser.add_argument("--out", type=Path, default=cache_root() / "report", help="folder of the report")
    parser.add_argument("--docs", action="store_true", help="publish the table in docs/scoreboard.md")
    parser.add_argument("--min-fidelity", type=float, metavar="SHARE", help="exit 1 when ours is below (0 to 1)")
    parser.add_argument("--own", action="store_true", help="the documents kept here; exit 1 unless ours loses nothing")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="also write {passed, failed}: operations that lost nothing"
    )
    return parser.parse_args()


def prepare(server: str, spec: Spec, path: Path, mock: MockBackend) -> Launch:
    if server == "fastmcp":
        return peer.prepare(path, mock.origin, mock.judge.document.base_path)
    return ours.prepare(path, mock.origin, spec.name)


async def score_one(server: str, spec: Spec, path: Path, document: Document) -> Score:
    version = peer.version() if server == "fastmcp" else ours.version()
    score = Score(spec.name, server, version, operations=len(document.operations))
    async with MockBackend(document) as mock:
        try:
            launch = await asyncio.to_thread(prepare, server, spec, path, mock)
        except Failed as error:
            score.failure = f"Failed: {error}"
            return score
        score.notes = dict(launch.notes)
        log = folder("logs") / f"{spec.name}.{server}.log"
        await run_calls(StdioClient(launch.command, launch.env, launch.cwd, log), mock, score)
        problems = {label: answer.problem for (label, _), answer in mock.answers.drawn() if answer.problem}
        score.notes["answers_without_sample"] = problems
    return score


async def main() -> int:
    options = arguments()
    scores: list[Score] = []
    files = [*options.file, *(sorted(OWN.glob("*.yaml")) if options.own else [])]
    for spec in chosen(options.spec, files)[: options.limit]:
        say(f"▶ {spec.name}")
        try:
            path = fetch(spec)
        except Failed as error:
            say(f"  not available here: {error}")
            continue
        document = Document.read(path)
        for server in [options.only] if options.only else SERVERS:
            start = time.perf_counter()
            score = await score_one(server, spec, path, document)
            scores.append(score)
            say(f"  {report.row(score)}  {time.perf_counter() - start:.0f} s")
            if score.failure:
                say(f"  {score.failure[:300]}")
            report.write(scores, options.out)
    print(report.table(scores))
    if options.docs:
        report.publish(scores)
    say(f"every miss, by cause: {options.out / 'scoreboard.json'}")
    mine = [score for score in scores if score.server == "ours"]
    lossy = report.lost_operations(mine)
    for line in lossy if options.own else []:
        say(f"lost: {line}")
    if options.report:
        passed = sum(score.operations for score in mine) - len(lossy)
        options.report.write_text(json.dumps({"passed": max(passed, 0), "failed": len(lossy)}))
    if options.own and (lossy or not mine):
        return 1
    calls = sum(score.calls for score in mine)
    fidelity = sum(score.succeeded for score in mine) / calls if calls else 0.0
    return 1 if options.min_fidelity is not None and fidelity < options.min_fidelity else 0


raise SystemExit(asyncio.run(main()))
