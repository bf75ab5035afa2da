"""The process that runs labs, as the server talks to it: `python -m labs.warm`, started when it is first needed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from build.files.places import COURSE_VARIABLE, FACTS_VARIABLE, ROOT, THEME_VARIABLE
from build.files.wanted import Wanted

LONGEST_LINE = 16_000_000  # bytes of one answer
FIRST_ANSWER = 120.0  # seconds; it may have PyTorch to load first

Event = dict[str, Any]


class WorkerError(RuntimeError):
    """The process has ended, or does not answer."""


class Worker:
    """Asks the process for one thing at a time, and passes on what its runs say.

    `heard` gets each event of a run; `loaded` are modules to load in place of PyTorch and the labs' rooms.
    """

    def __init__(self, wanted: Callable[[], Wanted], heard: Callable[[Event], None], *, loaded: tuple[str, ...] = ()):
        self._wanted = wanted
        self._heard = heard
        self._loaded = loaded
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self._first: dict[str, asyncio.Future[Event]] = {}
        self._numbers = count(1)
        self._reading: asyncio.Task[None] | None = None
        self.is_warm = False

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process, where none runs. It ends with this one."""
        async with self._starting:
            if self.is_alive:
                return
            self.is_warm = False
            command = [sys.executable, "-P", "-m", "labs.warm", *self._loaded]
            self._process = await asyncio.create_subprocess_exec(
                *command,
                env=environment(self._wanted()),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,  # by which all that it has started is found where it is killed itself
            )
            self._reading = asyncio.create_task(self._read(self._process))

    async def ask(self, request: Mapping[str, Any]) -> Event:
        """The first answer to a request, which gets its `id` here. Raises WorkerError where there is none."""
        await self.start()
        name = f"r{next(self._numbers)}"
        first = self._first[name] = asyncio.get_running_loop().create_future()
        try:
            await self._send({**request, "id": name})
            return await asyncio.wait_for(first, FIRST_ANSWER)
        except (TimeoutError, ConnectionError) as error:
            raise WorkerError("the process that runs labs does not answer") from error
        finally:
            self._first.pop(name, None)

    async def cancel(self, name: str) -> None:
        with suppress(ConnectionError):
            await self._send({"cancel": name})

    async def close(self) -> None:
        """End the process and all that it runs."""
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
        if self._reading:
            await self._reading

    async def _send(self, request: Mapping[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        await self._process.stdin.drain()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                self._take(json.loads(line))
        except ValueError:  # too long a line, or none of JSON
            process.kill()
        code = await process.wait()
        self.is_warm = False
        await asyncio.to_thread(end_session, process.pid)
        for first in self._first.values():
            if not first.done():
                first.set_exception(WorkerError(f"the process that runs labs ended with exit code {code}"))
        self._heard({"lost": f"The process that runs labs ended with exit code {code}. Run again: a new one starts."})

    def _take(self, event: Event) -> None:
        self.is_warm |= "warm" in event
        first = self._first.get(event.get("id", ""))
        if first is not None and not first.done():
            first.set_result(event)
        self._heard(event)


def end_session(session: int) -> None:
    """Kill what a process has left that led a session and has ended; nothing where the system has no /proc."""
    for about in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            if int(about.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[3]) == session:
                os.kill(int(about.parent.name), signal.SIGKILL)


def environment(wanted: Wanted) -> dict[str, str]:
    """What the process is told of the deck: its course, its look, and whose numbers it shows."""
    before = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), before))),
        COURSE_VARIABLE: str(wanted.course.root),
        THEME_VARIABLE: str(wanted.look),
        FACTS_VARIABLE: "here" if wanted.here else "",
    }
