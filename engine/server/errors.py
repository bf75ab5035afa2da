"""What a client reads when something is wrong: OpenAI's shape of an error, with the status that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

BUSY_FOR = 1
"""Seconds after which a refused client may try again."""

BRANCH = "‹"
"""Begins the name of one of several types that a field may have, which no client has written."""


class Told(BaseModel):
    """What a client reads of an error."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorBody(BaseModel):
    error: Told


DOCUMENTED: dict[int | str, dict[str, Any]] = {
    kind: {"model": ErrorBody, "description": says}
    for kind, says in (("4XX", "What is wrong with the request."), ("5XX", "What went wrong in the server."))
}
"""Every address may answer so."""

STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The answer, or its events.", "content": {"text/event-stream": {}}}
}
"""And those that answer as events, where they are asked for."""


@dataclass(slots=True)
class ApiError(Exception):
    """A sentence, the parameter that it is about, and a word for programs."""

    status: int
    message: str
    param: str | None = None
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> JSONResponse:
        return JSONResponse(self.body(), self.status, dict(self.headers))

    def body(self) -> dict[str, Any]:
        kind = KINDS.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        param = None if self.param is None else _sendable(self.param)
        return {"error": {"message": _sendable(self.message), "type": kind, "param": param, "code": self.code}}


KINDS = {401: "authentication_error", 429: "rate_limit_error"}


def refused(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    """A request that cannot be answered as it is."""
    return ApiError(400, message, param, code)


def not_found(what: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(404, what, param, code)


def busy(message: str) -> ApiError:
    return ApiError(429, message, code="rate_limit_exceeded", headers={"Retry-After": str(BUSY_FOR)})


def wrong_field(errors: Sequence[Any]) -> tuple[str, str | None]:
    """The first thing that pydantic found wrong, as one sentence, and the field it is about."""
    first = errors[0]
    parts = [str(part) for part in first["loc"] if part != "body" and not str(part).startswith(BRANCH)]
    place, kind = ".".join(parts), first["type"]
    if kind == "json_invalid":
        return f"this is not JSON: {first['ctx']['error']}", None
    if kind == "extra_forbidden":
        return f"{place}: this server cannot do what it asks for, or does not know it; leave it out", place
    said = first["msg"].removeprefix("Value error, ")
    return (f"{place}: {said}", place) if place else (said, None)


async def of_ours(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return error.response()


async def of_validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return refused(*wrong_field(error.errors())).response()


async def of_http(_: Request, error: Exception) -> JSONResponse:
    """An unknown address, a method that it does not know, or a body that cannot be read."""
    assert isinstance(error, HTTPException)
    return ApiError(error.status_code, str(error.detail), headers=error.headers or {}).response()


async def of_anything(_: Request, error: Exception) -> JSONResponse:
    """A mistake of the server's own, which its log has in full."""
    return ApiError(500, f"the server made a mistake: {type(error).__name__}").response()


def _sendable(text: str) -> str:
    """A text without what JSON lets into a string and UTF-8 has no bytes for: halves of a surrogate pair."""
    return text.encode(errors="backslashreplace").decode()
