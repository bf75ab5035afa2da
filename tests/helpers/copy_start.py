"""Commands of a copy of the rooms, each in a fork of one process that has the copy's rooms loaded.

What a test changes among them is not loaded twice: a fork whose rooms are no more as they were read starts Python anew.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from filecmp import dircmp
from importlib import import_module
from pathlib import Path
from types import ModuleType

LOADED = (
    "typer", "typer._adapters", "pydantic.type_adapter", "engine.command_line", "engine.check_facts", "engine.record",
    "engine.recompute", "build.checks.anchors", "build.checks.comparable", "build.checks.course",
    "build.checks.laid_out", "build.checks.pages", "build.checks.references", "build.checks.spec",
    "build.commands.check", "build.commands.check_facts", "build.commands.check_lists", "build.commands.choice",
    "build.commands.course_page", "build.commands.deck", "build.commands.why", "build.compare.content_part",
    "build.order.drawing", "build.order.part", "build.parse.data", "build.render.powerpoint.write", "yaml",
)  # fmt: skip


class Copy:
    """Runs `coursewright.py` of the copy in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, columns: int = 120) -> subprocess.CompletedProcess[str]:
        variables = {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": str(columns)}
        environment = {**os.environ, **variables}
        process = self._process or self._started(environment)
        assert process.stdin is not None
        assert process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            said = [Path(folder, stream) for stream in ("out", "err")]
            request = {"arguments": arguments, "environment": environment, "said": [*map(str, said)]}
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            code = int(process.stdout.readline())
            return subprocess.CompletedProcess([*arguments], code, *(path.read_text("utf-8") for path in said))

    def _started(self, environment: Mapping[str, str]) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", __file__]
        process = subprocess.Popen(
            command, cwd=self.root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(process.communicate)  # its input ends, and so does it
        self._process = process
        return process


def make_alike(folder: Path, kept: Path) -> None:
    """Make a folder again what `kept` is, file by file where they differ. What is compiled is not looked at."""
    found = dircmp(folder, kept)
    for name in found.left_only:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in found.right_only:
        path = kept / name
        shutil.copytree(path, folder / name) if path.is_dir() else shutil.copy2(path, folder)
    for name in found.diff_files:
        shutil.copy2(kept / name, folder)
    for name in found.common_dirs:
        make_alike(folder / name, kept / name)


def serve(script: str) -> None:
    for name in LOADED:
        import_module(name)
    gc.freeze()  # no fork need walk over it, and so have it copied
    root = os.getcwd()
    before = dict(_rooms(root))
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            os.chdir(root)  # it may have been made anew
            _become(script, json.loads(line), before)
            return
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(script: str, request: Mapping[str, list[str]], before: Mapping[str, tuple[int, int]]) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream, path in enumerate(request["said"], start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = [script, *request["arguments"]]
    if before != dict(_rooms(os.getcwd())):
        os.execv(sys.executable, [sys.executable, *sys.argv])
    sys.modules["__main__"] = ModuleType("__main__")
    runpy.run_path(script, run_name="__main__")


def _rooms(root: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """When each loaded file below a folder was written, and its length."""
    for module in [*sys.modules.values()]:
        path = getattr(module, "__file__", None) or ""
        if path.startswith(root + os.sep):
            state = Path(path).stat()
            yield path, (state.st_mtime_ns, state.st_size)


if __name__ == "__main__":
    serve(str(Path.cwd() / "coursewright.py"))
