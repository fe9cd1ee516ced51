"""Each verb of mcp-tools.yaml through a real MCP client: `python -m transforms --server DIR --backend DIR …`.

Run it in conformance/ with the emitted project's own interpreter; events go to stdout as JSON lines, exit code 1 when a
check failed.
"""

import argparse
import asyncio
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
from mcp import MCPError
from mcp_types import Tool

from drive.backends import JwtBackend
from drive.report import Report
from drive.servers import Setup, servers
from drive.sessions import Session, entered

MISSING = 999_999
TITLES = ["one", "two", "three", "four", "five"]


async def drive(server: Path, backend: JwtBackend, logs: Path, report: Report) -> None:
    """One person with five tasks, due in the order in which they were made."""
    setup = Setup(server, 3, "fixed", "stdio", backend, backend.url, logs)
    async with backend.running(), httpx2.AsyncClient() as http:
        person = await backend.register(http, "Ada")
        async with servers(setup, [person]) as running, entered(running.doors[0], logs) as session:
            tools = {tool.name: tool for tool in (await session.client.list_tools()).tools}
            check_listing(tools, report)
            for month, title in enumerate(TITLES, start=1):
                await session.call("create_task", title=title, due_date=date(2030, month, 1).isoformat())
            await check_calls(session, report)
            await check_combined(session, report)


def check_listing(tools: dict[str, Tool], report: Report) -> None:
    """What a client reads before it calls anything."""
    find = tools["find_tasks"]
    listed: dict[str, Any] = find.input_schema["properties"]
    report.check("rename", "the new name is listed, the old one is not", "list_tasks" not in tools, sorted(tools))
    report.check("describe", "the tool", find.description == "Finds tasks by words. Use it before you create one.")
    report.check("describe", "its title", find.title == "Find tasks", find.title)
    report.check("describe", "an argument", listed["search"].get("description") == "Words of the title, all of them")
    report.check("hide", "the tool is not listed", "delete_task" not in tools, sorted(tools))
    report.check("hide", "the argument is not listed", "offset" not in listed, sorted(listed))
    report.check("fix", "the argument is not listed", "sort" not in listed, sorted(listed))
    report.check("default", "it is listed with its default", listed["limit"].get("default") == 3, listed["limit"])
    hints = tools["complete_task"].annotations
    report.check("hints", "as stated", hints is not None and hints.destructive_hint is False, hints)
    others = tools["bulk_delete_tasks"].annotations
    report.check("hints", "others as they were", others is not None and others.destructive_hint is not False, others)
    answer = str(find.output_schema)
    report.check("project", "the listed answer has no other field", "due_date" not in answer, answer)
    report.check("page", "the tool has from_item", "from_item" in listed, sorted(listed))
    both = tools["complete_and_delete"]
    report.check("combine", "as destructive as its worst step", both.annotations.destructive_hint is True)  # type: ignore[union-attr]
    report.check(
        "combine", "it takes what no step fills", set(both.input_schema["properties"]) == {"completed_id", "task_id"}
    )
    described = tools["create_task"].description or ""
    report.check("overlay", "a description", described.startswith("Creates a task. Its title is all"), described)
    report.check("overlay", "a path that was removed", "read_stats" not in tools, sorted(tools))


async def check_calls(session: Session, report: Report) -> None:
    """What the backend was sent, by what it answered."""
    first = (await session.call("find_tasks")).data
    titles = [task["title"] for task in first["items"]]
    report.check("fix", "the backend was sent sort=due_date", titles == TITLES[:2], titles)
    report.check("project", "only the fields that were named", set(first["items"][0]) == {"id", "title"}, first)
    report.check("page", "two at a time, and where the next begin", first["next_item"] == 2, first)
    second = (await session.call("find_tasks", from_item=first["next_item"])).data
    rest = [task["title"] for task in second["items"]]
    report.check("default", "the backend was sent limit=3", rest == TITLES[2:3], rest)
    report.check("page", "the end", second["next_item"] is None and second["total"] == 5, second)
    more = (await session.call("find_tasks", limit=5, from_item=4)).data
    report.check("default", "a caller's own value wins", [task["title"] for task in more["items"]] == TITLES[4:], more)
    for verb, argument in (("fix", {"sort": "newest"}), ("hide", {"offset": 1})):
        outcome = await session.call("find_tasks", **argument)
        report.check(verb, "a caller cannot set it", outcome.error_type == "validation_error", outcome)
    for verb, name in (("rename", "list_tasks"), ("hide", "delete_task")):
        report.check(verb, "it cannot be called", await is_unknown(session, name))


async def check_combined(session: Session, report: Report) -> None:
    """Several calls as one, also when one of them fails."""
    done = (await session.call("create_done_task", title="six")).data
    report.check("combine", "the second call took from the first", done["status"] == "done", done)
    task = {"completed_id": done["id"], "task_id": done["id"]}
    gone = await session.call("complete_and_delete", **task)
    report.check("combine", "a hidden tool as a step", gone.ok, gone)
    left = await session.call("get_task", task_id=done["id"])
    report.check("combine", "it did what it says", left.error_type == "not_found_error", left)
    created = (await session.call("create_task", title="seven")).data
    failed = await session.call("complete_and_delete", completed_id=created["id"], task_id=MISSING)
    report.check("combine", "a step that fails names those that were made", "complete_task" in failed.text, failed.text)
    report.check("combine", "with that step's error", failed.error_type == "not_found_error", failed)


async def is_unknown(session: Session, tool: str) -> bool:
    """Whether the server says that it has no such tool."""
    try:
        result = await session.client.call_tool(tool, {"task_id": 1})
    except MCPError:
        return True
    return bool(result.is_error)


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    parser = argparse.ArgumentParser(prog="transforms", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="a project made with transforms/mcp-tools.yaml")
    parser.add_argument("--backend", type=Path, required=True, help="the example backend")
    parser.add_argument("--backend-python", type=Path, required=True, help="a Python that has its dependencies")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="transforms-") as folder:
        backend = JwtBackend(options.backend_python, options.backend, Path(folder))
        asyncio.run(drive(options.server.resolve(), backend, Path(folder), report))
    report.summary()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
