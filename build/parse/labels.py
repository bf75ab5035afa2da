"""The labels of the spec language: this table is its guide.

A label stands at the start of a line, with brackets where it has an argument, and ends in a colon.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from build.parse.blocks import SourceLine
from build.parse.field import Field, Values
from build.parse.rules import animation as film
from build.parse.rules import code, common, concept, opening, practical, steps, takeaway
from engine.did_you_mean import nearest

Rule = Callable[[Field], Values]


@dataclass(frozen=True)
class Label:
    """`line` labels take one line only; `free` text may hold lines that look like labels; `many` may come
    again on one slide; `brackets` are read by the rule, or (layout) say only where a thing stands."""

    name: str
    rule: Rule
    also: tuple[str, ...] = ()
    line: bool = False
    free: bool = False
    many: bool = False
    brackets: bool = False


def _slide_type(field: Field) -> Values:
    """The slide's kind, which `build.parse.kinds` reads."""
    return {"type": field.take_text()}


LABELS: tuple[Label, ...] = (
    # every slide
    Label("Type", _slide_type, also=("Kind",), line=True),
    Label("Prompt", common.prompt, free=True),
    Label("Visual", common.visual, line=True),
    Label("Beginner's Corner", common.beginner, also=("Beginners Corner",)),
    Label("Hands-on Anchor", common.anchor),
    Label("Wisdom", common.wisdom),
    Label("Minutes", common.minutes, line=True),
    Label("Hidden", common.hidden, line=True),
    Label("Draft", common.draft, line=True),
    Label("Reveal", steps.reveal, line=True),
    Label("Morph", steps.morph, line=True),
    Label("Notes", common.notes, also=("Note",), free=True, many=True),
    # title, agenda
    Label("Central Text", opening.central_text),
    Label("Hour", opening.hour, many=True),
    Label("Timeline", opening.timeline),
    # concept
    Label("Extended Annotations", concept.extended_annotations, also=("Annotations",), brackets=True),
    # animation
    Label("Animation Asset", film.animation_asset),
    Label("Stages", film.stages),
    Label("Cues", film.cues),
    # practical, appendix, troubleshooting
    Label("Checklist", practical.checklist, also=("Before you start",), brackets=True),
    Label("Run", practical.run, also=("Commands",), brackets=True),
    Label("Results", practical.table, also=("Run order", "Log template", "Table"), brackets=True),
    # code
    Label("LEFT - CODE", code.left, brackets=True),
    Label("RIGHT - FLOW", code.right, brackets=True),
    # takeaway
    Label("Key Takeaways", takeaway.key_takeaways),
    Label("What You Can Now Do", takeaway.can_do, brackets=True),
    Label("Next", takeaway.next_session),
)

# Labels that make no kind of slide.
FOR_ALL = frozenset(
    ("Type", "Prompt", "Visual", "Hands-on Anchor", "Wisdom", "Minutes", "Notes", "Hidden", "Draft", "Reveal", "Morph")
)
ANCHOR = next(label for label in LABELS if label.rule is common.anchor)

_LINE = re.compile(r"(?P<name>(?:\*\*)?[^\W\d_](?:[^:`(|{}\[\]*]|\([^()]{0,120}\)){0,80}):(?:\*\*)?(?=\s|$)")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def _key(name: str) -> str:
    """What two ways to write one label share: no brackets, no case, plain apostrophes, an hour's number gone."""
    plain = " ".join(_BRACKETS.sub(" ", name).replace("’", "'").replace("*", "").casefold().split())
    plain = re.sub(r"\s*[–—-]\s*", "-", plain)
    return re.sub(r"^hour \d{1,3}$", "hour", plain)


_BY_KEY: Mapping[str, Label] = {_key(name): label for label in LABELS for name in (label.name, *label.also)}
NAMES = tuple(name for label in LABELS for name in (label.name, *label.also))


@dataclass(frozen=True)
class Match:
    """A label found at the start of a line. `label` is None where no such label exists."""

    label: Label | None
    name: SourceLine
    argument: SourceLine | None
    value: SourceLine


def match_label(line: SourceLine) -> Match | None:
    """The label that a line starts with, known or not; None for plain text.

    labelled_line = "**"? label_name ":" "**"? (" " value)?
    label_name    = letter (letter | "(" letter* ")")*      up to 81 of them, none of : ` | { } [ ] *
    """
    match = _LINE.match(line.text)
    if not match:
        return None
    whole = line.cut(0, match.end("name"))
    brackets = list(_BRACKETS.finditer(whole.text))
    argument = whole.cut(brackets[0].start(1), brackets[-1].end(1)) if brackets else None
    name = whole.cut(0, brackets[0].start()) if brackets and not whole.text[brackets[0].end() :].strip() else whole
    if name.text.startswith("**"):
        name = name.cut(2)
    return Match(_BY_KEY.get(_key(whole.text)), name, argument, line.cut(match.end()))


def label_of_column(name: str) -> Label | None:
    """The label that heads a column of a table of slides, where one line of words is all that it takes."""
    found = _BY_KEY.get(_key(name))
    return found if found and (found.line or found.free or found.rule is common.wisdom) else None


def column_labels() -> list[str]:
    """The names of the labels that may head a column, as they are written there."""
    return [name for name in NAMES if label_of_column(name)]


def starts_with_label(text: str) -> bool:
    """Whether a source line starts with a label that exists."""
    if ":" not in text or not (text[:1].isalpha() or text.startswith("**")):
        return False
    found = match_label(SourceLine(1, 1, text.rstrip()))
    return found is not None and found.label is not None


def likely_label(name: str, *, sure: bool = False) -> str | None:
    """The label that a misspelt one most likely means; `sure`, where all but a letter or two agree."""
    found = nearest(_key(name), _names(), sure=sure)
    return _names()[found] if found else None


@cache
def _names() -> Mapping[str, str]:
    """The names of all labels by what their ways to be written share."""
    return {_key(name): name for name in NAMES}
