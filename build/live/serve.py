"""A live deck served to this machine until somebody ends it."""

from __future__ import annotations

import logging
import socket
from types import FrameType

import uvicorn

from build.live.deck_state import Live
from build.live.guard import LARGEST_HEAD, Connection
from build.live.server import app


class Server(uvicorn.Server):
    """On its own socket, without a word about each request; told to end, it ends at once."""

    def __init__(self, live: Live) -> None:
        self._live = live
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # what strangers send is no news
        super().__init__(
            uvicorn.Config(
                app(live), http=Connection, ws="none", lifespan="off", log_config=None, access_log=False,
                server_header=False, date_header=False, h11_max_incomplete_event_size=LARGEST_HEAD,
                timeout_graceful_shutdown=1,
            )
        )  # fmt: skip

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._close()
        super().handle_exit(sig, frame)

    def end(self) -> None:
        """End from another thread."""
        self._close()
        self.should_exit = True

    def _close(self) -> None:
        self._live.close()  # what browsers listen to would go on for ever
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what is still being answered is given up


def serve(live: Live, listener: socket.socket) -> None:
    """Answer browsers until Ctrl+C."""
    try:
        Server(live).run(sockets=[listener])
    except KeyboardInterrupt:  # which uvicorn raises again when it has ended
        return
