"""How a translated spec stands beside its original: what lacks a translation, what is older, which facts differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from build.findings.diagnostic import Diagnostic, Span, counted
from build.parse.source import FindingCollector, Source, read_source
from build.spec.deck import FrontMatter
from build.translate.own_parts import OwnPart, is_call, own_parts
from build.translate.pairs import Pair, State, paired, translation_of
from build.translate.sentences import Sentence, words_of

_KEPT = {"fact": "C904", "mark": "C904", "call": "C904", "way": "C905"}


def check_translation(source: Source, front: FrontMatter, labels: Collection[str] = ()) -> list[Diagnostic]:
    """All findings of a translation; none for a spec that translates nothing. `labels` are a guide's or a quiz's."""
    if not front.translates:
        return []
    findings = FindingCollector(source)
    at = source.locate(Span(), "translates:")
    name = front.translates
    if Path(name).name != name or not name.endswith(".md"):
        hint = "name one beside this spec: 'translates: NAME.md'"
        findings.add("C901", at, f"'{name}' is not the name of a spec", hint)
        return findings.found
    original, told = read_source(Path(source.path).parent / name)
    if not original.text:
        why = told[0].message if told else "it is empty"
        hint = "name the spec beside this one that it translates"
        findings.add("C901", at, f"the original '{name}' says nothing: {why}", hint)
        return findings.found
    now = words_of(original, labels).sentences
    known = translation_of(words_of(source, labels))
    states = Counter[State]()
    found = paired([sentence.text for sentence in now], known.pairs)
    for sentence, pair in zip(now, found, strict=True):
        state = pair.state(sentence.text) if pair else State.LACKING
        states[state] += 1
        if pair is None:
            message = f"{name}:{sentence.first} is new: '{_short(sentence.text)}'"
            findings.add("C902", _near(sentence, now, found), message, "run translate-template again")
        else:
            _tell(pair, state, sentence, name, findings)
    for pair in (pair for pair in known.pairs if pair.words and all(pair is not one for one in found)):
        hint = "run translate-template again, which puts it at the end"
        findings.add("C903", _span(pair), f"its original is gone: '{_short(pair.original)}'", hint)
        states[State.OLDER] += 1
    if states[State.LACKING] or states[State.OLDER]:
        lacking, older = states[State.LACKING], states[State.OLDER]
        message = standing(len(now), lacking, older)
        hint = "translate below each comment; translate-template brings what is new"
        findings.add("C906", at, message, hint)
    return findings.sorted()


def _tell(pair: Pair, state: State, now: Sentence, name: str, findings: FindingCollector) -> None:
    """How a sentence stands, and which of its parts are not those of what it was translated from."""
    if state is State.LACKING:
        hint = "write it below the comment; where it stays as it is, write '=' behind the language there"
        findings.add("C902", _span(pair), f"not translated: '{_short(now.text)}'", hint)
    elif state is State.OLDER:
        hint = "correct it, and delete the comment with 'was'" if pair.was else "run translate-template again"
        findings.add("C903", _span(pair), f"older than {name}:{now.first}, '{_short(now.text)}'", hint)
    if pair.sentence is None or not pair.words:
        return
    text = pair.sentence.text
    call = is_call(pair.original)
    wanted = {(part.what, part.shared): part for part in own_parts(pair.was or pair.original, is_call=call)}
    there = {(part.what, part.shared): part for part in own_parts(text, is_call=call)}
    for key in there.keys() - wanted.keys():
        part = there[key]
        hint = _other(part, [one for one in wanted.values() if one.what == part.what])
        what = "the call has other facts or settings" if call else f"'{part.shared}' does not stand in the original"
        findings.add(_KEPT[part.what], pair.sentence.span(part.start, part.end), what, hint)
    for key in () if call else wanted.keys() - there.keys():
        part = wanted[key]
        message = f"the original has '{part.shared}' here"
        findings.add(_KEPT[part.what], _span(pair), message, "copy it into the translation")


def _other(part: OwnPart, wanted: list[OwnPart]) -> str:
    return f"it has {', '.join(one.shared for one in wanted)}" if wanted else "take it out"


def _span(pair: Pair) -> Span:
    return pair.sentence.span() if pair.sentence else Span(pair.line, 1, 2)


def _near(sentence: Sentence, now: list[Sentence], found: tuple[Pair | None, ...]) -> Span:
    """Where a new sentence belongs: below the one before it that is there."""
    before = [pair for one, pair in zip(now, found, strict=True) if one.first < sentence.first and pair]
    return _span(before[-1]) if before else Span()


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def standing(sentences: int, lacking: int, older: int) -> str:
    """How a translation stands, in a sentence."""
    return f"{lacking} of {counted(sentences, 'sentence')} {_lack(lacking)}, {older} {_older(older)}"


def _lack(number: int) -> str:
    return "lacks a translation" if number == 1 else "lack a translation"


def _older(number: int) -> str:
    return "is older than its original" if number == 1 else "are older than their original"
