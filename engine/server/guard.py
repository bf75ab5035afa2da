"""What stands before every address: the key that is asked for, and how much a client may send."""

from __future__ import annotations

import hmac
import os

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.server.errors import ApiError

KEY = "COURSEWRIGHT_API_KEY"
"""The environment variable with the key that clients have to show; without it none is asked for."""

LARGEST_BODY = 4 << 20
LARGEST_FILE = 100 << 20


class Guard:
    """Refuses before anything is read, or while a body grows that did not say how long it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.key = app, os.environ.get(KEY) or None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = LARGEST_FILE + LARGEST_BODY if scope["path"] == "/v1/files" else LARGEST_BODY
        headers = dict(scope["headers"])
        size = headers.get(b"content-length", b"0")
        error = self._without_key(scope["path"], headers.get(b"authorization", b""))
        if error is None and size.isdigit() and int(size) > most:
            error = too_large(most)
        if error is not None:
            await error.response()(scope, receive, send)
            return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > most:
                raise too_large(most)
            return message

        async def answered(message: Message) -> None:
            if got <= most:
                await send(message)

        await self.app(scope, counted, answered)
        if got > most:  # whatever was made of the half that was read
            await too_large(most).response()(scope, receive, send)

    def _without_key(self, path: str, shown: bytes) -> ApiError | None:
        if self.key is None or not path.startswith("/v1/"):
            return None
        if hmac.compare_digest(shown, f"Bearer {self.key}".encode()):
            return None
        said = "the API key is not the right one" if shown else "an API key is needed: Authorization: Bearer …"
        return ApiError(401, said, code="invalid_api_key")


def too_large(most: int) -> ApiError:
    return ApiError(413, f"a body has up to {most:,} bytes here")
