"""The source beside the slide: what the page asks while somebody writes, and the save of what was written.

The browser names no file: it sends the text that it has and a place in it, and the one spec that is served is saved,
where it is as it was read. What is answered are the values of `build.editor`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from build.editor.complete import complete
from build.editor.define import define
from build.editor.findings import kept, read
from build.editor.hover import hover
from build.editor.line_choices import labels_of
from build.editor.mend import mends
from build.editor.names import Names
from build.editor.point import Written
from build.files.written_state import written_state
from build.findings.file_messages import display_path, error_text
from build.live.deck_state import Live
from build.live.page import Part
from build.live.source_file import ChangedOutsideError, SourceFile
from build.render.html.page import html

HERE = Path(__file__).parent
SHOWN = 14  # lines of a fact's function, at most

Asked = Callable[[Mapping[str, Any], Names, Live], Any]


def part(live: Live) -> Part:
    """What the page gets."""
    theme = live.theme
    made = html("source.html", theme, folder=HERE, file=live.spec.name)
    bar, _, panel = made.partition("<!-- panel -->")
    files = ("source.css", "source_lines.js", "source.js")
    style, lines, script = (HERE.joinpath(name).read_text(encoding="utf-8") for name in files)
    return Part(bar=bar, panel=panel, style=style, script=lines + script)


def routes(live: Live) -> list[Route]:
    """GET, PUT and POST of `/source`: the file, a save of it, a question about a text."""
    file, known = SourceFile(live.spec), _Known()

    async def source(request: Request) -> Response:
        try:
            if request.method == "GET":
                return JSONResponse(await run_in_threadpool(_read, file))
            asked = await _json(request)
            if request.method == "PUT":
                return await run_in_threadpool(_save, file, asked)
            answer = _ANSWERS.get(str(asked.get("ask")))
            if answer is None:
                return _refused("nothing that is answered", 400)
            return JSONResponse(await run_in_threadpool(answer, asked, known.names(live), live))
        except OSError as error:
            return _refused(error_text(error), 500)
        except ValueError as error:
            return _refused(str(error), 422)

    return [Route("/source", source, methods=["GET", "PUT", "POST"])]


class _Known:
    """The names of the live deck's course, looked up again where its ledger or course changes."""

    def __init__(self) -> None:
        self._key: object = None
        self._names: Names | None = None

    def names(self, live: Live) -> Names:
        course, here = live.wanted.course, live.wanted.here
        homes = [owner.home for owner in (course, course.behind) if owner]
        ledgers = [path for home in homes for path in (home.ledger, home.ledger_here) if path.exists()]
        key = (id(course), *(written_state(path) for path in ledgers))
        if self._names is None or key != self._key:
            self._key, self._names = key, Names(course, course.recorded(here=here))
        return self._names


async def _json(request: Request) -> Mapping[str, Any]:
    """A body's one object. Raises ValueError."""
    try:
        found = await request.json()
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("text", ""), str):
        raise ValueError("no object with a text")
    return found


def _refused(words: str, status: int) -> Response:
    return JSONResponse({"says": words}, status)


def _read(file: SourceFile) -> Mapping[str, Any]:
    text, digest = file.read()
    return {"text": text, "digest": digest, "labels": [*labels_of(Written(text).kind)]}


def _save(file: SourceFile, asked: Mapping[str, Any]) -> Response:
    if "text" not in asked:
        return _refused("no text to save", 400)
    try:
        return JSONResponse({"digest": file.save(asked["text"], str(asked.get("digest")))})
    except ChangedOutsideError as error:
        return _refused(str(error), 409)


# ---- questions --------------------------------------------------------------------------------------
def _place(asked: Mapping[str, Any]) -> tuple[int, int]:
    line, column = asked.get("line"), asked.get("column")
    return line if isinstance(line, int) else 1, column if isinstance(column, int) else 1


def _complete(asked: Mapping[str, Any], names: Names, live: Live) -> Any:
    point = Written(asked.get("text", "")).at(*_place(asked))
    return {"choices": [asdict(choice) for choice in complete(point, live.spec, names)]}


def _hover(asked: Mapping[str, Any], names: Names, live: Live) -> Any:
    found = hover(Written(asked.get("text", "")).at(*_place(asked)), live.spec, names)
    return {"words": found.words if found else ""}


def _define(asked: Mapping[str, Any], names: Names, live: Live) -> Any:
    """Where a thing is defined; of a fact, whose place no text says but the ledger, also its function's first lines."""
    point = Written(asked.get("text", "")).at(*_place(asked))
    target = define(point, live.spec, names)
    if target is None:
        return {"place": "", "code": ""}
    folders = [course.facts for course in (names.course, names.course.behind) if course]
    code = _lines(target.path, target.line) if target.path.parent in folders and target.path.suffix == ".py" else ""
    return {"place": f"{display_path(target.path)}:{target.line}", "code": code}


def _lines(path: Path, line: int) -> str:
    """A function from its first line on, cut off where it is long."""
    first, *rest = path.read_text(encoding="utf-8", errors="replace").splitlines()[line - 1 : line - 1 + SHOWN]
    inside = takewhile(lambda row: not row or row[0] in " \t)", rest)
    return "\n".join([first, *inside]).rstrip()


def _findings(asked: Mapping[str, Any], names: Names, live: Live) -> Any:
    """What is wrong with a text, and with the pages that were made of the one before where its lines still stand."""
    written = Written(asked.get("text", ""))
    reading = read(written, live.spec, names)
    shown = (one for one in live.shown.findings if one.path == str(live.spec) and one.code[0] in "LTA")
    rows = [
        {**one.as_data(), "mends": [asdict(mend) for mend in mends(one, written, names)]}
        for one in sorted([*reading.findings, *kept(shown, written, reading.findings)], key=lambda one: one.span)
    ]
    stale = sum(one.code == "F203" for one in live.shown.findings)
    return {
        "findings": rows, "slides": [asdict(heading) for heading in reading.outline],
        "facts": len(names.ledger), "stale": stale,
    }  # fmt: skip


_ANSWERS: Mapping[str, Asked] = {"complete": _complete, "hover": _hover, "define": _define, "findings": _findings}
