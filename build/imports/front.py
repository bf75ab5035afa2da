"""Front matter of other programs: what it says of the deck, and what it says of the look, which is told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from build.imports.language import language_of
from build.imports.lines import Line, Reading
from build.parse.foreign_keys import NAMES_OF_PROGRAMS

_FENCE = re.compile(r"-{3,}\s*")
_KEY = re.compile(r"[A-Za-z_][\w.-]*\s*:(?:\s|$)")
_INSIDE = re.compile(r"[A-Za-z_][\w.-]*\s*:(?:\s|$)|\s+\S|[-#}\]]|\s*$")
_DAY = re.compile(r"\d")
_FORMATS = ("revealjs", "beamer", "pptx", "slidy", "html")


class _Plain(yaml.BaseLoader):
    """Reads no aliases: a few lines of them would be words without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


@dataclass
class Front:
    """What a deck says of itself. `own` are Slidev's options of the first slide, as they stand."""

    program: str = ""
    values: dict[str, Any] = field(default_factory=dict)  # of a spec's front matter
    subtitle: str = ""
    about: list[str] = field(default_factory=list)
    slide_level: int = 0
    separators: dict[str, str] = field(default_factory=dict)  # reveal-md's
    own: list[Line] = field(default_factory=list)
    incremental: bool = False
    echo: bool = True


def take_front(lines: list[Line], reading: Reading) -> tuple[Front, list[Line]]:
    """The front matter, and the lines behind it. YAML that cannot be read is told, and is left out."""
    front = Front()
    if taken := _toml(lines, front, reading):
        return front, lines[taken:]
    first = next((i for i, line in enumerate(lines) if line.text.strip()), 0)
    if not lines or not _FENCE.fullmatch(lines[first].text):
        return front, lines
    end = next(
        (i for i, line in enumerate(lines[first + 1 :], first + 1) if re.fullmatch(r"(?:-{3,}|\.{3})\s*", line.text)), 0
    )
    inside = lines[first + 1 : end]
    if (
        not end
        or not inside
        or not _KEY.match(next((line.text for line in inside if line.text.strip() and line.text[0] != "#"), ""))
    ):
        return front, lines
    if not all(_INSIDE.match(line.text) for line in inside):
        return front, lines  # a ruler, and words below it
    try:
        said = yaml.load("\n".join(line.text for line in inside), Loader=_Plain)
    except (yaml.YAMLError, RecursionError, ValueError):
        said = _by_lines(inside)
        for line in inside:
            if line.text.strip() and not _KEY.match(line.text):
                reading.tell(line.where, f"front matter that is not YAML: {line.text.strip()[:200]}")
    places = {found[0].rstrip(": \t"): line.where for line in inside if (found := _KEY.match(line.text))}
    _read(said if isinstance(said, dict) else {}, places, lines[first].where, front, reading)
    front.own = inside
    return front, lines[end + 1 :]


def _toml(lines: list[Line], front: Front, reading: Reading) -> int:
    """Front matter between two lines `+++`, as Hugo has it; how many lines it takes, 0 where there is none."""
    first = next((i for i, line in enumerate(lines) if line.text.strip()), 0)
    if not lines or lines[first].text.strip() != "+++":
        return 0
    end = next((i for i, line in enumerate(lines[first + 1 :], first + 1) if line.text.strip() == "+++"), 0)
    try:
        said = tomllib.loads("\n".join(line.text for line in lines[first + 1 : end]))
    except tomllib.TOMLDecodeError:
        return 0
    flat = {key: str(value) if not isinstance(value, (dict, list)) else value for key, value in said.items()}
    _read(flat, {}, lines[first].where, front, reading)
    return end + 1 if end else 0


def _by_lines(lines: list[Line]) -> dict[str, str]:
    """`key: words` lines as they stand."""
    pairs = (line.text.split(":", 1) for line in lines if _KEY.match(line.text))
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def _read(said: Mapping[str, Any], places: Mapping[str, str], where: str, front: Front, reading: Reading) -> None:
    names = {NAMES_OF_PROGRAMS[key] for key in said if key in NAMES_OF_PROGRAMS}
    front.program = "marp" if "marp" in names else "slidev" if "slidev" in names else next(iter(sorted(names)), "")
    inner = [value for key in ("format", "output") if isinstance(value := said.get(key), dict)]
    nested = [
        value
        for one in inner
        for key, value in one.items()
        if str(key).startswith(_FORMATS) and isinstance(value, dict)
    ]
    flat: dict[str, Any] = {}
    for one in (*nested, said):
        flat |= {str(key): value for key, value in one.items()}
    for key, value in flat.items():
        place = places.get(key, where)
        words = _words(value)
        match key:
            case "title" | "pagetitle" | "title-slide" if words and "title" not in front.values:
                front.values["title"] = words
            case "subtitle" if words:
                front.subtitle = words
            case "author" | "authors":
                if names_of := _names(value):
                    front.values["author"] = ", ".join(names_of)
            case "date":
                if _DAY.search(words) and not re.search(r"[`\\{]", words):
                    front.values["date"] = words
                elif words:
                    reading.tell(place, f"date: {words}", "write the day", look=True)
            case "institute" | "institution" | "affiliation" if words and not re.search(r"[\\{]", words):
                front.about.append(words)
            case "lang" | "language" if language := language_of(words):
                front.values["language"] = language
            case "footer" if words:
                front.values["footer"] = words
            case "slide-level" | "headingDivider" | "slide_level" if str(value).strip() in "123456" and value:
                front.slide_level = int(value)
            case "incremental":
                front.incremental = words in ("true", "yes")
            case "separator" | "verticalSeparator" | "notesSeparator" if words:
                front.separators[key] = words
            case "execute" if isinstance(value, dict):
                front.echo = _words(value.get("echo", "true")) != "false"
            case "marp" | "format" | "output" | "layout" | "image" | "hide" | "disabled" | "src" | "type":
                pass
            case "header" | "abstract" | "keywords" | "info" | "description" if words:
                reading.tell(place, f"{key}: {words[:120]}", "no slide of a spec shows it", look=key != "header")
            case _ if value not in ("", None, [], {}):
                reading.tell(place, f"{key}:", look=True)


def _words(value: Any) -> str:
    """A value's words without tags and marks of Markdown; nothing of a list or a mapping."""
    if not isinstance(value, str):
        return ", ".join(filter(None, map(_words, value))) if isinstance(value, list) else ""
    bare = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", re.sub(r"<[^<>]*>", " ", value))
    bare = re.sub(r"(\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`)", "", bare)
    return " ".join(re.sub(r"\\\\|\\newline\b", " ", bare).split())


def _names(value: Any) -> list[str]:
    """Who wrote it, whether it is a name, a list of names, or a list of mappings with names."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one)]
    if isinstance(value, dict):
        name = value.get("name", value)
        if isinstance(name, dict):
            said = [_words(name.get(part, "")) for part in ("literal", "given", "family")]
            return [" ".join(filter(None, said))] if any(said) else [_words(str(key)) for key in value][:1]
        return [_words(name)] if _words(name) else []
    return [words] if (words := _words(value)) else []
