"""Speaker notes: what to say, how long, every fact with the command that repeats it, sources, files, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath
from shlex import quote

from build.files.commands import make_film, record_facts, run_lab
from build.layout.draft import Draft
from build.layout.id_ranges import ranges
from build.layout.runs import in_a_line
from build.provenance.given_place import place_of
from build.provenance.slide_numbers import OBTAINED, SlideNumber
from build.spec.content import GallerySlide
from build.spec.deck import AnimationSlide, CodeSlide, TakeawaySlide, Text, TitleSlide, Words
from build.spec.said import Said
from engine.ledger import GIVEN, Record
from engine.sheet import Sheet
from engine.units import Matrix, Quantity, Series, Table

RULE = "─" * 24  # between what is said and what is looked up
NAMED_ALONE = 4  # pictures: of more a slide shows the names alone
NO_STRIP = (AnimationSlide, TakeawaySlide, TitleSlide)  # kinds whose slides have no support strip


def notes_of(draft: Draft) -> str:
    """The notes of a laid-out slide, its parts with a blank line between."""
    slide, said = draft.slide, draft.said
    told = [
        said.time.format(said.counted(said.minutes, slide.minutes)) if slide.minutes else "",
        _listed(said.facts_on_this_slide, _facts(draft)),
        _listed(said.sources, _sources(draft)),
        _listed(said.hands_on, _anchor(draft)),
        _listed(said.code_on_this_slide, _listings(draft)),
        _film(draft),
        _beginner(draft),
        _listed(said.pictures, _captions(draft)),
        _listed(said.files_in_full, [file for file in dict.fromkeys(draft.asides) if file]),
        _listed(said.more_words, [spoken(text) for text in slide.rest if text]),
    ]
    first = bool(draft.deck.slides) and slide.number == draft.deck.slides[0].number
    spoken_first = [_paragraphs(slide.notes), _paragraphs(draft.deck.introduction) if first else ""]
    first_words, apart = ([part for part in parts if part] for parts in (spoken_first, told))
    return "\n\n".join([*first_words, *([RULE] if first_words and apart else []), *apart])


def _captions(draft: Draft) -> list[str]:
    """What a slide of many pictures says of each, where it shows their names only."""
    images = draft.slide.images if isinstance(draft.slide, GallerySlide) else ()
    if len(images) <= NAMED_ALONE:
        return []
    said = (" · ".join(spoken(text) for text in (image.caption, image.credit) if text) for image in images)
    return [words for words in said if words]


def _paragraphs(texts: tuple[Text, ...]) -> str:
    return "\n".join(spoken(text) for text in texts if text)


def spoken(text: Text) -> str:
    """A text's words, with the address of each link in brackets behind its words."""
    said = []
    for href, pieces in groupby(text.pieces, key=lambda piece: piece.href if isinstance(piece, Words) else ""):
        words = in_a_line(Text(tuple(pieces)))
        is_said = not href or href.startswith("#") or href.removeprefix("mailto:") in words or _ends_in(href, words)
        said.append(words if is_said else f"{words} ({href})")
    return "".join(said)


def _ends_in(href: str, words: str) -> bool:
    """Whether the words are the address without its beginning, as a DOI is."""
    return href.startswith("https://doi.org/") and href.removeprefix("https://doi.org/") in words


def _listed(heading: str, lines: Iterable[str]) -> str:
    shown = [line if line.lstrip().startswith("- ") else f"- {line}" for line in lines]
    return "\n".join([f"{heading}:", *shown]) if shown else ""


# ---- facts ------------------------------------------------------------------------------------------
def _facts(draft: Draft) -> Iterator[str]:
    """Each fact once, with what the slide shows of it, how it was obtained, and how to obtain it again."""
    shown: dict[str, list[SlideNumber]] = {}
    for number in draft.numbers:
        shown.setdefault(number.fact, []).append(number)
    for name, places in shown.items():
        record = draft.ledger.get(name)
        if record is None:
            continue
        values = [
            value for value in dict.fromkeys(shown_value(number, record, draft.said) for number in places) if value
        ]
        shows = "; ".join(value for value in values if not any(value in other for other in values if other != value))
        how = f"{name}: {shows} ({obtained(record, draft.said)})."
        yield " ".join(filter(None, (how, record.says, _way_back(draft, record, places))))
    if shown:
        spec = quote(PurePath(draft.deck.path).name)  # found from anywhere once it is built
        yield draft.said.whole_way_back.format(f"coursewright why {spec} {draft.slide.number}")


def _way_back(draft: Draft, record: Record, shown: Iterable[SlideNumber]) -> str:
    """The command that obtains a fact again, or where its numbers stand."""
    if record.kind != GIVEN:
        return draft.said.again.format(record_facts(draft.course.owner_of(record), record.name))
    places = dict.fromkeys(place_of(record, number.inside) for number in shown)
    exact = [place for place in places if not any(other.startswith(f"{place}:") for other in places)]
    return draft.said.given_in.format(", ".join(exact))


def shown_value(number: SlideNumber, record: Record, said: Said) -> str:
    """What a slide shows of a fact; nothing of a value without words."""
    if number.text:
        place = number.reference.removeprefix(record.name)[1:].replace(".", ", ")
        return f"{place} {number.text}" if place else number.text
    field = number.reference.removeprefix(record.name).removeprefix(".")
    value = record.held
    if isinstance(value, Sheet):
        return said.rows.format(len(value.rows))
    if isinstance(value, Table):
        named = {field: value[field]} if field in value else dict(value)
        return ", ".join(f"{name} {said.number(str(quantity))}" for name, quantity in named.items())
    if isinstance(value, Series):
        return said.curve.format(len(value.x), value.x_label)
    if isinstance(value, Matrix):
        return said.weights.format(len(value.rows), len(value.columns))
    return said.number(str(value)) if isinstance(value, Quantity) else ""


def obtained(record: Record, said: Said) -> str:
    """How a fact was obtained: of a measured one the machine, the day and all settings."""
    words = [getattr(said, OBTAINED[record.kind]).lower()]
    if record.kind == "measured":
        cores = record.machine.get("cores")
        repeats = max((len(samples) for samples in record.samples.values()), default=0)
        counted = said.counted(said.cores, cores) if isinstance(cores, int) else ""
        words += [record.machine_name, counted, said.day(record.day)]
        words += [said.median.format(repeats) if repeats > 1 else ""]
        words += [f"{name.replace('_', ' ')} {value}" for name, value in record.settings.items()]
    return ", ".join(word for word in words if word)


def _sources(draft: Draft) -> list[str]:
    names = dict.fromkeys(number.fact for number in draft.numbers)
    records = [draft.ledger[name] for name in names if name in draft.ledger]
    works = [one.named for one in draft.slide.cited]
    named = dict.fromkeys(record.source for record in records if record.source and record.source not in works)
    return [*named, *(f"{one.mark} {spoken(one.full)}" for one in draft.slide.cited)]


# ---- what the slide says shorter --------------------------------------------------------------------
def _anchor(draft: Draft) -> Iterator[str]:
    anchor = draft.slide.anchor
    if anchor is None:
        return
    yield f"{anchor.id}: {spoken(anchor.objective)}"
    yield f"{draft.said.counted(draft.said.assets, 3)}: {'; '.join(anchor.assets)}"
    if anchor.prerequisites:
        yield draft.said.before_it.format(", ".join(ranges(anchor.prerequisites, draft.said.range)))
    yield draft.said.run_it.format(run_lab(draft.course, anchor.id))


def _listings(draft: Draft) -> list[str]:
    slide = draft.slide
    if not isinstance(slide, CodeSlide):
        return []
    lines = draft.said.lines
    return [f"{code.target}{f', {lines.format(code.lines)}' if code.lines else ''}" for code in slide.listings]


def _film(draft: Draft) -> str:
    slide = draft.slide
    if not isinstance(slide, AnimationSlide) or not slide.scene:
        return ""
    clip = draft.clips.get(slide.scene)
    if clip is None:
        return draft.said.film_drawn.format(
            make_film(draft.course, slide.scene, draft.theme.file, here=draft.ledger.here)
        )
    told = draft.said.film_plays.format(slide.scene, f"{clip.seconds:.0f}")
    return "\n".join([told, *(f"- {caption}" for caption in clip.captions)])


def _beginner(draft: Draft) -> str:
    """Beginner's Corner where the slide has no room for it."""
    beginner = draft.slide.beginner
    if beginner is None or not isinstance(draft.slide, NO_STRIP):
        return ""
    said = draft.said
    pairs = (
        (said.what_this_means, beginner.means), (said.why_it_matters, beginner.matters),
        (said.common_mistake, beginner.mistake),
    )  # fmt: skip
    corner = said.beginners_corner.replace("|", " ").replace("’", "'")
    return _listed(corner, [f"{label}: {spoken(text)}" for label, text in pairs if text])
