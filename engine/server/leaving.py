"""Answers whose clients may go away: then what is still to be made of them is not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from fastapi import Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from engine.server.answering import Answering
from engine.server.store import Json


class Stream(StreamingResponse):
    """An answer as events. Whenever its client goes, before the first event too, what is left of it is aborted."""

    def __init__(self, answering: Answering) -> None:
        super().__init__(answering.events(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        self._answering = answering

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._answering.leave()


async def unless_left(request: Request, body: Awaitable[Json]) -> Response:
    """The body, unless its client goes away first: then its request is aborted."""
    making = asyncio.ensure_future(body)
    leaving = asyncio.create_task(_leaves(request))
    try:
        await asyncio.wait({making, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not making.done():
            return Response(status_code=499)
        return JSONResponse(making.result())
    finally:
        for task in (making, leaving):
            task.cancel()
        await asyncio.gather(making, leaving, return_exceptions=True)


async def _leaves(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
