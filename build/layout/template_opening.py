"""Title slides and those where a part begins, under a company's template: all they say, in its own places."""

from __future__ import annotations

from collections.abc import Iterator

from build.layout.draft import Draft
from build.layout.section_slide import titles_of
from build.layout.template_places import foot_in_place, text_in_place
from build.spec.content import SectionSlide
from build.spec.deck import Text, TitleSlide, Words
from engine.quoted import quoted

TITLE, BODY = 24.0, 14.0  # points at the least, on a page 7.5 inches high


def opening(draft: Draft) -> bool:
    """Lay out a title slide, or one where a part begins; False for any other."""
    slide = draft.slide
    if not isinstance(slide, TitleSlide | SectionSlide) or draft.carried is None or draft.theme.template is None:
        return False
    unit = draft.theme.template.unit
    lines = list(_of_title(draft, slide) if isinstance(slide, TitleSlide) else _of_section(draft, slide))
    span = next((line.span for line in lines if line.span.line > 1), slide.span)
    text_in_place(draft, "title", "title", [slide.title], "the title", slide.title.span, floor=TITLE * unit)
    if lines and "body" in draft.carried.places:
        largest = min(draft.carried.places["body"].size, 32 * unit)
        text_in_place(draft, "lines", "body", lines, "the words below it", span, floor=BODY * unit, largest=largest)
    elif lines:
        draft.asides += [line.plain for line in lines]
        name = quoted(draft.carried.name)
        message = f"the layout {name} has no place for words below its title: they are in the notes"
        draft.report("L112", span, message, "let [template.layouts] name one that has")
    if isinstance(slide, TitleSlide) and slide.visual is not None:
        draft.report("L112", slide.visual.span, "the picture of the title slide is left out under a template")
    if slide.wisdom:
        draft.asides.append(slide.wisdom.plain)
    foot_in_place(draft)
    return True


def _of_title(draft: Draft, slide: TitleSlide) -> Iterator[Text]:
    """Subtitle, promises, and whose course it is."""
    if slide.subtitle:
        yield slide.subtitle
    if slide.promises:
        promises = (draft.said.capital(promise.plain.strip().rstrip(".。")) for promise in slide.promises)
        yield _text(" · ".join(promises), slide.promises[0])
    front, said = draft.deck.front, draft.said
    whose = front.course or front.author
    parts = [slide.chip.plain if slide.chip else "", whose, front.author if front.author != whose else ""]
    parts += [said.day(front.date) if "date" not in (draft.carried.places if draft.carried else ()) else ""]
    line = " · ".join(dict.fromkeys(filter(None, parts)))
    if line:
        yield _text(line, Text())


def _of_section(draft: Draft, slide: SectionSlide) -> Iterator[Text]:
    """Which part it is, then what it brings."""
    said = draft.said
    if slide.parts > 1:
        yield _text(f"{said.numbered(said.part_number, slide.part)} {said.numbered(said.of, slide.parts)}", Text())
    yield from slide.lines or titles_of(draft, slide)


def _text(words: str, like: Text) -> Text:
    return Text((Words(text=words),), like.span)
