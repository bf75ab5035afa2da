"""Front matter of other programs: the keys that mean something here, and those that are told once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from build.findings.diagnostic import Span
from build.parse.dialects import Dialect, Program
from engine.did_you_mean import nearest

# A key that only one program has names it.
NAMES_OF_PROGRAMS: Mapping[str, Program] = {
    "marp": "marp", "headingDivider": "marp", "paginate": "marp",
    "drawings": "slidev", "mdc": "slidev", "highlighter": "slidev", "routerMode": "slidev", "themeConfig": "slidev",
    "layout": "slidev", "lineNumbers": "slidev", "colorSchema": "slidev", "canvasWidth": "slidev",
    "slide-level": "pandoc", "format": "pandoc", "output": "pandoc", "institute": "pandoc", "colortheme": "pandoc",
    "header-includes": "pandoc", "aspectratio": "pandoc", "incremental": "pandoc",
    "revealjs-url": "pandoc", "execute": "pandoc",
    "revealOptions": "reveal", "verticalSeparator": "reveal",
}  # fmt: skip

_WORKED_OUT = re.compile(r"[\\`{}<>]|^(?:today|now|last-modified)$")


def take_foreign(values: dict[str, Any], ours: Collection[str], spans: Mapping[str, Span], dialect: Dialect) -> None:
    """Takes out of front matter what is not ours, and keeps in `dialect` what it says of slides.

    A key much like one of ours stays, for it is an error.

    foreign = "lang" | "incremental" | "subtitle" | "slide-level" | "headingDivider" | other
    """
    named = [NAMES_OF_PROGRAMS[key] for key in values if key in NAMES_OF_PROGRAMS and _is_on(values[key])]
    dialect.name = next(iter(named), dialect.name)
    if isinstance(authors := values.get("author"), list):
        values["author"] = [author for author in authors if author]
    if not any(map(str.isdigit, str(values.get("date", 0)))):  # "today"
        dialect.tell("date:", spans["date"])
        del values["date"]
    for key in [key for key in values if key not in ours]:
        if key == "lang":
            values.setdefault("language", values.pop(key))
            continue
        if not dialect.name and nearest(key, ours, sure=True):
            continue  # misspelt
        value = values.pop(key)
        if key == "incremental":
            values.update({"reveal": "points"} if _is_on(value) and "reveal" not in values else {})
        elif key == "subtitle" and isinstance(value, str):
            dialect.subtitle, dialect.subtitle_span = value, spans[key]
        elif key == "institute" and (words := _words(value)) and dialect.name not in ("marp", "slidev"):
            dialect.about.append((words, spans[key]))
        elif key in ("slide-level", "headingDivider") and str(value).strip() in "123456" and value:
            dialect.slide_level = int(value)
        elif dialect.name == "slidev" and key in ("layout", "image") and isinstance(value, str):
            dialect.first_slide[key] = (value, spans[key])
        elif key != "marp":
            dialect.tell(f"{key}:", spans[key])


def _words(value: Any) -> str:
    """What a key says of the deck; nothing where a program is to work it out, as `\\today`."""
    said = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    words = ", ".join(part for part in said if isinstance(part, str))
    return "" if _WORKED_OUT.search(words) else words


def _is_on(value: Any) -> bool:
    return not (isinstance(value, str) and value.casefold() in ("false", "no"))
