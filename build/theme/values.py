"""What each value of a theme's file must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from build.theme.contrast import LARGE, TEXT
from build.theme.tokens import Marker
from build.theme.toml_places import Key
from engine.did_you_mean import nearest

LADDERS = (  # sizes that a text may have, from the least to the largest
    ("title_slide_floor", "title_slide"), ("title_floor", "title"), ("subtitle_floor", "subtitle"),
    ("annotation_floor", "annotation"), ("annotation", "annotation_max"), ("beginner_floor", "beginner"),
    ("wisdom_floor", "wisdom"), ("table_floor", "table"), ("frame_floor", "frame_label"),
)  # fmt: skip
NEEDED = {  # what each table must have
    "color": tuple(dict.fromkeys((*TEXT, *(ink for inks in TEXT.values() for ink in inks), *LARGE))),
    "variant.*": ("fill", "tint", "ink", "label", "marker"),
    "ramp": ("sequential",),
    "syntax": ("Token",),
    "font": ("display", "body", "mono"),
    "font.*": ("name", "twin"),
    "size": tuple(dict.fromkeys(size for ladder in LADDERS for size in ladder)),
    "spacing": ("single",),
    "shadow.*": ("blur", "distance", "alpha"),
}


# The rest of a sentence that begins with the value, or nothing where it is fine; given the whole theme's data.
Check = Callable[[Any, Mapping[str, Any]], str]


def _color(value: Any, _: Mapping[str, Any]) -> str:
    fine = isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value)
    return "" if fine else "is not a colour like #1A365D"


def _token(value: Any, data: Mapping[str, Any]) -> str:
    if isinstance(value, str) and value in data["color"]:
        return ""
    likely = nearest(value, data["color"]) if isinstance(value, str) else None
    return "is not a colour of [color]" + (f"; did you mean {likely!r}?" if likely else "")


def _ramp(value: Any, data: Mapping[str, Any]) -> str:
    if not isinstance(value, list) or len(value) < 2:
        return "is not a list of colours from few to many"
    return next((f"has {one!r}, which {wrong}" for one in value if (wrong := _token(one, data))), "")


def _marker(value: Any, _: Mapping[str, Any]) -> str:
    return "" if value in get_args(Marker) else f"is not one of {', '.join(get_args(Marker))}"


def _words(value: Any, _: Mapping[str, Any]) -> str:
    return "" if isinstance(value, str) and value.strip() else "is not a name"


def _number(low: float, high: float) -> Check:
    def check(value: Any, _: Mapping[str, Any]) -> str:
        fine = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return "" if fine else f"is not a number from {low:g} to {high:g}"

    return check


CHECKS: Mapping[str, Check] = {
    "color.*": _color,
    "variant.*.marker": _marker,
    "variant.*.*": _token,
    "ramp.sequential": _ramp,
    "syntax.*": _token,
    "font.*.advance": _number(0.2, 1.5),  # em
    "font.*.*": _words,
    "size.*": _number(6, 200),  # points
    "spacing.*": _number(0.8, 3),
    "shadow.*.alpha": _number(0, 1),
    "shadow.*.*": _number(0, 100),  # points
}


def check_of(key: Key) -> Check:
    """The first check whose pattern the key has."""
    for pattern, check in CHECKS.items():
        parts = pattern.split(".")
        if len(parts) == len(key) and all(one in ("*", other) for one, other in zip(parts, key, strict=True)):
            return check
    return lambda *_: "has no place here"
