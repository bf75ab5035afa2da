"""The slides of remark.js, which xaringan makes of R Markdown: classes around words, two columns, steps and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build.imports.front import Front
from build.imports.lines import Line, Reading, with_code

_OPENS = re.compile(r"\s*\.(?P<name>[a-z][\w-]*)(?:\.[\w-]+)*\[(?P<rest>[^\]]*)")
_AROUND = re.compile(r"(?<![\w\\.])\.[a-z][\w-]*(?:\.[\w-]+)*\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?!\()")
_PROPERTY = re.compile(r"(?P<key>class|name|layout|count|template|exclude|background-[a-z]+):\s*(?P<value>.*)")
_PICTURE = re.compile(r"url\([\"']?([^\"')]+)[\"']?\)")
_LEFT = frozenset({"pull-left", "left-column", "left-code"})
_RIGHT = frozenset({"pull-right", "right-column", "right-plot"})


def is_remark(front: Front) -> bool:
    """Whether front matter says that xaringan makes the deck."""
    return any("xaringan::" in line.text for line in front.own)


def of_remark(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The same lines in pandoc's words."""
    reading.has_rulers = True
    slides: list[list[tuple[Line, bool]]] = [[]]
    for line, is_code in with_code(lines):
        if not is_code and re.fullmatch(r"---\s*", line.text):
            slides.append([(line, False)])
        else:
            slides[-1].append((line, is_code))
    return [line for slide in slides for line in _slide(slide, reading)]


def _slide(rows: Sequence[tuple[Line, bool]], reading: Reading) -> Iterator[Line]:
    opened: list[str] = []  # what stands between brackets now: left, right, or words
    notes, begun, columns = False, False, False
    last = rows[-1][0] if rows else None
    for line, is_code in rows:
        text = line.text
        if is_code:
            begun = True
            yield line
            continue
        if text.strip() and not text.startswith("---") and not begun:
            if found := _PROPERTY.fullmatch(text.strip()):
                yield from _property(found, line, reading)
                continue
            begun = True
        if re.fullmatch(r"\?\?\?\s*", text):
            notes = True
            yield from map(line.now, ("", "::: notes"))
        elif re.fullmatch(r"--\s*", text):
            yield from map(line.now, ("", ". . .", ""))
        elif text.strip() == "]" and opened:
            if opened.pop() != "words":
                yield from map(line.now, ("", ":::", ""))
        elif (found := _OPENS.fullmatch(text)) and found["name"]:
            side = found["name"] in _LEFT | _RIGHT
            opened.append("side" if side else "words")
            if side and not columns:
                columns = True
                yield from map(line.now, ("", ":::: columns"))
            yield from map(
                line.now, ("", "::: column", "", found["rest"].strip()) if side else (found["rest"].strip(),)
            )
        else:
            while (bare := _AROUND.sub(r"\1", text)) != text:
                text = bare
            yield line.now(text)
    if last and columns:
        closing = [":::" for name in opened if name == "side"]
        yield from map(last.now, ("", *closing, "::::", "")) if not notes else ()
    if last and notes:
        yield from map(last.now, ("", ":::", ""))


def _property(found: re.Match[str], line: Line, reading: Reading) -> Iterator[Line]:
    """What a slide says of its look; a picture behind it is one."""
    picture = _PICTURE.search(found["value"]) if found["key"] == "background-image" else None
    if picture:
        yield from map(line.now, ("", f"![]({picture[1]}){{.background}}", ""))
    else:
        reading.tell(line.where, f"{found['key']}:", look=True)
