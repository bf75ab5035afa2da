"""What a film says in words, with its times, as a browser's `<track>` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Caption(NamedTuple):
    """Words, and the seconds between which they can be read."""

    words: str
    start: float
    end: float


def web_vtt(captions: Iterable[Caption]) -> str:
    """A WebVTT file, a cue a caption (https://www.w3.org/TR/webvtt1/)."""
    cues = (
        f"\n{number}\n{_time(caption.start)} --> {_time(caption.end)}\n{_escaped(caption.words)}\n"
        for number, caption in enumerate(captions, start=1)
    )
    return "WEBVTT\n" + "".join(cues)


def _time(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def _escaped(words: str) -> str:
    """Words in one line, without what WebVTT takes for marks."""
    return " ".join("".join(ESCAPED.get(letter, letter) for letter in words).split())
