"""Questions in Moodle's GIFT format: https://docs.moodle.org/en/GIFT_format

A category a topic; a question with several variants has a category of its own, from which Moodle draws one. GIFT knows
no order, so an order is a match with places. What a match and an order cannot tell by answer, they tell at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from build.questions.model import AnyQuestion, Bank, Choice, Match, Number, Open, Order
from build.questions.said_words import explained, heading_of, kinds_word
from build.questions.words import html, paragraphs, plain
from build.spec.deck import Text
from build.spec.said import Said, said_in

_SPECIAL = re.compile(r"[\\~=#{}:]")


def gift(bank: Bank) -> str:
    """The file's text."""
    return "\n".join(_lines(bank))


def escaped(text: str) -> str:
    """Words in which GIFT sees nothing of its own."""
    return _SPECIAL.sub(lambda match: "\\" + match.group(), text).replace("\n", "\\n")


def _lines(bank: Bank) -> Iterator[str]:
    said = said_in(bank.language)
    yield f"// {_line(plain(bank.title))}"
    for family in bank.families:
        topic = plain(family.first.topic) or said.questions
        parts = [bank.title.plain, topic, *([family.first.id] if len(family.variants) > 1 else [])]
        yield f"\n$CATEGORY: $course$/top/{'/'.join(_line(part).replace('/', '-') for part in parts)}\n"
        for place, question in enumerate(family.variants, 1):
            name = question.id if len(family.variants) == 1 else f"{question.id} {place}"
            yield f"// [id:{_line(name.replace(' ', '-'))}] [tag:{_line(topic)}]"
            yield f"::{escaped(name)}::[html]{_asked(question, said)} {{{_answers(question)}}}\n"


def _line(words: str) -> str:
    return re.sub(r"[\[\]\s]+", " ", words)


def _asked(question: AnyQuestion, said: Said) -> str:
    unit = (
        f" ({question.value.unit})" if isinstance(question, Number) and question.value and question.value.unit else ""
    )
    task = f" {words}" if (words := kinds_word(question, said)) else ""
    return escaped(f"<p>{html(question.stem, tag='strong')}{unit}{task}</p>")


def _answers(question: AnyQuestion) -> str:
    """What stands in the braces."""
    why = paragraphs(explained(question))
    if isinstance(question, Open):
        model = paragraphs(question.answer)
        points = "".join(f"<li>{html(point, tag='strong')}</li>" for point in question.points)
        return f"####{escaped(model + (f'<ul>{points}</ul>' if points else '') + why)}"
    if isinstance(question, Number):
        assert question.value is not None
        rows = [_number("=", question.value.number, question.tolerance, "")]
        for mistake in question.mistakes:
            if mistake.value is not None:
                told = _told(heading_of(mistake), mistake.feedback)
                rows.append(_number("=%0%", mistake.value.number, question.tolerance, told))
        return _braced("#", rows, why)
    if isinstance(question, Choice):
        rows = [f"={_option(question.answer)}"]
        rows += [f"~{_option(m.answer)}#{escaped(_told(heading_of(m), m.feedback))}" for m in question.mistakes]
        return _braced("", rows, why)
    if isinstance(question, Order):
        pairs = [(_option(item), str(place)) for place, item in enumerate(question.items, 1)]
    else:
        assert isinstance(question, Match)
        pairs = [(_option(left), plain(right)) for left, right in question.pairs]
    told = "".join(_told(heading_of(m), m.feedback) for m in question.mistakes)
    rows = [f"={left} -> {escaped(right.replace('->', '→'))}" for left, right in pairs]
    return _braced("", rows, why + told)


def _option(text: Text) -> str:
    """An option as escaped HTML; at its start a percent sign would be a share of the points, a bracket a format."""
    made = html(text, tag="strong")
    return escaped(re.sub(r"^(\s*)([%\[])", lambda sign: f"{sign[1]}&#{ord(sign[2])};", made))


def _number(mark: str, number: float, tolerance: float, feedback: str) -> str:
    told = f"#{escaped(feedback)}" if feedback else ""
    return f"{mark}{_digits(number)}:{_digits(abs(number) * tolerance)}{told}"


def _digits(number: float) -> str:
    """A number as GIFT reads it: no power of ten, no sign between thousands."""
    return f"{number:.12f}".rstrip("0").rstrip(".") if abs(number) < 1e6 else f"{number:.0f}"


def _told(heading: Text, feedback: Text) -> str:
    return f"<p><strong>{html(heading, tag='em')}.</strong> {html(feedback, tag='strong')}</p>"


def _braced(first: str, rows: list[str], why: str) -> str:
    general = [f"####{escaped(why)}"] if why else []
    return "\n".join([first, *rows, *general, ""])
