"""A deck that is being written, as browsers see it now, and who is told when that changes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from build.files.build_cache import digest
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.spec.said import ENGLISH, Said
from build.spec.tool_words import ENGLISH_TOOLS, ToolWords, tools_of
from build.theme.choose import load_theme

if TYPE_CHECKING:
    from build.drawing.page import Book
    from build.files.wanted import Wanted
    from build.spec.deck import Deck
    from build.theme.tokens import Theme
    from engine.ledger import Ledger

WAITING = 64  # events that a slow browser may be behind; then it is told how the deck stands, and asks for the rest
MOST_BROWSERS = 64

Event = tuple[str, Any]  # its name, and what JSON can say


@dataclass(frozen=True)
class ShownSlide:
    """A slide as browsers have it. `good`: nothing on it is wrong; `kept`: it is older than what the spec says."""

    number: int
    title: str
    html: str
    good: bool = True
    kept: bool = False

    @property
    def digest(self) -> str:
        """What tells whether a browser has this slide."""
        return digest(self.html)[:16]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What was made of the spec last, with all that was found wrong; before anything could be made, no slides."""

    slides: tuple[ShownSlide, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    failure: str = ""  # why nothing could be made, where that is of no place
    book: Book | None = None
    deck: Deck | None = None
    ledger: Ledger | None = None
    theme: Theme | None = None
    files: Mapping[str, Path] = field(default_factory=dict)  # the films and their captions that the deck shows, by name

    @property
    def title(self) -> str:
        return self.book.title if self.book else ""

    @property
    def order(self) -> Sequence[Mapping[str, Any]]:
        """What a browser needs to find out which of its slides are not of today."""
        return [{"number": slide.number, "digest": slide.digest} for slide in self.slides]

    @property
    def told(self) -> Mapping[str, Any]:
        """What is wrong, as browsers show it: errors first, and on which slide each is."""
        order = sorted(
            dict.fromkeys(self.findings), key=lambda found: (found.severity != "error", found.path, found.span)
        )
        rows = [{**found.as_data(), "text": found.line_text, "slide": self.slide_of(found)} for found in order]
        kept = [slide.number for slide in self.slides if slide.kept]
        return {"findings": rows, "failure": self.failure, "kept": kept}

    def slide_of(self, found: Diagnostic) -> int:
        """The slide in whose lines a finding is; 0 for one that is elsewhere."""
        if self.deck is None or found.path != self.deck.path:
            return 0
        before = [slide for slide in self.deck.slides if slide.span.line <= found.span.line]
        return max(before, key=lambda slide: slide.span.line).number if before else 0


class Listener(Protocol):
    """Whoever is told of changes."""

    def send(self, event: Event | None) -> None:
        """An event, or None as the last; from any thread, and without waiting."""


class Browser:
    """One page that listens. Events go to it from any thread, and never wait for it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._behind = False

    def send(self, event: Event | None) -> None:
        """An event for the loop in which this browser is served."""
        try:
            self._loop.call_soon_threadsafe(self._put, event)
        except RuntimeError:  # its loop has ended, and so has it
            return

    async def next(self) -> Event | None:
        """The next event, `("behind", None)` where too many were lost, None at the end."""
        if self._behind:
            self._behind = False
            return ("behind", None)
        return await self._queue.get()

    def _put(self, event: Event | None) -> None:
        if event is not None and self._queue.qsize() >= WAITING:
            while not self._queue.empty():
                self._queue.get_nowait()
            self._behind = True
            return
        self._queue.put_nowait(event)


class Live:
    """One deck in `coursewright live`: what is shown, where it is from, and the browsers that show it.

    `shown` is replaced as a whole, by the thread that builds. What else the server does brings its own routes
    (`build.live.server`) and tells browsers by `broadcast`; what a browser that comes later must know too, a function
    in `greetings` says.
    """

    def __init__(self, spec: Path, wanted: Wanted, *, token: str, port: int) -> None:
        self.spec = spec
        self.wanted = wanted
        self.token = token
        self.port = port
        self.shown = Shown()
        self.greetings: list[Callable[[], Iterable[Event]]] = []
        self.at: dict[str, int] = {}  # the slide that each page of a browser shows
        self.closed = False
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    @property
    def theme(self) -> Theme:
        """The look of the pages; the product's where the deck's own could never be read."""
        return self.shown.theme or load_theme(THEME)

    @property
    def said(self) -> Said:
        """The words of the deck; English ones where it could never be read."""
        return self.shown.deck.said if self.shown.deck else ENGLISH

    @property
    def tools(self) -> ToolWords:
        """The words of panels, in the same language."""
        return tools_of(self.shown.deck) if self.shown.deck else ENGLISH_TOOLS

    def broadcast(self, event: str, data: Any) -> None:
        """Tell every browser, from any thread. `data` is what JSON can say."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.send((event, data))

    def greeting(self) -> list[Event]:
        """All that a browser must know that has heard nothing, or too little."""
        shown = self.shown
        deck: Event = ("deck", {"slides": shown.order, "title": shown.title, "moved": {}})
        return [deck, ("findings", shown.told), *(event for greet in self.greetings for event in greet())]

    @property
    def is_full(self) -> bool:
        """Whether no more browsers may listen."""
        return self.closed or len(self._listeners) >= MOST_BROWSERS

    def join(self, listener: Listener) -> None:
        """Tell it of all that changes from now on."""
        with self._lock:
            self._listeners.add(listener)
            ended = self.closed
        if ended:
            listener.send(None)

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End what every browser listens to."""
        with self._lock:
            self.closed, listeners = True, tuple(self._listeners)
        for listener in listeners:
            listener.send(None)


def as_event(event: str, data: Any) -> bytes:
    """An event as it goes over the line: https://html.spec.whatwg.org/multipage/server-sent-events.html."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {event}\ndata: {text}\n\n".encode("utf-8", "replace")
