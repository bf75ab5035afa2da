"""Who may talk to the server: pages that it has given out itself, on this machine, which know the token.

Any page that a browser has open may send requests to a port of its machine, and a name may be bound anew to 127.0.0.1
while it does: so neither loopback nor the same origin policy is enough (CVE-2025-24010). Here the name asked for, the
page that asks and the token in the address are held to what they must be, before anything of the request is looked at.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import h11
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
HTTP = 80
LONGEST_ADDRESS = 2048  # bytes of path and query
LARGEST_HEAD = 16_384  # bytes of headers
LARGEST_BODY = 65_536  # bytes, where nothing else is said of a path
SLOWEST_BODY = 20.0  # seconds between two parts of a body
SLOWEST_HEAD = 10.0  # seconds in which a connection asks for something
MOST_CONNECTIONS = 200
GUESSES, GUESSING = 20, 10.0  # wrong tokens, and the seconds in which more of them are told to wait

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


def policy(nonce: str) -> str:
    """What a page may do whose scripts carry a nonce."""
    return f"{POLICY}; script-src 'nonce-{nonce}'"


def listener(port: int, *, others: int = 0) -> socket.socket:
    """A socket on loopback at a port, or at one of the next few. Raises OSError where none is free."""
    for candidate in range(port, port + others + 1):
        try:
            return socket.create_server((HOST, candidate), backlog=256)
        except OSError:
            if candidate == port + others:
                raise
    raise AssertionError("never")


class Guard:
    """In front of an app: refuses what is not of its own pages, and limits the rest.

    A foreign name or page is 403, a token that is none 404 without a hint, an address 414, a body 413. `bodies` are
    the paths that may take more bytes than most. `clock` gives seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: str,
        port: int,
        bodies: Mapping[str, int] | None = None,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = {f"{name}:{port}".encode() for name in (HOST, "localhost")}
        if port == HTTP:  # which browsers do not say
            self._hosts |= {HOST.encode(), b"localhost"}
        self._bodies = dict(bodies or {})
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._guesses: deque[float] = deque(maxlen=GUESSES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refused(scope)
            with suppress(ClientDisconnect):  # who goes in the midst of a body is no fault of the app's
                await (refused or self._app)(scope, _in_time(receive), _with_headers(send))

    def _refused(self, scope: Scope) -> Response | None:
        headers = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return PlainTextResponse("not a name of this server", 403)
        mine = b"http://" + hosts[0].lower()
        if any(value != mine for name, value in headers if name == b"origin"):
            return PlainTextResponse("not a page of this server", 403)
        if _is_taken_by_another_site(scope["method"], dict(headers)):
            return PlainTextResponse("not a page of this server", 403)
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return PlainTextResponse("the address is too long", 414)
        if sum(len(name) + len(value) for name, value in headers) > LARGEST_HEAD:
            return PlainTextResponse("the headers are too long", 431)
        return self._without_token(scope) or self._too_large(scope)

    def _without_token(self, scope: Scope) -> Response | None:
        first, slash, _ = scope["path"].removeprefix("/").partition("/")
        if not hmac.compare_digest(first.encode("utf-8", "surrogatepass"), self._token):
            now = self._clock()
            if len(self._guesses) == GUESSES and now - self._guesses[0] < GUESSING:
                return PlainTextResponse("Too Many Requests", 429, {"retry-after": str(int(GUESSING))})
            self._guesses.append(now)
            return PlainTextResponse("Not Found", 404)
        if not slash:
            return RedirectResponse(f"/{first}/")
        scope["root_path"] = f"/{first}"
        return None

    def _too_large(self, scope: Scope) -> Response | None:
        """Refused by what the request says of its body; the protocol holds it to that."""
        said = dict(scope["headers"])
        if b"transfer-encoding" in said:
            return PlainTextResponse("Length Required", 411, {"connection": "close"})
        most = self._bodies.get(scope["path"].removeprefix(scope["root_path"]), LARGEST_BODY)
        length = said.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            return PlainTextResponse("Content Too Large", 413, {"connection": "close"})
        return None


def _is_taken_by_another_site(method: str, headers: Mapping[bytes, bytes]) -> bool:
    """Whether another site's page wants a picture, a script or a frame of ours; it may lead to ours by a link."""
    link = method == "GET" and headers.get(b"sec-fetch-mode") == b"navigate"
    led = link and headers.get(b"sec-fetch-dest") == b"document"
    return headers.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none") and not led


def _in_time(receive: Receive) -> Receive:
    """Does not wait for ever for the rest of a body."""
    whole = False

    async def received() -> Message:
        nonlocal whole
        if whole:  # what comes now is that the browser has gone
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), SLOWEST_BODY)
        except TimeoutError:
            raise HTTPException(408, headers={"connection": "close"}) from None
        whole = not message.get("more_body", False)
        return message

    return received


def _with_headers(send: Send) -> Send:
    """What every answer says of itself, where it does not say so otherwise."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", ())}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sent


class Connection(H11Protocol):
    """A connection that is refused in a word where there are too many, and closed where it begins to ask and goes on
    for ever; between two requests uvicorn closes it."""

    patience = SLOWEST_HEAD

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._silence: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.write(
                b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\nconnection: close\r\n"
                b"content-type: text/plain; charset=utf-8\r\ncontent-length: 20\r\n\r\ntoo many connections"
            )
            transport.close()
            return
        self._silence = self.loop.call_later(self.patience, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._asks()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._asks()
        elif self._silence is None:  # a part of the next request
            self._silence = self.loop.call_later(self.patience, self.transport.close)

    def on_response_complete(self) -> None:
        self._asks()
        super().on_response_complete()

    def _asks(self) -> None:
        if self._silence:
            self._silence.cancel()
        self._silence = None
