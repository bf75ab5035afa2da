"""A small deck in `coursewright live`: what it tells, and a server of it in a thread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from waiting import until

from build.files.course import course_of
from build.files.wanted import Wanted
from build.live.deck_state import Event, Live
from build.live.guard import listener
from build.live.page import slide_html
from build.live.rebuild import Rebuild
from build.live.serve import Server
from build.live.watch import Watch
from build.parse.source import read_source

TOKEN = "a-token-that-nobody-guesses"
SPEC = """\
---
title: A leaf
course: Biology
language: en
---
# A leaf

## Slide 1: Title - A leaf

Central Text:
- Chip: Part 1
- Title: A leaf
- Subtitle: How it makes sugar

Wisdom: "Look closely."

Minutes: 2

Notes:
Hold one up.

## Slide 2: Light - What it catches

- Red and blue, most of all
- Green goes by

Wisdom: "Ask why it is green."

Minutes: 3

## Slide 3: Water - What it drinks

- Through the roots
- Up the stem

Wisdom: "Water it."

Minutes: 3
"""


class Heard:
    """All that a deck has told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def send(self, event: Event | None) -> None:
        if event is not None:
            self.events.append(event)

    def taken(self) -> list[Event]:
        """What was told since this was asked last."""
        events, self.events = self.events, []
        return events


class LiveDeck:
    """A spec, made anew when a test says so."""

    def __init__(self, spec: Path, text: str = SPEC) -> None:
        spec.write_text(text, encoding="utf-8")
        self.spec = spec
        self.live = Live(spec, Wanted(course=course_of(spec)), token=TOKEN, port=0)
        self.busy = False  # whether something newer waits
        self.rebuild = Rebuild(self.live, slide_html, lambda: self.busy)
        self.heard = Heard()
        self.rebuild.again(read_source(spec))
        self.live.join(self.heard)

    def save(self, text: str | None = None, *, others: bool = False) -> list[Event]:
        """What is told when the spec, or something around it, is saved."""
        if text is not None:
            self.spec.write_text(text, encoding="utf-8")
        self.heard.taken()
        self.rebuild.again(read_source(self.spec), others=others, saved=12.5)
        return self.heard.taken()

    def html(self, number: int) -> str:
        return next(slide.html for slide in self.live.shown.slides if slide.number == number)


def numbers(events: list[Event]) -> list[int]:
    """The slides that events show."""
    return [data["number"] for name, data in events if name == "slide"]


def findings(events: list[Event]) -> dict[str, Any]:
    """What events say last of what is wrong."""
    return [data for name, data in events if name == "findings"][-1]


@contextmanager
def served(spec: Path, text: str = SPEC, *, wanted: Wanted | None = None) -> Iterator[Live]:
    """A deck, watched and served at a free port."""
    if text:
        spec.write_text(text, encoding="utf-8")
    with listener(0) as socket:
        live = Live(spec, wanted or Wanted(course=course_of(spec)), token=TOKEN, port=socket.getsockname()[1])
        watch, server = Watch(live, slide_html, lambda _: ()), Server(live)
        watch.start()
        thread = Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
        thread.start()
        try:
            until(lambda: server.started)
            yield live
        finally:
            server.end()
            thread.join(timeout=10)
            watch.stop()


def replace_file(path: Path, text: str) -> None:
    """Save as editors do: a new file under another name, which then takes the old one's place."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
