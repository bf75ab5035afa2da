"""What a quiz says by itself about a question, the same in every output."""

from __future__ import annotations

from build.parse.texts import capital, stack
from build.questions.model import KINDS, AnyQuestion, Choice, Match, Mistake, Number, Open, Order, kind_of
from build.spec.deck import Text, Words
from build.spec.said import ENGLISH, Said


def heading_of(mistake: Mistake) -> Text:
    """A mistake's name as the heading of what is told about it."""
    return capital(mistake.name)


def mistakes_of(question: AnyQuestion) -> tuple[Mistake, ...]:
    """The mistakes that a question knows."""
    return () if isinstance(question, Open) else question.mistakes


def within(question: Number, said: Said = ENGLISH) -> str:
    """How near a number must come: `within 2%`."""
    return said.within.format(share_of(question, said))


def share_of(question: Number, said: Said = ENGLISH) -> str:
    """The same as a share alone: `2%`."""
    return said.number(f"{question.tolerance * 100:g}%")


def answer_of(question: AnyQuestion) -> tuple[Text, ...]:
    """The right answer in words, a paragraph or an item each."""
    if isinstance(question, Open):
        return question.answer
    if isinstance(question, Number | Choice):
        return (question.answer,)
    if isinstance(question, Order):
        return tuple(_led(f"{place}. ", item) for place, item in enumerate(question.items, 1))
    return tuple(_between(left, " – ", right) for left, right in question.pairs)


def explained(question: AnyQuestion, *, mistakes: bool = False) -> tuple[Text, ...]:
    """Why the answer is right and, where asked for, each mistake with what it gives."""
    told = [stack([_between(heading_of(m), ": ", m.answer), m.feedback]) for m in mistakes_of(question)]
    return (*question.why, *(told if mistakes else ()))


def kinds_word(question: AnyQuestion, said: Said = ENGLISH) -> str:
    """What is to be done, in a few words."""
    if isinstance(question, Order):
        return said.put_in_order
    if isinstance(question, Match):
        return said.find_pairs
    return ""


def kind_word(question: AnyQuestion, said: Said = ENGLISH) -> str:
    """What kind of question it is: `Number`."""
    return kinds_in(said)[kind_of(question)]


def kinds_in(said: Said) -> dict[str, str]:
    """All kinds of questions, as a language calls them."""
    return dict(zip(KINDS.values(), said.kinds.split("|"), strict=True))


def _led(words: str, text: Text) -> Text:
    return Text((Words(text=words), *text.pieces), text.span)


def _between(left: Text, words: str, right: Text) -> Text:
    return Text((*left.pieces, Words(text=words), *right.pieces), left.span)
