"""A process that has PyTorch loaded and forks for each script of a lab, so that a short one begins at once.

It reads a request a line, as JSON, and answers with the number of the process that runs it and then with its exit code.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from labs import start
from labs.course import in_its_folder

LOADED = ("torch", "labs.lab", "labs.script", "engine.model", "engine.again")  # what most scripts import
START = (sys.executable, "-P", "-m", "labs.start")


class Warm:
    """Runs scripts as `python -m labs.start` does, each in a process of its own that has what `LOADED` names.

    It takes the place of `subprocess.run` for commands that begin with `START`.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Variables that PyTorch reads as it is imported, such as OMP_NUM_THREADS, are those of `environment`."""
        self._server = subprocess.Popen(
            [sys.executable, "-P", __file__],
            env=in_its_folder(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, patience: float | None
    ) -> subprocess.CompletedProcess[str]:
        """Run one script with its flags in `folder`. Raises subprocess.TimeoutExpired after `patience` seconds."""
        assert self._server.stdin is not None
        with tempfile.TemporaryDirectory() as said:
            out, err = Path(said) / "out", Path(said) / "err"
            request = {"arguments": [*arguments], "environment": {**environment}, "folder": str(folder)}
            print(json.dumps({**request, "out": str(out), "err": str(err)}), file=self._server.stdin, flush=True)
            child = int(self._answer())
            try:
                code = int(self._answer(patience))
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.killpg(child, signal.SIGKILL)
                self._answer()
                raise subprocess.TimeoutExpired([*START, *arguments], patience) from None
            return subprocess.CompletedProcess([*START, *arguments], code, *(_text(file) for file in (out, err)))

    def close(self) -> None:
        self._server.communicate()  # its input ends, and so does it

    def _answer(self, patience: float | None = None) -> str:
        assert self._server.stdout is not None
        if not select.select([self._server.stdout], [], [], patience)[0]:
            raise TimeoutError
        return self._server.stdout.readline() or _ended(self._server)


def _ended(server: subprocess.Popen[str]) -> str:
    raise ChildProcessError(f"the process that starts scripts ended with exit code {server.wait()}")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    for name in LOADED:
        with suppress(ModuleNotFoundError):  # a script that needs it says so
            importlib.import_module(name)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        if (child := os.fork()) == 0:
            _become(request)
        with suppress(ProcessLookupError, PermissionError):
            os.setpgid(child, child)
        print(child, file=answers)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers)


def _become(request: dict[str, Any]) -> None:
    """The script: its variables, folder and files, a process group of its own, and its exit code."""
    os.setpgid(0, 0)
    for stream, name in enumerate((os.devnull, request["out"], request["err"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["labs.start", *request["arguments"]]
    code: int | str | None = 1
    try:
        code = start.main()
    except SystemExit as stop:
        code = stop.code
    except BaseException:
        traceback.print_exc()
    if isinstance(code, str):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    main()
