"""The server of `coursewright live`: one deck, its slides, what they show, and what has changed.

All paths stand below `/TOKEN/`. A path never names a file: films are found among those that the deck shows. What else
belongs to a live deck brings its routes, and what it adds to the page, in a line of `MORE`.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from build.live import source_page
from build.live.deck_state import Browser, Live, as_event
from build.live.guard import Guard, policy
from build.live.page import Part, live_page
from build.live.run_page import run_part, run_routes
from build.parse.source import LARGEST


@dataclass(frozen=True)
class More:
    """Another part of a live deck: its routes, and what it adds to the page."""

    routes: Callable[[Live], list[Route]]
    part: Callable[[Live], Part]


MORE: Sequence[More] = (More(source_page.routes, source_page.part), More(run_routes, run_part))
BODIES = {"/source": 2 * LARGEST, "/class.csv": 2 * LARGEST}  # bytes, as JSON has them; what else is sent is short
HEARTBEAT = 15.0  # seconds without an event, after which a browser that has gone is noticed
RETRY = b"retry: 500\n\n"  # milliseconds after which a browser asks again that has lost the server


def app(live: Live) -> ASGIApp:
    """The server of one deck, behind its guard."""
    return Guard(Starlette(routes=routes(live)), token=live.token, port=live.port, bodies=BODIES)


def routes(live: Live) -> list[Route]:
    """All that is answered below the token."""
    return [*_routes(live), *(route for more in MORE for route in more.routes(live))]


def _routes(live: Live) -> list[Route]:
    async def page(_: Request) -> Response:
        """The whole deck, with scripts that only this answer's nonce lets run."""
        nonce = secrets.token_urlsafe(16)
        parts = [more.part(live) for more in MORE]
        return HTMLResponse(live_page(live, nonce, parts), headers={"content-security-policy": policy(nonce)})

    async def slide(request: Request) -> Response:
        number = request.path_params["number"]
        found = next((slide for slide in live.shown.slides if slide.number == number), None)
        if found is None:
            raise HTTPException(404)
        return JSONResponse({"number": number, "digest": found.digest, "html": found.html})

    async def file(request: Request) -> Response:
        """A film that the deck shows, or its captions; in parts, where a player asks for those."""
        found = live.shown.files.get(request.path_params["name"])
        if found is None or not found.is_file():
            raise HTTPException(404)
        return FileResponse(found, headers={"cache-control": "no-cache"})

    async def at(request: Request) -> Response:
        """Which slide a page shows, which is then made first."""
        name, number = request.path_params["page"], request.path_params["number"]
        live.at.pop(name, None)
        live.at[name] = number
        while len(live.at) > 16:
            live.at.pop(next(iter(live.at)))
        return Response(status_code=204)

    async def events(_: Request) -> Response:
        if live.is_full:
            return Response("too many pages listen", 503, {"retry-after": "10"})

        async def told() -> AsyncIterator[bytes]:
            browser = Browser()
            live.join(browser)
            try:
                yield RETRY
                waiting: list[tuple[str, object]] = live.greeting()
                while True:
                    for name, data in waiting:
                        yield as_event(name, data)
                    try:
                        event = await asyncio.wait_for(browser.next(), HEARTBEAT)
                    except TimeoutError:
                        waiting = []
                        yield b": still here\n\n"
                        continue
                    if event is None:
                        return
                    waiting = live.greeting() if event[0] == "behind" else [event]
            finally:
                live.leave(browser)

        return StreamingResponse(told(), media_type="text/event-stream")

    return [
        Route("/", page),
        Route("/events", events),
        Route("/page/{number:int}", slide),
        Route("/films/{name}", file),
        Route("/at/{page:str}/{number:int}", at, methods=["POST"]),
    ]
