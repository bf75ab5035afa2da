"""What two sides show otherwise, as data: numbers with their reasons, words, figures, and slides themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from build.compare.causes import Cause, causes
from build.compare.content import Content, numbers_in
from build.compare.pair_slides import Pair, moved_pairs, pair_slides
from build.compare.slide_content import DeckContent, SlideContent, TextPart
from build.provenance.slide_numbers import SlideNumber

Kind = Literal["added", "removed", "moved", "words", "figure", "code", "unit", "placed", "order"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedNumber:
    """One number that a slide shows, before and after. `where` stands inside the fact, `places` on the slide.

    A point that a curve has on one side only is empty on the other.
    """

    fact: str
    where: str
    old: str
    new: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedNumbers:
    """All numbers of a deck that moved for one reason. `slides` maps a slide's number to what moved on it.

    A slide whose only such number is in its film is not among `slides`; the film is among `films`.
    """

    slides: dict[int, list[MovedNumber]]
    films: dict[str, list[MovedNumber]]
    labs: dict[str, list[MovedNumber]]
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
    numbers: list[MovedNumbers]
    others: list[Change]
    slides: int
    by_hand: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    is_new: bool = False
    is_gone: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers or self.others or self.by_hand or self.undone or self.is_new or self.is_gone)


def deck_changes(name: str, old: Content, new: Content) -> DeckChanges:
    """What differs in a deck that either side has."""
    before, after = old.decks.get(name), new.decks.get(name)
    if before is None or after is None:
        slides = len((before or after or DeckContent(parts=(), slides=())).slides)
        return DeckChanges(
            name=name, numbers=[], others=[], slides=slides, is_new=before is None, is_gone=after is None
        )
    pairs = pair_slides(before.slides, after.slides)
    others = [*words_changed(0, before.parts, after.parts), *_slides(before, after, pairs)]
    for pair in pairs:
        others += _slide(*pair, old, new)
    numbers = _by_cause(pairs, old, new)
    return DeckChanges(name=name, numbers=numbers, others=others, slides=len(after.slides))


def theme_changes(old: Content, new: Content) -> list[ThemeChange]:
    """The theme's entries that differ."""
    names = dict.fromkeys([*new.theme, *old.theme])
    both = (ThemeChange(entry=name, old=old.theme.get(name, ""), new=new.theme.get(name, "")) for name in names)
    return [change for change in both if change.old != change.new]


# ---- slides and words -------------------------------------------------------------------------------
def _slides(old: DeckContent, new: DeckContent, pairs: list[Pair]) -> Iterator[Change]:
    """Slides that came, went, or changed places."""
    kept = {id(slide) for pair in pairs for slide in pair}
    for slide in new.slides:
        if id(slide) not in kept:
            yield Change(kind="added", slide=slide.number, new=slide.heading)
    for slide in old.slides:
        if id(slide) not in kept:
            yield Change(kind="removed", slide=slide.number, old=slide.heading)
    for before, after in moved_pairs(pairs):
        yield Change(kind="moved", slide=after.number, old=str(before.number), new=after.heading)


def _slide(before: SlideContent, after: SlideContent, old: Content, new: Content) -> Iterator[Change]:
    """What one slide says otherwise, its numbers apart."""
    yield from words_changed(after.number, before.parts, after.parts)
    for target, was, lines in _code_changed(before, after):
        yield Change(kind="code", slide=after.number, place=target, old="\n".join(was), new="\n".join(lines))
    for earlier, later in _same_numbers(before, after):
        if earlier.text != later.text and _value(earlier, old) == _value(later, new):
            place = earlier.places[0]
            yield Change(kind="unit", slide=after.number, place=place, old=earlier.text, new=later.text)


def _code_changed(before: SlideContent, after: SlideContent) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Listings that read otherwise, in order. A slide may have several of one function, each with other lines."""
    for target in dict.fromkeys(name for name, _ in after.code):
        was, now = ([lines for name, lines in slide.code if name == target] for slide in (before, after))
        gone, new = [lines for lines in was if lines not in now], [lines for lines in now if lines not in was]
        yield from ((target, *pair) for pair in zip(gone, new, strict=False))


def words_changed(slide: int, old: tuple[TextPart, ...], new: tuple[TextPart, ...]) -> Iterator[Change]:
    """Paragraphs that came, went or read otherwise. A number that moved is not a change of words."""
    places = dict.fromkeys(part.place for part in (*old, *new))
    for place in places:
        before, after = ([part for part in parts if part.place == place] for parts in (old, new))
        matcher = SequenceMatcher(None, _masked(before), _masked(after), autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag != "equal":
                yield from _paragraphs(slide, place, before[i:j], after[k:m])


def _masked(parts: list[TextPart]) -> list[str]:
    return [part.masked for part in parts]


def _paragraphs(slide: int, place: str, old: list[TextPart], new: list[TextPart]) -> Iterator[Change]:
    for i in range(max(len(old), len(new))):
        before, after = old[i] if i < len(old) else None, new[i] if i < len(new) else None
        # Where two facts have the same value, only their names tell that the number is another one.
        same = before is not None and after is not None and before.text == after.text != ""
        texts = [(part.masked if same else part.text) if part else "" for part in (before, after)]
        kind: Kind = "figure" if place.startswith("figure") else "words"
        yield Change(kind=kind, slide=slide, place=place, old=texts[0], new=texts[1])


# ---- numbers ----------------------------------------------------------------------------------------
def _by_cause(pairs: list[Pair], old: Content, new: Content) -> list[MovedNumbers]:
    """The numbers that moved, those with the same first reason together, in the order of the slides."""
    reasons: dict[str, list[Cause]] = {}
    groups: dict[str, MovedNumbers] = {}

    def group(fact: str) -> MovedNumbers:
        if fact not in reasons:
            reasons[fact] = causes(fact, old, new)
        found = groups.setdefault(reasons[fact][0].text, MovedNumbers(slides={}, films={}, labs={}, causes=[]))
        found.causes.extend(cause for cause in reasons[fact] if cause not in found.causes)
        return found

    for before, after in pairs:
        for number in _moved(before, after, old, new):
            of = group(number.fact)
            if number.places == ("film",):
                of.films.setdefault(after.film, []).append(number)
            else:
                of.slides.setdefault(after.number, []).append(number)
    for before, after in pairs:
        for fact in after.lab_facts:
            if fact in before.lab_facts and (
                found := [*_inside(SlideNumber(text="", reference=fact, places=()), old, new)]
            ):
                group(fact).labs.setdefault(after.lab, []).extend(found)
    return list(groups.values())


def _moved(before: SlideContent, after: SlideContent, old: Content, new: Content) -> Iterator[MovedNumber]:
    for was, now in _same_numbers(before, after):
        if not now.text:
            yield from _inside(now, old, new)
        elif was.text != now.text and _value(was, old) != _value(now, new):
            yield MovedNumber(fact=now.fact, where=now.inside, old=was.text, new=now.text, places=now.places)


def _same_numbers(before: SlideContent, after: SlideContent) -> Iterator[tuple[SlideNumber, SlideNumber]]:
    """The numbers that a slide shows on both sides: of the same field of the same fact, in reading order."""
    for in_words in (True, False):
        was, now = (_by_reference(slide, in_words) for slide in (before, after))
        for reference in now:
            yield from _paired(was.get(reference, []), now[reference])


def _paired(old: list[SlideNumber], new: list[SlideNumber]) -> Iterator[tuple[SlideNumber, SlideNumber]]:
    """The same number in several units; where one came or went, those that kept their unit."""
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    left = {unit_of(number.text): number for number in old}
    yield from ((left[unit], number) for number in new if (unit := unit_of(number.text)) in left)


def unit_of(text: str) -> str:
    """What stands behind a number: ` GB` of `2.15 GB`."""
    return text.lstrip("−0123456789.,")


def _by_reference(slide: SlideContent, in_words: bool) -> dict[str, list[SlideNumber]]:
    """The numbers in a slide's words, or those that its figure or film draws."""
    found: dict[str, list[SlideNumber]] = {}
    for number in slide.numbers:
        if bool(number.text) == in_words:
            found.setdefault(number.reference, []).append(number)
    return found


def _inside(number: SlideNumber, old: Content, new: Content) -> Iterator[MovedNumber]:
    """What a figure or film shows of a fact, number by number, as written."""
    if number.fact not in old.facts or number.fact not in new.facts:
        return
    before, after = (numbers_in(side.facts[number.fact], number.inside) for side in (old, new))
    for where in {**after, **before}:
        was, now = before.get(where, ("", 0.0))[0], after.get(where, ("", 0.0))[0]
        if was != now:
            name = "" if where == "value" else where
            yield MovedNumber(fact=number.fact, where=name, old=was, new=now, places=number.places)


def _value(number: SlideNumber, at: Content) -> object:
    """The number behind what is shown; a setting by its words."""
    fact = at.facts.get(number.fact)
    if fact is None:
        return None
    kind, _, setting = number.inside.partition(".")
    if kind == "settings":
        return fact.settings.get(setting)
    return fact.numbers.get(number.key)
