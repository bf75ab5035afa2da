"""A deck of PowerPoint as an import: `read_powerpoint`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from build.deck_file.deck_sections import section_of_each
from build.imports.imported import Imported, ImportedSlide
from build.imports.powerpoint.logo import logo_of
from build.imports.powerpoint.open_deck import NoPresentationError, damaged, open_deck
from build.imports.powerpoint.own_deck import is_own, read_own
from build.imports.powerpoint.pictures import picture_of
from build.imports.powerpoint.running_words import running_words
from build.imports.powerpoint.shape_parts import words_alone
from build.imports.powerpoint.slide import read_slide
from build.imports.powerpoint.told import Here, Told, quoted_words
from build.spec.deck import Text, Words
from engine.ledger import deck_facts

_UNTITLED = frozenset({"", "powerpoint presentation", "powerpoint-präsentation", "slide 1", "presentation"})
_LOOKS = "fonts, colours, sizes and places"
_EMPTY = "draw what it shows as pictures, and put these beside a spec"
_OFTEN = 0.4  # the share of slides that have one footer


def read_powerpoint(path: Path) -> Imported:
    """What a presentation says. Raises NoPresentationError, and OSError where the file cannot be read."""
    try:
        return _read(path)
    except (NoPresentationError, OSError):
        raise
    except Exception as error:  # what other programs write can be wrong in any way
        raise damaged(path, error) from None


def _read(path: Path) -> Imported:
    deck = open_deck(path)
    told = Told(path.stem)
    if is_own(deck):
        try:
            return read_own(deck, path, Told(path.stem), deck_facts())
        except Exception:  # what somebody has made of it can be anything
            deck = open_deck(path)
            told.tell(0, "", "what it says of its spec, which cannot be read", "it is read as any other deck")
    slides = list(deck.slides)
    told.slides = {id(slide.part): number for number, slide in enumerate(slides, 1)}
    size = (float(deck.slide_width or 1), float(deck.slide_height or 1))
    told.tell(0, "", _LOOKS, "the theme decides them", look=True)
    logo = _logo(slides, size, told)
    told.running = running_words(slides, size[1])
    read = [_slide(slide, Here(told, i), size) for i, slide in enumerate(slides, 1)]
    if not any(map(_is_shown, read)):
        raise NoPresentationError(path, "none of its slides has words or pictures that a spec can have", _EMPTY)
    for i, slide in enumerate(read, 1):
        if not _is_shown(slide):
            told.tell(i, "", "an empty slide", "it is left out")
    if _is_shown(read[0]) and not read[0].title:
        read[0] = replace(read[0], title=_name_of(deck, path))
    with suppress(Exception):  # sections, a master and properties may be damaged, and slides whole
        read = _with_parts(read, section_of_each(deck), told)
    with suppress(Exception):
        _tell_programs(deck, told)
    front = {**_front(deck, read, told), **logo}
    imported = Imported(program="PowerPoint", front=front, slides=[slide for slide in read if _is_shown(slide)])
    imported.files, imported.left = told.files.data, told.left
    return imported


def _logo(slides: Sequence[Any], size: tuple[float, float], told: Told) -> dict[str, str]:
    """The front matter's keys of a logo; its picture is left out on slides."""
    try:
        found = logo_of(slides, size)
        image = picture_of(found[1], Here(told, 1)) if found else None
    except Exception:  # what other programs write can be wrong in any way, and each slide says how
        return {}
    if not found or not image or not image.path.endswith((".png", ".jpg")):
        return {}
    told.logo = found[0]
    told.tell(0, "", "a small picture on most slides", "it is the logo", look=True)
    return {"logo": image.path, **({"logo_alt": image.alt} if image.alt else {})}


def _slide(slide: Any, here: Here, size: tuple[float, float]) -> ImportedSlide:
    """A slide; of one that cannot be read its words alone, so that none is lost."""
    try:
        return read_slide(slide, here, size, first=here.number == 1)
    except Exception:  # what other programs write can be wrong in any way
        words = words_alone(slide._element)
        here.tell("", "a slide that cannot be read", "its words stand in a list" if words.entries else "")
        return ImportedSlide(blocks=(words,) if words.entries else ())


def _front(deck: Any, slides: Sequence[ImportedSlide], told: Told) -> dict[str, Any]:
    """The front matter: what the file says of itself, as far as it holds for a spec."""
    front: dict[str, Any] = {}
    has_cover = bool(slides) and slides[0].role == "title"
    if has_cover and slides[0].title:
        front["title"] = slides[0].title.plain
    with suppress(Exception):
        if author := " ".join((deck.core_properties.author or "").split()):
            front["author"] = author
    if language := told.language:
        front["language"] = language
    often = max(told.footers, key=lambda words: told.footers[words], default="")
    if often and told.footers[often] >= _OFTEN * len(slides):
        front["footer"] = often
    for words in told.footers:
        if words != front.get("footer"):
            told.tell(0, "", f"a footer of some slides: {quoted_words(words)}")
    if told.data:
        front["data"] = told.data
    return front


# ---- parts ------------------------------------------------------------------------------------------
def _with_parts(slides: Sequence[ImportedSlide], sections: Sequence[str], told: Told) -> list[ImportedSlide]:
    """Slides, with one before each section that begins a part; where a slide begins it already, that one does."""
    names = [name for i, name in enumerate(sections) if i == 0 or name != sections[i - 1]]
    if len(names) < 2:
        return list(slides)
    found: list[ImportedSlide] = []
    for i, slide in enumerate(slides):
        name = " ".join(sections[i].split()) if i < len(sections) else ""
        begins = name and (i == 0 or sections[i] != sections[i - 1])
        if begins and (slide.role != "slide" or i == 0):
            if slide.title.plain.casefold() != name.casefold():
                told.tell(i + 1, "", f"the name of a section: {quoted_words(name)}", "its first slide begins it")
        elif begins:
            found.append(ImportedSlide(title=Text((Words(text=name),)), role="part"))
            told.tell(i + 1, "", f"a section, {quoted_words(name)}", "a slide of its own begins it")
        found.append(slide)
    return found


def _name_of(deck: Any, path: Path) -> Text:
    """What a deck is called by its properties, else by its file."""
    words = ""
    with suppress(Exception):
        words = " ".join((deck.core_properties.title or "").split())
    return Text((Words(text=path.stem if words.casefold() in _UNTITLED else words),))


def _is_shown(slide: ImportedSlide) -> bool:
    return bool(slide.title or slide.blocks or slide.notes or slide.labels)


def _tell_programs(deck: Any, told: Told) -> None:
    """What runs in a deck, and what its master says on each slide."""
    names = [str(part.partname) for part in deck.part.package.iter_parts()]
    if any("vbaproject" in name.casefold() for name in names):
        told.tell(0, "", "macros")
    words = []
    for master in deck.slide_masters:
        for shape in master.shapes:
            if not shape.is_placeholder and shape.has_text_frame and shape.text_frame.text.strip():
                words.append(" ".join(shape.text_frame.text.split()))
    for said in dict.fromkeys(words):
        told.tell(0, "", f"words that stand on every slide: {quoted_words(said)}", "`footer:` can say them")
