"""What differs between two snapshots, as data: numbers with their reasons, words, figures, and slides themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from build.compare.causes import Cause, causes
from build.compare.content import Content, inside
from build.compare.match_slides import Pair, match, moved
from build.compare.slide_content import Part, SeenDeck, SeenSlide
from build.provenance.slide_numbers import Shown

Kind = Literal["added", "removed", "moved", "words", "figure", "code", "unit", "placed", "order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One number that a slide shows, before and after. `where` stands inside the fact, `places` on the slide.

    A point that a curve has on one side only is empty on the other.
    """

    fact: str
    where: str
    old: str
    new: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """All numbers of a deck that moved for one reason. `slides` maps a slide's number to what moved on it.

    A slide whose only such number is in its film is not among `slides`; the film is among `films`.
    """

    slides: dict[int, list[Moved]]
    films: dict[str, list[Moved]]
    labs: dict[str, list[Moved]]
    causes: list[Cause]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Anything else that a slide shows otherwise. `slide` is 0 for the deck, `place` empty for the slide itself.

    Slides have the number that they have now; one that is gone, the one that it had. Of a slide that moved, `old` is
    its former number; of one put elsewhere by hand, `new` is its place in the file.
    """

    kind: Kind
    slide: int
    place: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeChange:
    """An entry of the theme, `color.navy`. Empty where one side has none."""

    entry: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckChanges:
    """What differs in one deck. `is_new`, `is_gone`: there is no such deck on the other side.

    `by_hand` is what somebody changed in the newer build after it was made, `undone` in the older one alone.
    """

    name: str
    numbers: list[Numbers]
    others: list[Change]
    slides: int
    by_hand: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    is_new: bool = False
    is_gone: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers or self.others or self.by_hand or self.undone or self.is_new or self.is_gone)


def deck_changes(name: str, old: Content, new: Content) -> DeckChanges:
    """What differs in a deck that either snapshot has."""
    before, after = old.decks.get(name), new.decks.get(name)
    if before is None or after is None:
        slides = len((before or after or SeenDeck(parts=(), slides=())).slides)
        return DeckChanges(
            name=name, numbers=[], others=[], slides=slides, is_new=before is None, is_gone=after is None
        )
    pairs = match(before.slides, after.slides)
    others = [*words_changed(0, before.parts, after.parts), *_slides(before, after, pairs)]
    for one, other in pairs:
        others += _slide(one, other, old, new)
    numbers = _by_cause(pairs, old, new)
    return DeckChanges(name=name, numbers=numbers, others=others, slides=len(after.slides))


def theme_changes(old: Content, new: Content) -> list[ThemeChange]:
    """The theme's entries that differ."""
    names = dict.fromkeys([*new.theme, *old.theme])
    both = (ThemeChange(entry=name, old=old.theme.get(name, ""), new=new.theme.get(name, "")) for name in names)
    return [one for one in both if one.old != one.new]


# ---- slides and words -------------------------------------------------------------------------------
def _slides(old: SeenDeck, new: SeenDeck, pairs: list[Pair]) -> Iterator[Change]:
    """Slides that came, went, or changed places."""
    kept = {id(slide) for pair in pairs for slide in pair}
    for slide in new.slides:
        if id(slide) not in kept:
            yield Change(kind="added", slide=slide.number, new=slide.heading)
    for slide in old.slides:
        if id(slide) not in kept:
            yield Change(kind="removed", slide=slide.number, old=slide.heading)
    for before, after in moved(pairs):
        yield Change(kind="moved", slide=after.number, old=str(before.number), new=after.heading)


def _slide(before: SeenSlide, after: SeenSlide, old: Content, new: Content) -> Iterator[Change]:
    """What one slide says otherwise, its numbers apart."""
    yield from words_changed(after.number, before.parts, after.parts)
    was = dict(before.code)
    for target, lines in after.code:
        if target in was and was[target] != lines:
            yield Change(
                kind="code", slide=after.number, place=target, old="\n".join(was[target]), new="\n".join(lines)
            )
    for one, other in _same_numbers(before, after):
        if one.text != other.text and _value(one, old) == _value(other, new):
            yield Change(kind="unit", slide=after.number, place=one.places[0], old=one.text, new=other.text)


def words_changed(slide: int, old: tuple[Part, ...], new: tuple[Part, ...]) -> Iterator[Change]:
    """Paragraphs that came, went or read otherwise. A number that moved is not a change of words."""
    places = dict.fromkeys(part.place for part in (*old, *new))
    for place in places:
        before, after = ([part for part in parts if part.place == place] for parts in (old, new))
        matcher = SequenceMatcher(None, [one.masked for one in before], [one.masked for one in after], autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag != "equal":
                yield from _paragraphs(slide, place, before[i:j], after[k:m])


def _paragraphs(slide: int, place: str, old: list[Part], new: list[Part]) -> Iterator[Change]:
    for i in range(max(len(old), len(new))):
        before, after = old[i] if i < len(old) else None, new[i] if i < len(new) else None
        # Where two facts have the same value, only their names tell that the number is another one.
        same = before is not None and after is not None and before.text == after.text != ""
        said = [(one.masked if same else one.text) if one else "" for one in (before, after)]
        kind: Kind = "figure" if place.startswith("figure") else "words"
        yield Change(kind=kind, slide=slide, place=place, old=said[0], new=said[1])


# ---- numbers ----------------------------------------------------------------------------------------
def _by_cause(pairs: list[Pair], old: Content, new: Content) -> list[Numbers]:
    """The numbers that moved, those with the same first reason together, in the order of the slides."""
    known: dict[str, list[Cause]] = {}
    groups: dict[str, Numbers] = {}

    def group(fact: str) -> Numbers:
        if fact not in known:
            known[fact] = causes(fact, old, new)
        found = groups.setdefault(known[fact][0].text, Numbers(slides={}, films={}, labs={}, causes=[]))
        found.causes.extend(one for one in known[fact] if one not in found.causes)
        return found

    for before, after in pairs:
        for one in _moved(before, after, old, new):
            of = group(one.fact)
            if one.places == ("film",):
                of.films.setdefault(after.film, []).append(one)
            else:
                of.slides.setdefault(after.number, []).append(one)
    for before, after in pairs:
        for fact in after.lab_facts:
            if fact in before.lab_facts and (found := [*_inside(Shown(text="", reference=fact, places=()), old, new)]):
                group(fact).labs.setdefault(after.lab, []).extend(found)
    return list(groups.values())


def _moved(before: SeenSlide, after: SeenSlide, old: Content, new: Content) -> Iterator[Moved]:
    for one, other in _same_numbers(before, after):
        if not other.text:
            yield from _inside(other, old, new)
        elif one.text != other.text and _value(one, old) != _value(other, new):
            yield Moved(fact=other.fact, where=other.inside, old=one.text, new=other.text, places=other.places)


def _same_numbers(before: SeenSlide, after: SeenSlide) -> Iterator[tuple[Shown, Shown]]:
    """The numbers that a slide shows on both sides: of the same field of the same fact, in reading order."""
    for in_words in (True, False):
        was, now = (_by_reference(slide, in_words) for slide in (before, after))
        for reference in now:
            yield from _paired(was.get(reference, []), now[reference])


def _paired(old: list[Shown], new: list[Shown]) -> Iterator[tuple[Shown, Shown]]:
    """The same number in several units; where one came or went, those that kept their unit."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    left = {unit_of(one.text): one for one in old}
    yield from ((left[unit], one) for one in new if (unit := unit_of(one.text)) in left)


def unit_of(text: str) -> str:
    """What stands behind a number: ` GB` of `2.15 GB`."""
    return text.lstrip("−0123456789.,")


def _by_reference(slide: SeenSlide, in_words: bool) -> dict[str, list[Shown]]:
    """The numbers in a slide's words, or those that its figure or film draws."""
    found: dict[str, list[Shown]] = {}
    for one in slide.numbers:
        if bool(one.text) == in_words:
            found.setdefault(one.reference, []).append(one)
    return found


def _inside(shown: Shown, old: Content, new: Content) -> Iterator[Moved]:
    """What a figure or film shows of a fact, number by number, as written."""
    if shown.fact not in old.facts or shown.fact not in new.facts:
        return
    before, after = inside(old.facts[shown.fact], shown), inside(new.facts[shown.fact], shown)
    for where in {**after, **before}:
        was, now = before.get(where, ("", 0.0))[0], after.get(where, ("", 0.0))[0]
        if was != now:
            name = "" if where == "value" else where
            yield Moved(fact=shown.fact, where=name, old=was, new=now, places=shown.places)


def _value(shown: Shown, at: Content) -> object:
    """The number behind what is shown; a setting by its words."""
    fact = at.facts.get(shown.fact)
    if fact is None:
        return None
    kind, _, setting = shown.inside.partition(".")
    if kind == "settings":
        return fact.settings.get(setting)
    line, _, x = shown.inside.rpartition(".")
    return fact.numbers.get(f"{line}[{x}]" if line else x or "value")
