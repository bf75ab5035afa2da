"""A deck that we built, as its spec: the words as they stand in the file now, its numbers as given facts.

The deck carries what it shows and where each number comes from (`build.compare.content_part`); shapes have names that
say what they are. What somebody has drawn or written there since is in no such shape, and stands behind the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pptx.oxml.ns import qn

from build.compare.content import Content
from build.compare.content_part import find_record
from build.compare.slide_content import DeckContent, SlideContent
from build.deck_file.custom_part import SPEC, find_texts
from build.deck_file.snapshot import role_of
from build.drawing.line_breaks import SOFT
from build.files.course import course_of
from build.files.places import THEME
from build.films.scenes import films_of
from build.imports.imported import Imported, ImportedSlide
from build.imports.powerpoint.own_code import listings, live_code
from build.imports.powerpoint.own_content import content_blocks, cover_blocks, part_blocks, statement_of
from build.imports.powerpoint.own_figures import OwnFigures
from build.imports.powerpoint.own_front import front_of
from build.imports.powerpoint.own_numbers import OwnNumbers
from build.imports.powerpoint.own_shapes import all_shapes, has, read_shapes
from build.imports.powerpoint.own_slides import KINDS, OwnSlide, common_lines, drop_frame, lines_of_kind
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.shape_parts import unfold
from build.imports.powerpoint.slide import read_slide
from build.imports.powerpoint.text_styles import TextStyles
from build.imports.powerpoint.told import Here, Told, in_yaml, quoted_words
from build.imports.powerpoint.unseen import has_points_by_click
from build.imports.powerpoint.words import text_of
from build.imports.write_spec import write_spec
from build.imports.write_words import line_of
from build.parse.content_texts import words_of
from build.parse.texts import make
from build.resolve.listing import Listings
from build.spec.content import Block, Bullets, Entry, Prose
from build.spec.deck import Text, Words
from build.spec.said import Said, said_in
from build.spec.walk import parts_in
from engine.ledger import Ledger

_RULE = "─" * 10  # of the notes, between what is said and what is looked up
_SHORT = 12  # letters of a source that a chip has room for


def is_own(deck: Any) -> bool:
    """Whether we built a deck, and it says what it shows."""
    package = deck.part.package
    return any(find_texts(package, SPEC)) and find_record(package)[0] is not None


def read_own(deck: Any, path: Path, told: Told, ledger: Ledger) -> Imported:
    """The spec of a deck that we built. `ledger`: the facts that Coursewright has by itself, which figures may show."""
    content, _ = find_record(deck.part.package)
    assert content is not None
    return _OwnDeck(deck, path, told, content, ledger).imported()


class _OwnDeck:
    def __init__(self, deck: Any, path: Path, told: Told, content: Content, ledger: Ledger) -> None:
        self._deck, self._told = deck, told
        self._own: DeckContent = next(iter(content.decks.values()))
        self._front = front_of(self._own)
        self._said: Said = said_in(self._front.language, self._front.words)
        self._numbers = OwnNumbers(content, self._said, path.stem if len(path.stem) <= _SHORT else "imported")
        self._course = course_of(THEME)
        self._listings = Listings(self._course)
        self._figures = OwnFigures(content, ledger, told)

    def imported(self) -> Imported:
        self._numbers.prepare(self._own.slides)
        self._told.slides = {id(slide.part): number for number, slide in enumerate(self._deck.slides, 1)}
        built = {slide.number: slide for slide in self._own.slides}
        slides = list(self._deck.slides)
        numbered = all(has(slide, "kind chip words") or has(slide, "works") for slide in slides[1:])
        parts: list[str] = []
        for i, slide in enumerate(slides, 1):
            unfold(slide.shapes._spTree)
            name = re.fullmatch(r"s(\d+)", slide._element.cSld.get("name", ""))
            was = built.get(int(name[1])) if name else None
            if numbered and was and has(slide, "works"):
                parts[-1] += self._works(slide, i, was)
            elif was:
                parts.append(self._slide(slide, i, was, numbered=numbered))
            else:
                parts.append(self._added(slide, i, numbered=numbered))
        head = self._front_lines(numbered=numbered)
        for number in dict.fromkeys(self._numbers.words):
            self._told.tell(0, "", f"the number '{number}', which no given fact shows the same", "it is words")
        title = next((part.text for part in self._own.parts if part.place == "heading"), "")
        top = [f"# {line_of(Text((Words(text=title),)), heading=True)}", ""] if numbered and title else []
        text = "\n".join([*head, *top, "\n\n".join(parts)]) + "\n"
        written = (part.text for slide in self._own.slides for part in slide.parts)
        text = text if any(SOFT in words for words in written) else text.replace(SOFT, "")  # those that we put there
        made = Imported(program="Coursewright", text=text)
        made.files, made.left = self._told.files.data | self._numbers.files(), self._told.left
        return made

    def _added(self, slide: Any, number: int, *, numbered: bool) -> str:
        """A slide that somebody has added, as any other program's."""
        size = (float(self._deck.slide_width or 1), float(self._deck.slide_height or 1))
        read = replace(read_slide(slide, Here(self._told, number), size, first=False), role="slide")
        read = read if read.title else replace(read, title=Text((Words(text=f"{number}"),)))
        text = write_spec(Imported(program="", slides=[read])).rstrip("\n")
        return text.replace("## ", f"## Slide {number}: Slide - ", 1) if numbered else text

    def _works(self, slide: Any, number: int, was: SlideContent) -> str:
        """The works that slides cite, behind the notes of the last one: their list has no owl and no kind."""
        here = Here(self._told, number)
        here.tell("works", "a list of works", "it stands in the notes of the slide before")
        own, _ = read_shapes(slide, here, was, self._numbers)
        return "".join(f"\n\n{line_of(make(text.pieces, text))}" for text in own.take("works"))

    # ---- a slide ------------------------------------------------------------------------------------
    def _slide(self, slide: Any, number: int, was: SlideContent, *, numbered: bool) -> str:
        here = Here(self._told, number)
        own, pictured = read_shapes(slide, here, was, self._numbers)
        if was.film and was.film not in films_of(self._course):
            here.tell("film", f"the film '{was.film}', which is another course's", "what is said of it is lists")
            own.record.pop("scene", None)
        kind, eyebrow, is_part = self._kind(slide, own), self._eyebrow(own, was), "panel number" in own.texts
        title = own.words("title") or self._statement(own, was) or re.sub(r"[{}]", "", was.title)
        if settings := own.words("settings"):
            here.tell("settings", f"how it was measured: {quoted_words(settings)}", "given facts have no machine")
        drop_frame(own)
        if was.film and any(part.masked != part.text for part in was.parts if part.place != "notes"):
            here.tell("film", "the facts beside a film", "their numbers are words: its own facts have the chips")
        visual = self._figures.visual(was, own, here)
        labels = list(common_lines(own, self._has_lab))
        body, blocks = self._body(own, was, kind, numbered=numbered, is_part=is_part)
        blocks += [*self._blocks(own), *own.grids.values(), *pictured]
        lines = [self._head(number, title, eyebrow, kind, numbered=numbered, is_part=is_part)]
        if slide._element.get("show") in ("0", "false"):
            lines.append("Hidden: yes")
        if numbered and kind in KINDS:
            lines.append(f"Type: {'content' if blocks and not body else kind}")
        if (
            not numbered
            and "reveal" not in self._front.values
            and has_points_by_click(slide)
            and parts_in(blocks, Bullets)
        ):
            lines.append("Reveal: each point")
        lines += [visual] if visual else []
        lines += ["", *body] if body else []
        aside = [text for block in blocks if body for text in words_of([block])]
        if aside:
            here.tell("", "words that this kind of slide has no place for", "they stand in the notes")
        elif blocks:
            shown = [ImportedSlide(title=Text((Words(text="x"),)), blocks=blocks)]
            lines += ["", *write_spec(Imported(program="", slides=shown)).rstrip("\n").split("\n")[2:]]
        lines += ["", *labels] if labels else []
        notes = [*self._notes(slide, here, was), *(line for text in aside for line in ("", line_of(text)))]
        lines += ["", "Notes:", *notes] if notes else []
        return "\n".join(lines)

    def _statement(self, own: OwnSlide, was: SlideContent) -> str:
        return line_of(self._numbers.in_text(statement_of(own), was), heading=True)

    def _body(
        self, own: OwnSlide, was: SlideContent, kind: str, *, numbered: bool, is_part: bool
    ) -> tuple[list[str], list[Block]]:
        """The labels of a slide with what stands below them, and its blocks."""
        if is_part:
            return [], part_blocks(own)
        if kind == "title" and not numbered:
            return [], cover_blocks(own)
        body = [*lines_of_kind(kind, own), *live_code(own, was.code, self._listings)]
        return body, [] if body else [*listings(own), *content_blocks(own)]

    def _head(self, number: int, title: str, eyebrow: str, kind: str, *, numbered: bool, is_part: bool) -> str:
        if numbered:
            return f"## Slide {number}: {eyebrow} - {title}"
        if is_part or kind == "title":
            return f"# {title}"
        return f"## {kind.capitalize()} - {title}" if kind in KINDS and kind != "code" else f"## {title}"

    def _blocks(self, own: OwnSlide) -> Iterator[Block]:
        """What is left: words of our own that have no rule, and what somebody has added."""
        for blocks in own.blocks.values():
            yield from blocks
        for texts in own.texts.values():
            shown = [make(text.pieces, text) for text in texts if text]
            if len(shown) == 1:
                yield Prose(text=shown[0])
            elif shown:
                yield Bullets(entries=tuple(Entry(text=text, span=NOWHERE) for text in shown), span=NOWHERE)

    def _kind(self, slide: Any, own: OwnSlide) -> str:
        """What the chip at the top says that a slide is."""
        if slide.slide_layout.name == "title":
            return "title"
        words = " ".join(text.plain for text in own.texts.get("kind chip words", [])).casefold()
        if words == self._said.animation.casefold() and not own.record.get("scene"):
            return ""
        return next((kind for kind in (*KINDS, "recap") if getattr(self._said, kind).casefold() == words), "").replace(
            "recap", "takeaway"
        )

    def _eyebrow(self, own: OwnSlide, was: SlideContent) -> str:
        """The words above the title: as the spec has them where nobody has changed them."""
        shown = " ".join(text.plain for text in own.texts.get("eyebrow", []))
        built = re.sub(r"[{}]", "", was.eyebrow)
        return built if built and shown.casefold() in ("", built.casefold()) else shown.capitalize()

    def _has_lab(self, asset: str) -> bool:
        """Whether Coursewright has the file that a hands-on anchor names."""
        return self._course.lab(asset).is_file()

    # ---- around -------------------------------------------------------------------------------------
    def _notes(self, slide: Any, here: Here, was: SlideContent) -> Iterator[str]:
        """What is said, without what the deck says there by itself."""
        if not slide.has_notes_slide or (frame := slide.notes_slide.notes_text_frame) is None:
            return
        texts = [text_of(each, TextStyles(), 0, slide.notes_slide.notes_placeholder, here)
                 for each in frame._txBody.iter(qn("a:p"))]  # fmt: skip
        rule = next((i for i, text in enumerate(texts) if text.plain.startswith(_RULE)), None)
        ours = {f"{words}:" for words in (
            self._said.facts_on_this_slide, self._said.sources, self._said.hands_on, self._said.code_on_this_slide,
            self._said.files_in_full, self._said.more_words, self._said.pictures,
        )}  # fmt: skip
        time = self._said.time.partition("{")[0]
        spoken = texts[:rule] if rule is not None else texts
        first = next((text.plain for text in spoken if text.plain.strip()), "")
        if rule is None and (first in ours or first.startswith(time)):
            spoken = []
        more = [i for i, text in enumerate(texts) if text.plain == f"{self._said.more_words}:"]
        aside = texts[more[0] + 1 :] if more else []
        shown = [text for text in (*spoken, *aside) if text.plain.strip()]
        for i, text in enumerate(shown):
            yield from ("",) if i else ()
            yield line_of(self._numbers.in_text(make(text.pieces, text), was))

    def _front_lines(self, *, numbered: bool) -> list[str]:
        lines = ["---"]
        lines += [f"{key}: {value}" for key, value in self._front.values.items()]
        footer = self._footer()
        lines += [f"footer: {in_yaml(footer)}"] if footer and numbered else []
        data = [*self._figures.data_lines(), *self._numbers.data_lines()]
        lines += ["data:", *data] if data else []
        return [*lines, "---", ""]

    def _footer(self) -> str:
        for slide in list(self._deck.slides)[1:2]:
            for shape in all_shapes(slide.shapes):
                if role_of(shape.name) == "footer" and shape.has_text_frame:
                    return " ".join(shape.text_frame.text.split())
        return ""
