"""Labs run from a slide: one at a time, by its anchor's id, and every browser of the deck follows.

`POST run` begins one, `DELETE run/ID` ends it, `GET lab/ID` says what may be set. Nothing runs when a page is loaded.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from build.live.deck_state import Live
from build.live.here import here_slide, slides_of
from build.live.rebuild import FAILURES
from build.live.run_request import RefusedError, RunRequest, anchor_of, read_request
from build.live.run_words import ended_in, guess_in, row_in
from build.live.worker import Event, Worker, WorkerError

KEPT_LINES = 200
LOST = "The process that runs labs ended as this began. Run again: a new one starts."
GATHERED = 0.05  # seconds in which lines are gathered into one event


@dataclass(kw_only=True)
class Run:
    """A run as browsers see it, whenever they come."""

    id: str
    lab: str
    slides: list[int]
    parameters: dict[str, Any]
    limits: dict[str, Any]
    guess: tuple[str, ...]
    began: float  # of the server's clock, in seconds
    day: str
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    stage: Event | None = None
    progress: Event | None = None
    rows: dict[str, Event] = field(default_factory=dict)
    claims: list[Event] = field(default_factory=list)
    guesses: list[Event] = field(default_factory=list)
    ended: Event | None = None
    took: float = 0.0
    as_the_deck: bool = True  # its parameters are those of the deck's own run
    shown: dict[int, tuple[str, str]] = field(default_factory=dict)  # slides with the numbers of here, and of which

    @property
    def values(self) -> dict[str, float]:
        """The numbers of here, by the deck's fact that each is beside."""
        return {row["fact"]: row["value"] for row in self.rows.values() if row["fact"] and _is_number(row["value"])}

    def as_data(self, now: float, digests: Mapping[int, str]) -> dict[str, Any]:
        """What a page must know. `digests` are those of the deck's slides: what was changed since is the deck's."""
        names = (
            "id", "lab", "slides", "parameters", "limits", "guess", "day", "stage", "progress", "claims",
            "as_the_deck", "guesses", "ended",
        )  # fmt: skip
        return {
            **{name: getattr(self, name) for name in names},
            "lines": list(self.lines),
            "rows": list(self.rows.values()),
            "shown": {number: html for number, (html, of) in self.shown.items() if digests.get(number) == of},
            "facts": list(self.values),
            "seconds": self.took if self.ended else now - self.began,
        }


class Runs:
    """The run that goes on, and the last one of each lab."""

    def __init__(self, live: Live, *, loaded: tuple[str, ...] = ()) -> None:
        self.live = live
        self.worker = Worker(lambda: live.wanted, self._heard, loaded=loaded)
        self.last: dict[str, Run] = {}
        self.now: Run | None = None
        self._asking = asyncio.Lock()
        self._gathered: list[str] = []
        self._early: dict[str, list[Event]] = {}  # what comes before the run is known
        self._showing: asyncio.Task[None] | None = None
        live.greetings.append(self.greeting)

    async def begin(self, wanted: RunRequest) -> Run:
        """Begin a run. Raises RefusedError while another goes on, or where the lab does not allow it."""
        async with self._asking:
            if self.now is not None:
                says = f"{self.now.lab} is running; two at once would slow each other. Wait for it, or cancel it."
                raise RefusedError(says, 409)
            lab = wanted.anchor.id
            request = {
                "lab": lab,
                "assets": wanted.anchor.assets,
                "objective": wanted.anchor.objective.plain,
                "parameters": wanted.parameters,
                "guess": wanted.guess,
            }
            answer = await self.worker.ask(request)
            if "refused" in answer:
                raise RefusedError(str(answer["refused"]))
            run = Run(
                id=answer["id"],
                lab=lab,
                slides=slides_of(self.live.shown.deck, lab),
                **answer["began"],
                guess=wanted.guess,
                began=_clock(),
                day=f"{date.today()}",
            )
            self.now = self.last[lab] = run
            self._tell("whole", self._data(run))
            for event in self._early.pop(run.id, []):
                self._of_run(run, event)
            self._early.clear()
            if not self.worker.is_alive and self.now is run:
                self._end(run, {"how": "failed", "code": None, "says": LOST})
            return run

    def _data(self, run: Run) -> dict[str, Any]:
        digests = {slide.number: slide.digest for slide in self.live.shown.slides if slide.number in run.shown}
        return {**run.as_data(_clock(), digests), "day": self.live.said.day(run.day)}

    async def cancel(self, name: str) -> None:
        """End a run. Raises RefusedError where no such one goes on."""
        if self.now is None or self.now.id != name:
            raise RefusedError("no such run goes on", 404)
        await self.worker.cancel(name)

    # ---- what is heard --------------------------------------------------------------------------------
    def _heard(self, event: Event) -> None:
        if "warm" in event:
            self.live.broadcast("run", {"warm": True})
        elif "lost" in event:
            if self.now is not None:
                self._end(self.now, {"how": "failed", "code": None, "says": event["lost"]})
        elif self.now is not None and event.get("id") == self.now.id:
            self._of_run(self.now, event)
        elif "id" in event and not event.keys() & {"began", "refused", "lab"}:
            self._early.setdefault(event["id"], []).append(event)

    def _of_run(self, run: Run, event: Event) -> None:
        if "line" in event:
            self._line(run, event["line"])
        elif "stage" in event:
            run.stage, run.progress = event["stage"], None
            self._tell("stage", run.stage)
        elif "progress" in event:
            run.progress = event["progress"]
            self._tell("progress", run.progress)
        elif "row" in event:
            run.rows[event["row"]["name"]] = row = row_in(event["row"], self.live.said)
            self._tell("row", row)
            if event["row"]["fact"]:
                self._show(run)
        elif "claim" in event:
            run.claims.append(event["claim"])
            self._tell("claim", event["claim"])
        elif "done" in event:
            run.guesses = [guess_in(guess, self.live.said, self.live.tools) for guess in event["done"]["guesses"]]
            self._tell("guesses", run.guesses)
        elif "ended" in event:
            self._end(run, ended_in(event["ended"], run.lab, run.limits, self.live.said, self.live.tools))

    def _line(self, run: Run, line: str) -> None:
        run.lines.append(line)
        if not self._gathered:
            asyncio.get_running_loop().call_later(GATHERED if len(run.lines) > 1 else 0, self._tell_lines)
        self._gathered.append(line)

    def _tell_lines(self) -> None:
        lines, self._gathered = self._gathered[-KEPT_LINES:], []
        if lines:
            self._tell("lines", lines)

    def _end(self, run: Run, ended: Event) -> None:
        self._tell_lines()
        run.ended, run.took = ended, _clock() - run.began
        self.now = None
        self._tell("ended", {**ended, "seconds": run.took, "id": run.id, "lab": run.lab})

    def _show(self, run: Run) -> None:
        """Set the numbers that are there into the run's slides; what comes meanwhile comes with the next time."""
        if not self.is_showing:
            self._showing = asyncio.create_task(self._shown(run))

    async def _shown(self, run: Run) -> None:
        told: dict[str, float] = {}
        while run.values != told:
            told = run.values
            for number in slides_of(self.live.shown.deck, run.lab):
                of = next((slide.digest for slide in self.live.shown.slides if slide.number == number), "")
                html = None
                with suppress(*FAILURES):  # of files that are being written; the deck says so
                    html = await asyncio.to_thread(here_slide, self.live, number, told)
                if html is not None:
                    run.shown[number] = html, of
                    self._tell("slide", {"lab": run.lab, "number": number, "html": html, "facts": list(told)})

    def _tell(self, what: str, data: Any) -> None:
        self.live.broadcast("run", {what: data})

    @property
    def is_showing(self) -> bool:
        """Whether slides with the numbers of here are being made."""
        return self._showing is not None and not self._showing.done()

    def greeting(self) -> Iterable[tuple[str, Any]]:
        if self.worker.is_warm or self.last:
            yield ("run", {"warm": self.worker.is_warm, "runs": [self._data(run) for run in self.last.values()]})


def routes_of(runs: Runs) -> list[Route]:
    """What browsers may ask for."""
    live = runs.live

    async def begin(request: Request) -> Response:
        _json_only(request)
        run = await runs.begin(read_request(await request.body(), live.shown.deck))
        return JSONResponse({"id": run.id, "parameters": run.parameters}, 202)

    async def cancel(request: Request) -> Response:
        await runs.cancel(request.path_params["id"])
        return Response(status_code=204)

    async def lab(request: Request) -> Response:
        anchor = anchor_of(request.path_params["id"], live.shown.deck)
        answer = await runs.worker.ask({"describe": anchor.id})
        if "refused" in answer:
            raise RefusedError(str(answer["refused"]))
        expects = [row_in(row, live.said) for row in answer["lab"]["expects"]]
        more = {"objective": anchor.objective.plain, "warm": runs.worker.is_warm, "expects": expects}
        return JSONResponse({**answer["lab"], **more})

    return [
        Route("/run", said(begin), methods=["POST"]),
        Route("/run/{id}", said(cancel), methods=["DELETE"]),
        Route("/lab/{id}", said(lab)),
    ]


Answer = Callable[[Request], Any]


def said(answer: Answer) -> Answer:
    """An answer that says by word why something is refused."""

    async def told(request: Request) -> Response:
        try:
            response: Response = await answer(request)
        except RefusedError as error:
            return JSONResponse({"refused": str(error)}, error.status)
        except WorkerError as error:
            return JSONResponse({"refused": f"{error}; ask again, a new one starts"}, 503)
        return response

    return told


def _json_only(request: Request) -> None:
    """No form of another page sends JSON without being asked first."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise RefusedError("a run is asked for in JSON", 415)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def _clock() -> float:
    return asyncio.get_running_loop().time()
