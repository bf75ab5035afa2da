"""What a deck takes from other files: Quarto's includes, Slidev's pages and snippets."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from build.imports.lines import Line, Reading, lines_of, text_of, with_code

_INCLUDE = re.compile(r"\s*\{\{<\s*include\s+(?P<path>\S+?)\s*>\}\}\s*")
_SNIPPET = re.compile(r"<<<\s*(?P<path>[^\s{]+)(?:\s+(?P<info>.*))?")
_SRC = re.compile(r"src:\s*[\"']?(?P<path>[^\s\"'#]+)")
_NEST = 8  # files in files
_MOST = 500  # files in all


def with_included(lines: Sequence[Line], reading: Reading, within: tuple[Path, ...] = ()) -> list[Line]:
    """Quarto's includes and Slidev's pages and snippets, as they stand in their files."""
    made: list[Line] = []
    for line, is_code in with_code(lines):
        if not is_code and (found := _INCLUDE.fullmatch(line.text)):
            made += _file(found["path"], line, reading, within) or []
        elif is_code or reading.program != "slidev":
            made.append(line)
        elif found := _SNIPPET.match(line.text):
            made += _snippet(found, line, reading)
        elif (found := _SRC.match(line.text)) and _is_option(made):
            pages = _file(found["path"].partition("#")[0], line, reading, within)
            made += _pages(made, pages) if pages is not None else []
        else:
            made.append(line)
    return made


def _file(path: str, line: Line, reading: Reading, within: tuple[Path, ...]) -> list[Line] | None:
    file = reading.file(path.removeprefix("/"))
    if file is None:
        reading.tell(line.where, f"the file '{path}'", "it is not there, or outside the deck's folder")
        return None
    if file in (Path(os.path.realpath(reading.path)), *within):
        reading.tell(line.where, f"the file '{path}'", "it stands in itself")
        return None
    if reading.included >= _MOST or len(within) >= _NEST:
        reading.tell(line.where, f"the file '{path}'", f"{_MOST} files are the most, {_NEST} in each other")
        return None
    reading.included += 1
    try:
        return with_included(lines_of(text_of(file), file), reading, (*within, file))
    except (OSError, ValueError) as error:
        reading.tell(line.where, f"the file '{path}'", str(error).split("\n")[0])
        return None


def _is_option(made: Sequence[Line]) -> bool:
    """Whether a line stands in a slide's front matter: keys alone are between it and a ruler."""
    for line in reversed(made):
        if re.fullmatch(r"-{3,}\s*", line.text):
            return True
        if not re.match(r"[\w-]+\s*:|\s+\S|#|\s*$", line.text):
            return False
    return True


def _pages(made: list[Line], pages: list[Line]) -> list[Line]:
    """The slides of another file in place of the slide that names it."""
    while made and not re.fullmatch(r"-{3,}\s*", made[-1].text):
        made.pop()
    if made:
        made.pop()
    opens = bool(pages) and re.fullmatch(r"-{3,}\s*", next((page.text for page in pages if page.text.strip()), ""))
    ruler = Line("---", pages[0].where if pages else "")
    return [*([] if opens else [ruler, ruler.now("")]), *pages, ruler.now(""), ruler]


def _snippet(found: re.Match[str], line: Line, reading: Reading) -> list[Line]:
    path, _, region = found["path"].partition("#")
    file = reading.file(path.removeprefix("@/").removeprefix("/"))
    if file is None:
        reading.tell(line.where, f"the code of '{path}'", "it is not there, or outside the deck's folder")
        return []
    text = file.read_text(encoding="utf-8", errors="replace").rstrip("\n").split("\n")
    if region:
        first = next((i for i, row in enumerate(text) if f"region {region}" in row), -1)
        end = next((i for i, row in enumerate(text) if i > first >= 0 and "endregion" in row), len(text))
        text = text[first + 1 : end]
    info = found["info"] or ""
    language = "" if re.match(r"\w", info) else file.suffix.removeprefix(".")
    return [line.now(f"````{language} {info}".rstrip()), *map(line.now, text), line.now("````")]
