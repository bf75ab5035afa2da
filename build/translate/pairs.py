"""The sentences of an original beside those of its translation: which belong together, and how each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum

from build.translate.sentences import Sentence, Words

_ALIKE = 0.5  # of two sentences' letters, where one was made from the other
_NEAR = 12  # sentences that one is compared with
_GONE = re.compile(r"(?:^|\n)=> ?")


class State(Enum):
    """How the translation of a sentence stands."""

    DONE = "done"
    LACKING = "lacking"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Pair:
    """A translated sentence and what it was translated from; `was` where that has changed since, in the record.

    `stays` where the words are to be the same in both languages. `line` is the record's; below it may stand nothing.
    """

    original: str
    sentence: Sentence | None
    was: str = ""
    stays: bool = False
    line: int = 1

    @property
    def words(self) -> str:
        """The translation; empty where there is none."""
        if self.sentence is None or (not self.stays and self.sentence.text in (self.original, self.was)):
            return ""
        return self.sentence.text

    def state(self, now: str) -> State:
        """How it stands beside what the original says now."""
        if not self.words:
            return State.LACKING
        return State.OLDER if self.was or self.original != now else State.DONE


@dataclass(frozen=True, slots=True)
class Translation:
    """What a translated spec holds. `gone` are translations by their originals, `added` words of its own."""

    pairs: tuple[Pair, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    added: tuple[Sentence, ...] = ()


def translation_of(words: Words) -> Translation:
    """The pairs that the records of a translated spec make."""
    starts = {sentence.first: sentence for sentence in words.sentences}
    records = {record.first: record for record in words.records}
    pairs: list[Pair] = []
    gone: list[tuple[str, str]] = []
    taken = set[int]()
    for record in words.records:
        if record.mark == "gone":
            original, _, translated = _split_gone(record.text)
            gone.append((original, translated))
        elif record.mark == "was":
            if pairs:
                pairs[-1] = replace(pairs[-1], was=record.text)
        else:
            line = record.last + 1
            while (more := records.get(line)) and more.mark == "was":
                line = more.last + 1
            if line not in records and line not in starts:
                line = next((one for one in range(line, line + 2) if one in starts or one in records), line)
            sentence = starts.get(line)
            taken.add(line if sentence else 0)
            pairs.append(Pair(record.text, sentence, stays=record.mark == "=", line=record.first))
    added = tuple(sentence for sentence in words.sentences if sentence.first not in taken)
    return Translation(tuple(pairs), tuple(gone), added)


def _split_gone(text: str) -> tuple[str, str, str]:
    found = _GONE.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def gone_text(original: str, translated: str) -> str:
    """The same as one record."""
    return f"{original}\n=> {translated}" if original else f"=> {translated}"


def paired(now: Sequence[str], pairs: Sequence[Pair]) -> tuple[Pair | None, ...]:
    """For each sentence of the original its pair: one of equal words there or elsewhere, else one of like words."""
    found: dict[int, int] = {}
    before = [pair.original for pair in pairs]
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for block in matcher.get_matching_blocks():
        found.update((block.b + at, block.a + at) for at in range(block.size))
    free = {at: pair for at, pair in enumerate(pairs) if at not in set(found.values())}
    for at, text in enumerate(now):
        same = next((one for one, pair in free.items() if pair.original == text), -1) if at not in found else -1
        if same >= 0:
            found[at] = same
            del free[same]
    for tag, first, end, begins, ends in matcher.get_opcodes():
        if tag != "equal":
            for at, like in _alike([one for one in range(begins, ends) if one not in found], now, free, first, end):
                found[at] = like
                del free[like]
    return tuple(pairs[found[at]] if at in found else None for at in range(len(now)))


def _alike(
    places: list[int], now: Sequence[str], free: dict[int, Pair], first: int, end: int
) -> Iterator[tuple[int, int]]:
    """Sentences of a changed stretch with the pairs that were theirs, in order."""
    waiting = [one for one in range(first, end) if one in free]
    for at in places:
        likes = {one: _likeness(free[one].original, now[at]) for one in waiting[:_NEAR]}
        like = max(likes, key=lambda one: likes[one], default=0)
        if likes and likes[like] >= _ALIKE:
            waiting = [one for one in waiting if one > like]
            yield at, like


def _likeness(one: str, other: str) -> float:
    """The share of two texts' letters that stand in both in one order; 0 where it is small anyhow."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    small = min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _ALIKE
    return 0.0 if small else matcher.ratio()
