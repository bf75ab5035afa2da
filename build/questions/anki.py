"""Questions as cards for Anki. A card's identity is its question's, so that an edited quiz updates what is learnt."""

from __future__ import annotations

import hashlib
from html import escape
from pathlib import Path
from typing import Any

from build.questions.draw import drawn, shuffled
from build.questions.model import AnyQuestion, Bank, Choice, Match, Number, Open, Order
from build.questions.said_words import answer_of, explained, heading_of, kinds_word, mistakes_of, within
from build.questions.words import html, paragraphs, plain
from build.spec.said import Said, said_in
from engine.atomic_write import replacing

_MODEL = 1_820_406_113  # Anki's own identity of the kind of card; it must never change
_FIELDS = ("Question", "Answer", "Why", "Mistakes", "Shown in", "Id")
_FRONT = '<div class="topic">{{Tags}}</div>{{Question}}'
_BACK = """{{FrontSide}}<hr id="answer">{{Answer}}
{{#Why}}<div class="why">{{Why}}</div>{{/Why}}
{{#Mistakes}}<div class="mistakes">{{Mistakes}}</div>{{/Mistakes}}
{{#Shown in}}<div class="shown">{{Shown in}}</div>{{/Shown in}}"""
_STYLE = """.card { font-family: Carlito, Calibri, sans-serif; font-size: 20px; line-height: 1.45; text-align: left;
  max-width: 38em; margin: 0 auto; padding: 1em; }
.topic, .shown { font-size: 15px; opacity: 0.75; }
.mistakes { margin-top: 1em; border-left: 4px solid #A33B24; padding-left: 0.8em; }
mark { background: #F6E7B8; color: #12284A; }"""


def write_anki(bank: Bank, path: Path, *, seed: int = 1, stamp: float | None = None) -> None:
    """The cards of a set as an .apkg file, as of now or of the seconds `stamp`: Anki takes newer cards for edits.

    Raises ModuleNotFoundError where genanki is not installed.
    """
    import genanki

    model = genanki.Model(
        _MODEL,
        "Coursewright question",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(_identity(bank.name), "::".join(filter(None, (bank.course, plain(bank.title)))))
    for question in drawn(bank, seed):
        deck.add_note(_note(question, bank, seed, model))
    with replacing(path) as temporary:
        genanki.Package(deck).write_to_file(str(temporary), timestamp=stamp)


def _identity(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"coursewright {name}".encode()).digest()[:4], "big") % 2**31 + 2**30


def _note(question: AnyQuestion, bank: Bank, seed: int, model: Any) -> Any:
    import genanki

    told = "".join(
        f"<p><b>{html(heading_of(m), tag='b')}</b> ({html(m.answer, tag='b')}). {html(m.feedback, tag='b')}</p>"
        for m in mistakes_of(question)
    )
    shown = " · ".join(f"{way.target}: {way.title}" for way in question.ways)
    fields = [
        _front(question, seed, said_in(bank.language)),
        _back(question),
        paragraphs(explained(question), tag="b"),
        told,
        escape(shown, quote=False),
        question.id,
    ]
    tags = ["-".join(plain(question.topic).split())] if question.topic else []
    guid = genanki.guid_for("coursewright", bank.name, question.id)
    return genanki.Note(model=model, fields=fields, guid=guid, tags=tags)


def _front(question: AnyQuestion, seed: int, said: Said) -> str:
    asked = f"<p>{html(question.stem, tag='b')}</p>"
    if isinstance(question, Number):
        unit = f"{said.in_unit.format(question.value.unit)}, " if question.value and question.value.unit else ""
        return asked + f"<p><i>({unit}{within(question, said)})</i></p>"
    shown: list[str] = []
    if isinstance(question, Choice):
        options = [question.answer, *(mistake.answer for mistake in question.mistakes)]
        shown = [html(text, tag="b") for text in shuffled(options, seed, question)]
    elif isinstance(question, Order):
        shown = [html(text, tag="b") for text in shuffled(question.items, seed, question)]
    elif isinstance(question, Match):
        rights = shuffled([right for _, right in question.pairs], seed, question)
        shown = [f"{html(left, tag='b')} – ?" for left, _ in question.pairs]
        asked += f"<p>{' · '.join(html(right, tag='b') for right in rights)}</p>"
    task = f"<p><i>{words}</i></p>" if (words := kinds_word(question, said)) else ""
    return asked + task + (f"<ul>{''.join(f'<li>{one}</li>' for one in shown)}</ul>" if shown else "")


def _back(question: AnyQuestion) -> str:
    if isinstance(question, Open):
        points = "".join(f"<li>{html(point, tag='b')}</li>" for point in question.points)
        return paragraphs(question.answer, tag="mark") + (f"<ul>{points}</ul>" if points else "")
    return "".join(f"<div>{html(text, tag='b')}</div>" for text in answer_of(question))
