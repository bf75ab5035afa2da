"""A class's results: a run is added by a button, the strip below the slide shows them, a CSV takes them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from build.live.classroom import LARGEST, ClassError, Classroom, Result, as_csv, from_csv, strip, unit_of
from build.live.run import Run, Runs, said
from build.live.run_request import RefusedError, anchor_of, read_object
from engine.ledger import Ledger

FILE = "class.sqlite"  # beside the course's outputs

Answered = TypeVar("Answered")


def class_routes(runs: Runs) -> list[Route]:
    """What browsers may ask for."""
    live = runs.live

    def classroom() -> Classroom:
        return Classroom(live.wanted.outputs / FILE)

    async def add(request: Request) -> Response:
        """Add the last run of a lab, where it has come to its end."""
        given = read_object(await request.body())
        lab = anchor_of(given.get("anchor"), live.shown.deck).id
        run = runs.last.get(lab)
        if run is None or run.ended is None or run.ended["how"] not in ("done", "differs") or not run.as_the_deck:
            raise RefusedError(f"{lab} has no run at the deck's settings that came to its end", 409)
        results = results_of(run, await kept(lambda: classroom().me), ledger_of(runs))
        await kept(lambda: classroom().add(results))
        live.broadcast("run", {"class": lab})
        return Response(status_code=204)

    async def shown(request: Request) -> Response:
        lab = anchor_of(request.path_params["id"], live.shown.deck).id
        fact = request.query_params.get("fact", "")
        unit = unit_of(fact, ledger_of(runs))
        if unit is None:
            raise RefusedError("no such number", 404)
        return JSONResponse(strip_of(runs, await kept(lambda: classroom().results(lab)), lab, fact))

    async def table(_: Request) -> Response:
        headers = {"content-disposition": 'attachment; filename="class.csv"'}
        return Response(as_csv(await kept(classroom().results)), media_type="text/csv", headers=headers)

    async def take_in(request: Request) -> Response:
        """Add what other machines have saved."""
        if request.headers.get("content-type", "").partition(";")[0] != "text/csv":
            raise RefusedError("results come as CSV", 415)
        body, ledger = await request.body(), ledger_of(runs)
        results = await kept(lambda: from_csv(text_of(body), ledger))
        await kept(lambda: classroom().add(results))
        labs = list(dict.fromkeys(result.lab for result in results))
        for lab in labs:
            live.broadcast("run", {"class": lab})
        return JSONResponse({"added": len(results), "labs": labs})

    return [
        Route("/class", said(add), methods=["POST"]),
        Route("/class/{id}", said(shown)),
        Route("/class.csv", said(table)),
        Route("/class.csv", said(take_in), methods=["POST"]),
    ]


async def kept(work: Callable[[], Answered]) -> Answered:
    """What a class's file says, without keeping others waiting. Raises RefusedError for what it does not allow."""
    try:
        return await run_in_threadpool(work)
    except ClassError as error:
        raise RefusedError(str(error)) from None


def text_of(table: bytes) -> str:
    """A table's text, with or without the mark that spreadsheets set before it. Raises ClassError."""
    try:
        return table.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = table[: error.start].count(b"\n") + 1
        raise ClassError(f"line {line}: the table is not UTF-8") from None


def results_of(run: Run, machine: str, ledger: Ledger) -> list[Result]:
    """The numbers of a run that stand beside the deck's."""
    units = {fact: unit_of(fact, ledger) for fact in run.values}
    return [
        Result(machine=machine, day=run.day, lab=run.lab, fact=fact, value=value, unit=unit.__name__)
        for fact, value in run.values.items()
        if (unit := units[fact])
    ]


def strip_of(runs: Runs, results: Sequence[Result], lab: str, fact: str) -> dict[str, Any]:
    """The strip of a number with the deck's line, this machine's and the guess."""
    ledger = ledger_of(runs)
    unit = unit_of(fact, ledger)
    assert unit is not None
    lines = {"deck": deck_value(fact, ledger)}
    if (run := runs.last.get(lab)) and fact in run.values:
        lines["here"] = run.values[fact]
    times = str(unit(1.0)).endswith("×")  # else the number guessed is in a unit that the question says
    if run and times and (guessed := _number(run.guess[0]) if run.guess else None) is not None:
        lines["guess"] = guessed
    return strip(results, fact, unit, lines=lines, said=runs.live.said, tools=runs.live.tools)


def deck_value(fact: str, ledger: Ledger) -> float:
    name, _, field = fact.partition(".")
    held: Any = ledger[name].held
    return float(held[field] if field else held)


def ledger_of(runs: Runs) -> Ledger:
    wanted = runs.live.wanted
    return runs.live.shown.ledger or wanted.course.recorded(here=wanted.here)


def _number(text: str) -> float | None:
    digits = text.strip().rstrip("×x ").replace(",", "")
    try:
        number = float(digits)
    except ValueError:
        return None
    return number if abs(number) <= LARGEST else None
