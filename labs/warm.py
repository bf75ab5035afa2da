"""A process that has PyTorch loaded and forks for each run of a lab, so that it begins at once.

`python -P -m labs.warm` loads what most labs need, with names behind it those modules. It reads a request a line, as
JSON, and answers in lines of JSON with the request's `id`. A run is killed with all that it started when it is
cancelled, takes too long, or when this process ends.

    {id, lab, parameters, guess, assets, objective}   a lab's run, its assets as its slide names them
    {id, script, environment, folder}                 a script with its flags; `limits` may stand beside both
    {id, describe}, {cancel: id}                      what a lab lets one set; end of a run

    {warm}                                            all is loaded
    {id, refused} or {id, began}, {id, lab}           first answers, the last to `describe`
    {id, line, stream}, {id, stage}, {id, progress}   as a run goes on (`labs.tell`)
    {id, row}, {id, claim}, {id, done}, {id, ended}   what came of it (`labs.verdict`), and its end (`labs.running`)
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any, BinaryIO

from labs import asked
from labs.fork import adopt, become, end_adopted, forked, hold_to
from labs.running import Running
from labs.tell import FOLLOWED_VARIABLE, told

ROOMS = ("labs.lab", "labs.script", "engine.model", "engine.again")
LOADED = ("torch", *ROOMS)  # what most scripts import
LINE = 4000  # characters of a line that are passed on
LONGEST = 2**18  # bytes of a line that are kept until it ends


class Worker:
    """All runs of this process. `answers` is where its lines go."""

    def __init__(self, answers: int, loaded: Sequence[str] = LOADED) -> None:
        self._answers, self._loaded = answers, loaded
        self._selector = selectors.DefaultSelector()
        self._runs: dict[str, Running] = {}
        self._waiting: dict[str, tuple[str, Callable[[], None]]] = {}  # until all is loaded: the lab, how it begins
        self._asked = b""
        self._closed = False
        self._loaded_all = threading.Event()
        self._loading = threading.Thread(target=self._load, daemon=True)
        wake, self._wake = os.pipe()
        for end in (wake, self._wake):
            os.set_blocking(end, False)
        self._watch(wake, lambda: os.read(wake, 4096))

    def serve(self, asked: BinaryIO) -> None:
        """Answer requests until there are no more; what still runs then is killed."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks says when it is over
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        self._watch(asked.fileno(), lambda: self._read_requests(asked.fileno()))
        adopt()
        self._loading.start()
        try:
            while not self._closed:
                nearest = min((run.until for run in self._runs.values()), default=inf)
                wait = None if nearest == inf else max(0.0, nearest - time.monotonic())
                for key, _ in self._selector.select(wait):
                    key.data()
                self._begin_what_waits()
                self._look_at_runs()
        finally:
            for run in self._runs.values():
                kill(run.child)
            end_adopted()
            if self._loading.is_alive():
                os._exit(0)  # Python would wait for it

    def _load(self) -> None:
        for name in self._loaded:
            with suppress(ModuleNotFoundError):  # a script that needs it says so
                importlib.import_module(name)
        self._say({"warm": True})
        self._loaded_all.set()
        os.write(self._wake, b"\0")

    def _watch(self, end: int, heard: Callable[[], object]) -> None:
        self._selector.register(end, selectors.EVENT_READ, heard)

    def _say(self, event: dict[str, Any]) -> None:
        text = (json.dumps(event, ensure_ascii=False) + "\n").encode("utf-8", "replace")
        while text:
            try:
                text = text[os.write(self._answers, text) :]
            except BrokenPipeError:
                self._closed = True
                return

    # ---- requests -------------------------------------------------------------------------------------
    def _read_requests(self, end: int) -> None:
        data = os.read(end, 65536)
        self._closed |= not data
        *lines, self._asked = (self._asked + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if "cancel" in request:
                self._cancel(request["cancel"])
                continue
            try:
                self._answer(request)
            except (KeyError, TypeError, ValueError) as error:
                self._say({"id": request.get("id"), "refused": str(error)})
            except Exception as error:  # of a course's files; the other labs go on
                self._say({"id": request.get("id"), "refused": f"{type(error).__name__}: {error}"})

    def _answer(self, request: dict[str, Any]) -> None:
        if "describe" in request:
            self._say({"id": request["id"], "lab": asked.described(request["describe"])})
            return
        if request["id"] in self._runs or request["id"] in self._waiting:
            raise ValueError(f"there is a run {request['id']} already")
        limits = request.get("limits") or {}
        if "script" in request:
            work: Callable[[], object] = lambda: become(  # noqa: E731
                request["script"], request["environment"], Path(request["folder"])
            )
            self._begin(request["id"], "", lambda: self._fork(request["id"], "", work, limits))
            return
        lab = request["lab"]
        if lab in [run.lab for run in self._runs.values()] + [waits for waits, _ in self._waiting.values()]:
            raise ValueError(f"{lab} is running already; wait until it is done, or cancel it")
        wanted = asked.wanted(request)
        limits = {**asked.limits(lab), **limits}
        began = {"parameters": wanted.parameters, "as_the_deck": wanted.as_the_deck, "limits": limits}
        self._say({"id": request["id"], "began": began})
        self._begin(request["id"], lab, lambda: self._fork(request["id"], lab, wanted.run, limits))

    def _begin(self, name: str, lab: str, start: Callable[[], None]) -> None:
        """Start at once, or as soon as all is loaded: a fork has only the thread that makes it."""
        self._waiting[name] = lab, start
        self._begin_what_waits()

    def _begin_what_waits(self) -> None:
        if self._waiting and self._loaded_all.is_set():
            self._loading.join()
            waiting, self._waiting = self._waiting, {}
            for _, start in waiting.values():
                start()

    def _cancel(self, name: str) -> None:
        if name in self._waiting:
            lab, _ = self._waiting.pop(name)
            self._say({"id": name, "ended": Running(id=name, lab=lab, child=0, why="cancelled").ending()})
        self._stop(self._runs.get(name), "cancelled")

    def _fork(self, name: str, lab: str, work: Callable[[], object], limits: dict[str, Any]) -> None:
        seconds, most = limits.get("seconds"), limits.get("bytes")
        ends = {stream: os.pipe() for stream in ("out", "err")}

        def child() -> Any:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(ends["out"][1], 1)
            os.dup2(ends["err"][1], 2)
            os.closerange(3, 256)
            for stream in (sys.stdout, sys.stderr):
                stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a text stream of a file
            hold_to(most)
            if not lab:
                return work()
            os.environ[FOLLOWED_VARIABLE] = "1"
            try:
                return work()
            except Exception:  # with 1 a lab would say that its numbers differ
                traceback.print_exc()
                return 2

        number = forked(child, leads=True)
        until = time.monotonic() + seconds if seconds is not None else inf
        run = Running(id=name, lab=lab, child=number, until=until, seconds=seconds, bytes=most)
        self._runs[name] = run
        for stream, (reads, writes) in ends.items():
            os.close(writes)
            os.set_blocking(reads, False)
            run.ends[stream] = reads
            self._watch(reads, lambda stream=stream: self._heard(run, stream))
        if not lab:
            self._say({"id": name, "began": {}})

    # ---- what runs say, and how they end --------------------------------------------------------------
    def _heard(self, run: Running, stream: str) -> None:
        """Pass on what a run has said. Where it has ended, a stream ends too that something it has left still holds."""
        end = run.ends[stream]
        try:
            data = os.read(end, 65536)
        except BlockingIOError:
            if run.code is None:
                return
            data = b""
        if not data:
            self._selector.unregister(end)
            os.close(end)
            del run.ends[stream]
            data = b"\n" if run.rest[stream] and run.lab else b""
        for line in self._lines(run, stream, data):
            run.look_for_no_room(stream, line)
            event = told(line) if run.lab else None
            text = line if not run.lab else line.rstrip("\n")[:LINE]
            self._say({**(event if event is not None else {"line": text, "stream": stream}), "id": run.id})

    def _lines(self, run: Running, stream: str, data: bytes) -> Iterator[str]:
        """Whole lines; of a script alone the rest too, as it is."""
        *lines, rest = (run.rest[stream] + data).split(b"\n")
        if stream not in run.ends and rest:
            lines, rest = [*lines, rest], b""
            yield from (line.decode("utf-8", "replace") + "\n" for line in lines[:-1])
            yield lines[-1].decode("utf-8", "replace")
        else:
            yield from (line.decode("utf-8", "replace") + "\n" for line in lines)
        run.rest[stream] = rest[:LONGEST] if run.lab else rest

    def _look_at_runs(self) -> None:
        now = time.monotonic()
        for run in [*self._runs.values()]:
            if run.until <= now:
                run.until = inf
                self._stop(run, "time")
            if run.code is None and os.waitid(os.P_PID, run.child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                kill(run.child)  # what it left behind; its number is not anybody's else until it is waited for
                run.code = os.waitstatus_to_exitcode(os.waitpid(run.child, 0)[1])
            while run.code is not None and run.ends:
                self._heard(run, next(iter(run.ends)))
            if run.code is not None:
                del self._runs[run.id]
                if not self._runs:
                    end_adopted()
                self._say({"id": run.id, "ended": run.ending()})

    def _stop(self, run: Running | None, why: str) -> None:
        if run is not None and run.code is None:
            run.why = run.why or why
            kill(run.child)


def kill(group: int) -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def main() -> None:
    answers = os.dup(1)
    os.dup2(2, 1)
    Worker(answers, sys.argv[1:] or LOADED).serve(sys.stdin.buffer)


if __name__ == "__main__":
    main()
