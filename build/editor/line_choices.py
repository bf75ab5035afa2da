"""Completion of what begins a line or stands behind a label: labels, kinds, scenes, icons, anchors, ways, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from build.documents.section_parts import LABELS as OF_GUIDES
from build.editor.choice import MOST, Choice, What, fitting
from build.editor.names import Names
from build.editor.point import Point
from build.files.pictures_named import FILM, PICTURES
from build.layout.slide_parts import KINDS as PARTS
from build.parse.anchor import has_anchor
from build.parse.blocks import SourceLine
from build.parse.content_kinds import CONTENT_KINDS
from build.parse.kinds import KINDS
from build.parse.labels import LABELS, Label, match_label
from build.questions.labels import LABELS as OF_QUIZZES
from build.questions.parse import KINDS as QUESTION_KINDS
from build.spec.deck import Kind

_BEGUN = re.compile(r"(?:\*\*)?(?P<typed>(?:[A-Za-z][\w'’ -]{0,40})?)$")
_UP_TO_COLON = re.compile(r"[\w'’ ()%-]*:")
_ICON = re.compile(r"^#{2,3} .*\(\s*icon\s*:\s*(?P<typed>[\w-]*)$", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*(?P<typed>[^)\s]*)$")
_SEE = re.compile(r"^(?:\*\*)?See:(?:\*\*)?\s*(?:[^,;]*[,;]\s*)*(?P<typed>[^,;]*)$")
_SLIDE = re.compile(r"(?P<deck>[\w-]+)\s+slide\s+(?P<typed>\d*)$")
_HEADING = re.compile(r"## Slide (?P<number>\d{1,4}): (?P<title>.*)")
_WRITTEN = {"LEFT - CODE": "LEFT (60%) - CODE:", "RIGHT - FLOW": "RIGHT (40%) - FLOW:", "Hour": "Hour 1: "}
_ANCHOR_PARTS = {"Asset: ": "files below labs/", "Objective: ": "what to find out", "Pre-req: ": "other labs, or None"}
_LISTED = 500  # files of a folder


def label_choices(point: Point, names: Names) -> list[Choice] | None:
    """Labels, where a line begins as one may."""
    begun = _BEGUN.match(point.ahead)
    if begun is None:
        return None
    said = labels_of(point.written.kind)
    rest = _UP_TO_COLON.match(point.behind)
    start, end = point.column - len(begun["typed"]), point.column + (rest.end() if rest else 0)
    return [
        Choice(
            name=name, insert=_WRITTEN.get(name, f"{name}: "), start=start, end=end, what="label", says=said[name]
        )
        for name in fitting(said, begun["typed"])
    ]  # fmt: skip


def labels_of(kind: Kind) -> Mapping[str, str]:
    """The labels of decks, guides or quizzes, with what each is for."""
    if kind == "deck":
        return {label.name: _says(label) for label in LABELS}
    return OF_QUIZZES if kind == "quiz" else dict.fromkeys(OF_GUIDES, "")


def said_of(label: str) -> str:
    """What a label is for."""
    known = next((one for one in LABELS if one.name == label), None)
    return _says(known) if known else OF_QUIZZES.get(label, "")


def _says(label: Label) -> str:
    return (label.rule.__doc__ or "").strip().partition("\n")[0].partition(", which `")[0]


def value_choices(point: Point, names: Names, spec: Path) -> list[Choice] | None:
    """What can stand behind a label that takes a name."""
    if see := _SEE.match(point.ahead):
        return list(_ways(point, see["typed"], names))
    if has_anchor(point.ahead):
        return _of_anchor(point, names, spec)
    found = match_label(SourceLine(point.line, 1, point.whole))
    if found is None or point.column < found.value.column:
        return None
    typed = point.ahead[found.value.column - 1 :].lstrip("` ")
    kind, name = point.written.kind, found.label.name if found.label else ""
    if kind == "quiz":
        return offer(point, typed, dict.fromkeys(QUESTION_KINDS, ""), "value") if found.name.text == "Kind" else None
    if name == "Type":
        kinds = dict.fromkeys(KINDS, "") | {name: its.holds for name, its in CONTENT_KINDS.items()}
        return offer(point, typed, kinds, "value")
    if name in ("Hidden", "Draft", "Morph"):
        return offer(point, typed, {"yes": ""}, "value")
    if name == "Reveal":
        parts = {part.several: "a part of a slide" for part in PARTS} | {"each": "every part", "each point": "of lists"}
        return offer(point, typed.rpartition(",")[2].lstrip(), parts, "value")
    if name == "Animation Asset":
        scenes = {film.name: f"shows {', '.join(film.facts)}" for film in names.films.values()}
        return offer(point, typed, scenes, "value")
    return None


def inline_choices(point: Point, names: Names, spec: Path) -> list[Choice] | None:
    """Icons of headings, and pictures."""
    if icon := _ICON.match(point.ahead):
        return offer(point, icon["typed"], dict.fromkeys(names.icons, ""), "icon")
    if picture := _PICTURE.search(point.ahead):
        return offer(point, picture["typed"], files_beside(spec, (*PICTURES, FILM)), "file")
    return None


def files_beside(spec: Path, suffixes: Iterable[str]) -> dict[str, str]:
    """Files in a spec's folder and in the folders of it, as the spec names them."""
    wanted, found = tuple(suffixes), dict[str, str]()
    folder = spec.parent
    for pattern in ("*.*", "*/*.*"):
        for file in sorted(folder.glob(pattern))[:_LISTED]:
            if file.suffix.lower() in wanted and " " not in file.name:
                found[file.relative_to(folder).as_posix()] = ""
    return found


def offer(point: Point, typed: str, said: Mapping[str, str], what: What, *, colon: bool = False) -> list[Choice]:
    """Those of some names, with what is said of each, that what is typed may become; a key gets its `colon`."""
    word = re.match(r"[\w./-]*", point.behind)
    start, end = point.column - len(typed), point.column + (word.end() if word else 0)
    mark = ": " if colon and not point.whole[end - 1 :].lstrip().startswith(":") else ""
    return [
        Choice(name=name, insert=name + mark, start=start, end=end, what=what, says=said[name])
        for name in fitting(said, typed)[:MOST]
    ]


def _of_anchor(point: Point, names: Names, spec: Path) -> list[Choice]:
    """What stands in `[Hands-on Anchor: … | Asset: … | Pre-req: …]`."""
    inside = re.split(r"hands-on anchor\s*:", point.ahead, flags=re.IGNORECASE)[-1]
    if "]" in inside or "|" not in inside:
        return []
    part = inside.rpartition("|")[2].lstrip()
    key, colon, value = part.partition(":")
    typed = re.split(r"[;,]", value)[-1].lstrip()
    if not colon:
        return offer(point, part, _ANCHOR_PARTS, "key")
    if key.strip().casefold().startswith("asset"):
        return offer(point, typed, dict.fromkeys(names.assets, ""), "file")
    if key.strip().casefold().startswith("pre"):
        anchors = {name: anchor.objective.plain for name, (_, anchor) in names.anchors(spec).items()}
        return offer(point, typed, anchors, "anchor")
    return []


def _ways(point: Point, typed: str, names: Names) -> Iterator[Choice]:
    """Slides of the course's decks, labs, and other documents."""
    if slide := _SLIDE.match(typed):
        yield from offer(point, slide["typed"], _slides(slide["deck"], names), "value")
        return
    decks = {f"{name.partition('_')[0]} slide ": f"a slide of {name}" for name in names.places.decks}
    documents = dict.fromkeys(names.places.documents, "")
    yield from offer(point, typed, {**decks, **names.places.labs, **documents}, "anchor")


def _slides(deck: str, names: Names) -> dict[str, str]:
    spec = next((spec for name, spec in names.places.decks.items() if name.startswith(deck)), None)
    try:
        lines = spec.read_text(encoding="utf-8", errors="replace").splitlines() if spec else []
    except OSError:
        lines = []
    return {found["number"]: found["title"] for line in lines if (found := _HEADING.match(line))}
