"""Scripts of labs run by a process that has PyTorch loaded (`labs.warm`), so that a short one begins at once."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, TextIO

from copy_start import LOADED as COMMANDS

from labs.course import in_its_folder, the_course
from labs.runner import started
from labs.warm import LOADED

OFTEN = (
    "torch._dynamo", "matplotlib.figure", "matplotlib.backends.backend_svg", "tokenizers", "labs.shape",
    "labs.tensors", "engine.serving.policies", "engine.server.start", "engine.server.beside", "engine.load.call",
    "uvicorn.protocols.http.h11_impl", "uvicorn.loops.auto", "uvicorn.lifespan.on", "facts_found", "loaded_ahead",
)  # fmt: skip
"""What many scripts load besides. `loaded_ahead` is the last: what is loaded after it is walked over in each fork."""
START = (sys.executable, "-P", "-m", "labs.start")


class Warm:
    """Asks one `labs.warm`. Its `run` takes the place of `subprocess.run` for commands that begin with `START`."""

    def __init__(self, environment: Mapping[str, str], *loaded: str) -> None:
        """Variables that PyTorch reads as it is imported, such as OMP_NUM_THREADS, are those of `environment`.

        `loaded` are modules to load in place of PyTorch and the labs' rooms.
        """
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "labs.warm", *loaded],
            env=in_its_folder(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._numbers = count(1)
        self._answers = _lines(self.process)

    def ask(self, request: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()

    def events(self, name: str) -> Iterator[dict[str, Any]]:
        """What is said of one request, up to its end."""
        for event in self._answers:
            if event.get("id") == name:
                yield event
                if event.keys() & {"ended", "refused", "lab"}:
                    return

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float | None
    ) -> subprocess.CompletedProcess[str]:
        """Run one script with its flags in `folder`. Raises subprocess.TimeoutExpired after `patience` seconds."""
        name = f"script {next(self._numbers)}"
        request = {"id": name, "script": [*arguments], "environment": {**environment}, "folder": str(folder)}
        self.ask({**request, "limits": {"seconds": patience}})
        said = {"out": "", "err": ""}
        for event in self.events(name):
            if "line" in event:
                said[event["stream"]] += event["line"]
        if "refused" in event:
            raise ValueError(event["refused"])
        if event["ended"]["how"] == "time":
            raise subprocess.TimeoutExpired([*START, *arguments], patience or 0)
        return subprocess.CompletedProcess([*START, *arguments], event["ended"]["code"], said["out"], said["err"])

    def close(self) -> None:
        self.process.communicate()  # its input ends, and so does it


@cache
def warm() -> Warm:
    """The one that all tests of a process share."""
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    started = Warm({**os.environ, "PYTHONPATH": path}, *LOADED, *COMMANDS, "engine.readiness.needs", *OFTEN)
    atexit.register(started.close)
    return started


def started_warm(module: str, arguments: Sequence[str], environment: Mapping[str, str], say: TextIO | None) -> int:
    """`labs.runner.started`, for scripts without their start."""
    if module != "labs.start":
        return started(module, arguments, environment, say)
    done = warm().run(arguments, environment, the_course().root, None)
    print(done.stdout, end="", file=say)
    print(done.stderr, end="", file=sys.stderr)
    return done.returncode


def _lines(process: subprocess.Popen[bytes], patience: float = 300) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    rest = b""
    while select.select([process.stdout], [], [], patience)[0]:
        data = process.stdout.read1(65536)  # type: ignore[attr-defined]  # a buffered reader
        if not data:
            raise ChildProcessError(f"the process that starts scripts ended with exit code {process.wait()}")
        *lines, rest = (rest + data).split(b"\n")
        yield from (json.loads(line) for line in lines)
    raise TimeoutError(f"nothing was said for {patience} s")
