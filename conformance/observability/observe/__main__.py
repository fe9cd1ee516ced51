"""`python -m observe telemetry|overhead --server DIR …`, with the emitted project's own interpreter."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from drive.report import Report

from .one_trace import check_telemetry
from .overhead import measure_overhead


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="observe", description=__doc__)
    parser.add_argument("what", choices=("telemetry", "overhead"))
    parser.add_argument("--server", type=Path, required=True, help="the emitted project, with the plugin")
    parser.add_argument("--plain", type=Path, help="overhead: the same project without the plugin")
    parser.add_argument("--backend", type=Path, required=True, help="the folder of the example backend")
    parser.add_argument("--backend-python", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=1000, help="in a round")
    return parser.parse_args()


async def _main(options: argparse.Namespace, report: Report) -> None:
    with tempfile.TemporaryDirectory(prefix="observe-") as folder:
        logs = Path(folder)
        server, backend = options.server.resolve(), options.backend.resolve()
        if options.what == "telemetry":
            await check_telemetry(report, server, options.backend_python, backend, logs)
        else:
            plain = options.plain.resolve()
            await measure_overhead(report, {"plain": plain, "plugin": server}, options, logs)


def main() -> int:
    """Exit codes: 0 all well, 1 a check failed."""
    report = Report()
    asyncio.run(_main(_options(), report))
    report.summary()
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
