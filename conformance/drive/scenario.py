"""What two people do through the tools, and what neither must see of the other."""

from collections.abc import Mapping, Sequence
from typing import Any

from .report import Report
from .sessions import Outcome, Session

HINTS = ("read_only_hint", "destructive_hint", "idempotent_hint", "open_world_hint")


class Actor:
    """A person at work; every call is shown in the report."""

    def __init__(self, name: str, session: Session, report: Report) -> None:
        self.name = name
        self.session = session
        self.report = report

    async def call(self, tool: str, **arguments: Any) -> Outcome:
        """One call, shown."""
        outcome = await self.session.call(tool, **arguments)
        self.report.emit("call", who=self.name, tool=tool, arguments=arguments, ok=outcome.ok, text=outcome.text[:1000])
        return outcome

    def check(self, group: str, what: str, ok: bool, outcome: Outcome | object = None) -> bool:
        """A check on this person's behalf."""
        detail = outcome.result if isinstance(outcome, Outcome) else outcome
        return self.report.check(group, f"{self.name}: {what}", ok, detail)

    async def tasks(self) -> Mapping[int, dict[str, Any]]:
        """This person's tasks by id, whether the backend sends a page or a list."""
        data = (await self.call("list_tasks")).data
        items = data["items"] if isinstance(data, dict) and "items" in data else data
        return {task["id"]: task for task in items or []}


async def check_listing(actor: Actor) -> None:
    """Every tool says what it does and what it takes, twice the same."""
    actor.report.emit("phase", group="listing")
    first = await actor.session.client.list_tools(cache_mode="bypass")
    second = await actor.session.client.list_tools(cache_mode="bypass")
    names = [tool.name for tool in first.tools]
    actor.report.emit("tools", names=names, protocol=actor.session.client.protocol_version)
    actor.check("listing", "the same tools in the same order, twice", first.tools == second.tools, names)
    needed = {"list_tasks", "create_task", "update_task", "complete_task", "delete_task"}
    actor.check("listing", "the routes' own names", needed <= set(names), names)
    silent = [
        tool.name
        for tool in first.tools
        if not tool.title
        or not tool.description
        or tool.annotations is None
        or any(getattr(tool.annotations, hint) is None for hint in HINTS)
    ]
    actor.check("listing", "title, description and four hints on every tool", not silent, silent)


async def work(actor: Actor) -> Sequence[int]:
    """Create, list, update, complete, delete; returns the ids of the tasks that stay."""
    group = "work"
    actor.report.emit("phase", group=group)
    made = await actor.call("create_task", title="null", due_date="2030-01-31")
    actor.check(group, 'create_task; the title "null" stays a text', made.ok and made.data["title"] == "null", made)
    kept = await actor.call("create_task", title=f"{actor.name}'s: 50% & more? #1/ä")
    actor.check(group, "create_task with a title that needs encoding", kept.ok and "ä" in kept.data["title"], kept)
    if not (made.ok and kept.ok):
        return []
    task, other = made.data["id"], kept.data["id"]
    actor.check(group, "list_tasks shows both", {task, other} <= set(await actor.tasks()))
    renamed = await actor.call("update_task", task_id=task, title="Renamed")
    same = renamed.ok and (renamed.data["title"], renamed.data["due_date"]) == ("Renamed", "2030-01-31")
    actor.check(group, "update_task leaves alone what was left out", same, renamed)
    cleared = await actor.call("update_task", task_id=task, due_date=None)
    same = cleared.ok and (cleared.data["title"], cleared.data["due_date"]) == ("Renamed", None)
    actor.check(group, "update_task clears what is null", same, cleared)
    done = await actor.call("complete_task", task_id=task)
    finished = done.ok and (done.data.get("done") or done.data.get("status") == "done")
    actor.check(group, "complete_task", bool(finished), done)
    gone = await actor.call("delete_task", task_id=task)
    actor.check(group, "delete_task", gone.ok, gone)
    actor.check(group, "the deleted task is gone, the other is not", set(await actor.tasks()) == {other})
    return [other]


async def check_isolation(actor: Actor, foreign: Sequence[int]) -> None:
    """Nothing of another's is seen, changed or deleted."""
    group = "isolation"
    actor.report.emit("phase", group=group)
    actor.check(group, "sees nothing of the other's", not set(foreign) & set(await actor.tasks()))
    for task in foreign:
        for tool, arguments in (("update_task", {"title": "Stolen"}), ("complete_task", {}), ("delete_task", {})):
            outcome = await actor.call(tool, task_id=task, **arguments)
            actor.check(group, f"{tool} on the other's task", outcome.error_type == "not_found_error", outcome)


async def check_arguments(actor: Actor) -> None:
    """What a model gets wrong is refused before it reaches the backend."""
    group = "arguments"
    actor.report.emit("phase", group=group)
    unknown = await actor.call("create_task", title="x", titel="y")
    actor.check(group, "an unknown argument is refused", unknown.error_type == "validation_error", unknown)
    missing = await actor.call("create_task")
    actor.check(group, "a missing argument is refused", missing.error_type == "validation_error", missing)
    for path in ("../admin", "%2e%2e", ".."):
        outside = await actor.call("complete_task", task_id=path)
        refused = outside.error_type == "validation_error"
        actor.check(group, f"task_id {path!r} cannot leave its route", refused, outside)
