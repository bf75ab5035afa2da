"""The loop in a thread of its own, and many clients who wait for it without one."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass

from engine.serving.answer import Answer, Finish, Piece
from engine.serving.loop import Loop
from engine.serving.request import Request

log = logging.getLogger(__name__)


class BusyError(RuntimeError):
    """As many requests wait as may; another has to come again later."""


class StoppedError(RuntimeError):
    """The server is being shut down."""


class FailedError(RuntimeError):
    """An answer could not be finished: the model's numbers were not finite, or the machine ran out of memory."""


@dataclass(slots=True)
class Asked:
    """A request that the loop has taken: its answers as they grow, and where their pieces arrive.

    `untold` counts the answers whose last piece has not been handed on.
    """

    answers: list[Answer]
    pieces: asyncio.Queue[Piece]
    untold: int


class Worker:
    """Steps a loop while it has something to do; its clients live on an asyncio event loop.

    ```
    clients ── ask ──▶ inbox ──▶ thread: add, step, step … ──▶ each client's own queue
    ```
    Up to `max_waiting` requests may wait for their first row; more are refused, so that nobody waits for hours.
    A client that goes away, wherever it stands, has its request aborted and its blocks freed before the next step.
    """

    def __init__(self, loop: Loop, *, max_waiting: int = 64) -> None:
        self.loop, self.max_waiting = loop, max_waiting
        self.on_piece: Callable[[Answer, Piece], None] = lambda answer, piece: None
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._clients: dict[str, tuple[asyncio.AbstractEventLoop, Asked]] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="serving-loop", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """After the step that is being made; answers that are not finished end as aborted."""
        self._inbox.put(self._end)

    def stop(self) -> None:
        """Ends, and waits for it."""
        self.end()
        self._thread.join()
        self._empty_inbox()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def n_running(self) -> int:
        return sum(one.rows for one in self.loop.scheduler.running)

    @property
    def n_waiting(self) -> int:
        return len(self.loop.scheduler.waiting) + self._inbox.qsize()

    async def ask(self, request: Request) -> Asked:
        """Hands a request to the loop. Raises ValueError for one it cannot serve, BusyError if too many wait."""
        self._check_open()
        if self.n_waiting >= self.max_waiting:
            raise BusyError(f"{self.n_waiting} requests wait already; {self.max_waiting} may")
        here, taken = asyncio.get_running_loop(), Future[Asked]()

        def add() -> None:
            with suppress(InvalidStateError):  # its client has left already, and its `leave` comes next
                try:
                    self._check_open()
                    asked = Asked(self.loop.add(request), asyncio.Queue(), request.n)
                    self._clients[request.id] = here, asked
                    taken.set_result(asked)
                except Exception as error:  # whatever it is, it is this client's to hear
                    taken.set_exception(error)

        self._inbox.put(add)
        try:
            return await asyncio.wrap_future(taken)
        except asyncio.CancelledError:
            self.leave(request.id)
            raise

    async def pieces(self, request: Request, asked: Asked) -> AsyncIterator[Piece]:
        """What is made of all answers of a request, as it is made; aborts what is left of it if nobody goes on reading.

        Raises FailedError where the model could not go on, StoppedError where the server is shut down.
        """
        unfinished = request.n
        try:
            while unfinished:
                piece = await asked.pieces.get()
                unfinished -= piece.finish is not None
                if piece.finish == "failed":
                    raise FailedError("the model's numbers are no longer finite, or it ran out of memory")
                if piece.finish == "aborted":
                    raise StoppedError("the server is being shut down")
                yield piece
        finally:
            if unfinished:
                self.leave(request.id)

    def leave(self, request_id: str) -> None:
        """Nobody waits for this request any more."""

        def abort() -> None:
            self._clients.pop(request_id, None)
            self.loop.abort(request_id)

        self._inbox.put(abort)

    def _check_open(self) -> None:
        if self._stopping:
            raise StoppedError("the server is being shut down")

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._read_inbox()
                if not self._stopping and not self.loop.idle:
                    for piece in self.loop.step():
                        self._deliver(piece)
            except Exception:  # whatever it was: those who wait hear it, and the next ones are served
                log.exception("a step failed; the %d requests in it are given up", len(self._clients))
                self._fail_all()

    def _read_inbox(self) -> None:
        """All that clients have said; waits for a word while a step would do nothing."""
        now = self.loop.clock()
        wait = max(0.0, self.loop.wakes() - now) if not self.loop.idle else None
        with suppress(queue.Empty):
            self._inbox.get(timeout=min(wait, threading.TIMEOUT_MAX) if wait is not None else None)()
        self._empty_inbox()

    def _empty_inbox(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._inbox.get_nowait()()

    def _deliver(self, piece: Piece) -> None:
        client = self._clients.get(piece.request)
        if client is None:
            return
        here, asked = client
        answer = asked.answers[piece.index]
        self.on_piece(answer, piece)
        asked.untold -= piece.finish is not None
        if not asked.untold:
            del self._clients[piece.request]
        _hand_on(piece, here, asked)

    def _fail_all(self) -> None:
        for request_id in [*self._clients]:
            self._give_up(request_id, "failed")

    def _end(self) -> None:
        self._stopping = True
        for request_id in [*self._clients]:
            self._give_up(request_id, "aborted")

    def _give_up(self, request_id: str, why: Finish) -> None:
        here, asked = self._clients.pop(request_id)
        left, now = [one for one in asked.answers if not one.finish], self.loop.clock()
        with suppress(Exception):  # a loop that is out of joint keeps its blocks, but not its clients
            self.loop.abort(request_id)
        for answer in left:
            piece = Piece(request=request_id, index=answer.index, token=None, text="", at=now, finish=why)
            _hand_on(piece, here, asked)


def _hand_on(piece: Piece, here: asyncio.AbstractEventLoop, asked: Asked) -> None:
    with suppress(RuntimeError):  # its event loop is closed: nobody is there any more
        here.call_soon_threadsafe(asked.pieces.put_nowait, piece)
