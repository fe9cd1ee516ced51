"""One document on this machine: unpacked from its npm package, or dumped by importing its FastAPI application."""

from __future__ import annotations

import json
import re
import tarfile
from pathlib import Path

from ..cache import folder, venv
from ..commands import Failed, run, say, twice
from .manifest import FastApiSpec, FileSpec, NpmSpec, Spec

DUMP = """
import json, pathlib, sys
{load}
pathlib.Path(sys.argv[1]).write_text(json.dumps(app.openapi()))
"""


def fetch(spec: Spec) -> Path:
    """The document's path, from the cache when it is there."""
    if isinstance(spec, FileSpec):
        return spec.path
    if isinstance(spec, NpmSpec):
        return fetch_npm(spec)
    return dump_fastapi(spec)


def fetch_npm(spec: NpmSpec) -> Path:
    home = folder("npm", re.sub(r"[^A-Za-z0-9.-]+", "_", spec.package))
    wanted = home / "package" / spec.file
    if not wanted.exists():
        archive = pack(spec.package, home)
        # Only this file: some packages unpack to half a gigabyte.
        with tarfile.open(archive) as tar:
            try:
                tar.extract(f"package/{spec.file}", home, filter="data")
            except KeyError:
                raise Failed(f"{spec.package} holds no {spec.file}") from None
    return wanted


def pack(package: str, home: Path) -> Path:
    """The package's archive, kept: several documents may come out of one."""
    known = next(home.glob("*.tgz"), None)
    if known:
        return known
    say(f"  npm pack {package}")
    listing = twice(lambda: run(["npm", "pack", "--json", "--silent", package], cwd=home))
    return home / str(json.loads(listing)[0]["filename"])


def dump_fastapi(spec: FastApiSpec) -> Path:
    home = folder("fastapi", spec.name)
    wanted = home / "openapi.json"
    if wanted.exists():
        return wanted
    say(f"  {spec.name}: installing {' '.join(spec.requirements)}")
    python = venv(spec.name, spec.requirements)
    site = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip()

    def filled(text: str) -> str:
        return text.replace("{site}", site).replace("{home}", str(home))

    programs = {"HOME": str(home), "PATH": f"{python.parent}:/usr/local/bin:/usr/bin:/bin"}
    if spec.before:
        run([str(python.parent / spec.before[0]), *spec.before[1:]], cwd=home, env=programs)
    cwd = Path(filled(spec.cwd))
    env = {**programs, "PYTHONPATH": str(cwd), **{name: filled(value) for name, value in spec.env.items()}}
    # Written aside first: an application that ends its process half-way leaves nothing behind.
    partial = home / "partial.json"
    run([str(python), "-c", DUMP.format(load=spec.load), str(partial)], cwd=cwd, env=env, seconds=300)
    partial.rename(wanted)
    return wanted
