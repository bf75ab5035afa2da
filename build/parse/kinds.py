"""Slide kinds: which there are, how one is recognised, and how its fields become a slide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.block_texts import texts_of
from build.parse.field import Field, Values
from build.parse.fields import Fields
from build.parse.source import FindingCollector
from build.spec.deck import (
    AgendaSlide,
    AnimationSlide,
    Cluster,
    CodeSlide,
    Command,
    ConceptSlide,
    Listing,
    PracticalSlide,
    Slide,
    TakeawaySlide,
    Text,
    TitleSlide,
    Words,
)
from build.spec.walk import texts_in


@dataclass(frozen=True)
class Kind:
    """`eyebrow` finds it in a heading's first part, `labels` in the labels that a slide has."""

    slide: type[Slide]
    eyebrow: re.Pattern[str]
    labels: tuple[str, ...] = ()
    fixed: tuple[tuple[str, Any], ...] = ()


def _kind(slide: type[Slide], eyebrow: str, *labels: str, **fixed: str) -> Kind:
    return Kind(slide, re.compile(eyebrow, re.IGNORECASE), labels, tuple(fixed.items()))


KINDS: Mapping[str, Kind] = {
    "title": _kind(TitleSlide, r"title\b", "Central Text"),
    "agenda": _kind(AgendaSlide, r"agenda\b", "Hour", "Timeline"),
    "animation": _kind(AnimationSlide, r"animation\b", "Animation Asset"),
    "appendix": _kind(PracticalSlide, r"(hands-on )?appendix\b", variety="appendix"),
    "code": _kind(CodeSlide, r"code\b", "LEFT - CODE", "RIGHT - FLOW"),
    "troubleshooting": _kind(PracticalSlide, r"troubleshooting\b", variety="troubleshooting"),
    "takeaway": _kind(TakeawaySlide, r"(session )?takeaways?\b|recap\b", "Key Takeaways", "What You Can Now Do"),
    "practical": _kind(PracticalSlide, r"practical\b", "Checklist", "Run", "Results", variety="practical"),
    "concept": _kind(ConceptSlide, r"concept\b", "Extended Annotations"),
}

FOR_WORDS = ("Central Text", "Checklist", "Extended Annotations", "Key Takeaways")  # labels for items of plain words


@dataclass(frozen=True)
class Head:
    """A slide's heading."""

    number: int
    eyebrow: Text
    title: Text
    span: Span


def kind_of(head: Head, labels: set[str], wanted: Text, findings: FindingCollector) -> str:
    """The kind by its `Type:`, else by the heading, else by the labels, else a concept."""
    if wanted:
        key = wanted.plain.casefold()
        named = key if key in KINDS else kind_of_eyebrow(key)
        if named:
            return named
        hint = suggestion(key, KINDS, f"the types are {', '.join(KINDS)}")
        findings.add("P106", wanted.span, f"unknown slide type '{wanted.plain}'", hint)
    named = kind_of_eyebrow(head.eyebrow.plain)
    return named or next((name for name, kind in KINDS.items() if labels.intersection(kind.labels)), "concept")


def kind_of_eyebrow(text: str) -> str | None:
    """The kind whose name a heading's first part starts with."""
    return next((name for name, kind in KINDS.items() if kind.eyebrow.match(text)), None)


def build_slide(
    head: Head, found: Fields, findings: FindingCollector, *, wanted: Text | None = None, also: Values | None = None
) -> Slide:
    """A slide from its fields, and from values found elsewhere (`also`).

    Words that the slide's kind has no place for become its `rest`.
    """
    loose = list(texts_of(found.loose, findings))
    rest: list[Text] = [*loose, *texts_of(found.strays, findings)]
    given: list[tuple[Field | None, Values]] = [(None, dict(also or {}))]
    first: dict[str, Field] = {}
    for label, field in found.labelled:
        said = len(findings.found)
        if label.name in first and not label.many:
            hint = f"the first is in line {first[label.name].span.line}"
            findings.add("P105", field.span, f"'{field.name}' stands twice in slide {head.number}", hint)
        else:
            first.setdefault(label.name, field)
            values = label.rule(field)
            wanted = values.pop("type", wanted)
            rest.extend(values.pop("rest", ()))
            if not label.brackets:
                rest.extend(filter(None, [field.heading()]))
            given.append((field, values))
        left = field.rest()
        if left and not label.free and len(findings.found) == said:
            hint = "they go to the speaker notes; put them under 'Notes:'"
            findings.add("P113", left[0].span, f"'{field.name}' has no place for these words", hint)
        rest.extend(left)
    name = kind_of(head, set(first), wanted or Text(), findings)
    kind = KINDS[name]
    if loose:
        there = next((f"under '{label}:' to show them, or " for label in kind.labels if label in FOR_WORDS), "")
        hint = f"they go to the speaker notes; put them {there}under 'Notes:'"
        findings.add("P113", loose[0].span, "words outside any label", hint)
    values = dict(kind.fixed)
    for origin, got in given:
        lost = _place(got, kind.slide, values)
        if lost and origin:
            words = [text for value in lost for text in _spoken(value)]
            rest.extend(words)
            hint = "its words go to the speaker notes" if words else f"give the slide another 'Type:' than '{name}'"
            article = "an" if name[0] in "aeiou" else "a"
            findings.add("P113", origin.span, f"'{origin.name}' has no place on {article} {name} slide", hint)
    if kind.slide is TitleSlide and head.eyebrow and not kind.eyebrow.match(head.eyebrow.plain):
        rest[:0] = [head.eyebrow] if values.setdefault("chip", head.eyebrow) is not head.eyebrow else []
    title = values.pop("title", head.title)
    if head.title and title.plain.casefold() != head.title.plain.casefold():
        rest.insert(0, head.title)
    rest = [*values.pop("rest", ()), *rest]
    return kind.slide(**values, number=head.number, eyebrow=head.eyebrow, title=title, span=head.span, rest=tuple(rest))


def _place(got: Values, slide: type[Slide], values: Values) -> list[object]:
    """Puts what a slide has attributes for into `values`; returns the rest. Tuples of many fields join."""
    places = {attribute.name for attribute in fields(slide)}
    lost = []
    for key, value in got.items():
        if key not in places:
            lost.append(value)
        elif isinstance(value, tuple):
            values[key] = (*values.get(key, ()), *value)
        else:
            values[key] = value
    return lost


def _spoken(value: object) -> Iterator[Text]:
    """A misplaced value as texts for the notes, those words included that it does not hold as texts."""
    if isinstance(value, tuple):
        for part in value:
            yield from _spoken(part)
        return
    if isinstance(value, str) and value:
        yield Text((Words(text=value, code=True),))
    words = {Cluster: "name", Command: "text", Listing: "target"}.get(type(value))
    if words and getattr(value, words):
        plain = Words(text=getattr(value, words), code=not isinstance(value, Cluster))
        yield Text((plain,), getattr(value, "span", Span()))
    yield from texts_in(value)
