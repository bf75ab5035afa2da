"""A spec as one to translate: all of it, each sentence with its original in a record above; again, when it changed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from build.parse.front_matter import read_front_matter
from build.parse.kept_lines import KeptLines, kept_lines
from build.parse.records import OPENING, read_front_record, write_record
from build.parse.source import FindingCollector, Source
from build.translate.pairs import Pair, State, Translation, gone_text, paired, translation_of
from build.translate.sentences import Sentence, words_of

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OURS = re.compile(r"(?:language|translates):")
_KEY = re.compile(r"(?P<key>[A-Za-z_]\w*):(?:\s|$)")
_PLAIN = re.compile(r"\w[\w.-]*")


@dataclass(frozen=True, kw_only=True)
class Template:
    """The text of a spec to translate, and how its sentences stand. `gone` and `added` stand at its end from now on."""

    text: str
    sentences: int
    lacking: int
    older: int
    gone: int = 0
    added: int = 0


def make_template(
    original: Source, name: str, language: str, *, labels: Collection[str] = (), before: Source | None = None
) -> Template:
    """The spec `name` to be translated, with what `before`, an earlier such spec, has of translations.

    `labels` are those of a guide or a quiz. Raises ValueError where the original is a translation itself, has pandoc's
    title block, or is in that language.
    """
    front, skip = read_front_matter(FindingCollector(original))
    if front.translates:
        raise ValueError(f"a translation of {front.translates}; name that")
    if original.text.startswith("%"):
        raise ValueError("pandoc's title block; write it as front matter, 'title: …' between two lines '---'")
    if front.language.casefold() == language.casefold():
        raise ValueError(f"in '{language}' already; name another language")
    code = (re.match(r"[a-z]{2,3}(?![a-z])", front.language.casefold()) or ["en"])[0]
    sentences = words_of(original, labels).sentences
    known = translation_of(words_of(before, labels)) if before else Translation()
    work = _Work(code, sentences, known)
    head = ["---", f"translates: {name if _PLAIN.fullmatch(name) else json.dumps(name)}", f"language: {language}"]
    lines = list(original.lines)
    inside = [(number, line) for number, line in enumerate(lines[1 : max(1, skip - 1)], 2) if not _OURS.match(line)]
    head += [made for number, line in inside for made in work.written(number, line, front=True)]
    head += _own_keys(before, lines[1 : max(1, skip - 1)])
    head += [lines[skip - 1]] if skip else ["---", ""]
    comments = {rows[0][0] for rows in _kept(original, skip).comments if rows}
    body: list[str] = []
    for number, line in enumerate(lines[skip:], skip + 1):
        if number in comments and OPENING.match(line):  # an own one that looks like a record
            line = line.replace("<!-- ", "<!--  ", 1)
        body += work.written(number, line)
    rest = work.rest()
    if rest:
        while body and not body[-1]:
            body.pop()
        body += ["", *rest, ""]
    states = Counter(work.states)
    return Template(
        text="\n".join([*head, *body]), sentences=len(sentences), lacking=states[State.LACKING],
        older=states[State.OLDER], gone=work.gone, added=len(known.added),
    )  # fmt: skip


class _Work:
    """Writes each sentence of the original with its record and the translation that is known."""

    def __init__(self, code: str, sentences: list[Sentence], known: Translation) -> None:
        self.code, self.known = code, known
        self.states: list[State] = []
        self.gone = 0
        self._starts = {sentence.first: sentence for sentence in sentences}
        self._inside = {line for one in sentences for line in range(one.first + 1, one.last + 1)}
        found = paired([sentence.text for sentence in sentences], known.pairs)
        self._pairs = {one.first: pair for one, pair in zip(sentences, found, strict=True) if pair}
        self._memory = {original: translated for original, translated in known.gone if original and translated}
        self._memory |= {pair.original: pair.words for pair in known.pairs if pair.words and not pair.was}
        self._used = {id(pair) for pair in self._pairs.values()}

    def written(self, number: int, line: str, *, front: bool = False) -> Iterator[str]:
        """A line as it stands in the translation: with records and translated, where a sentence begins there."""
        if number in self._inside:
            return
        sentence = self._starts.get(number)
        if sentence is None:
            yield line
            return
        pair = self._pairs.get(number)
        if (pair is None or not pair.words) and (remembered := self._memory.get(sentence.text)):
            pair = Pair(sentence.text, _saying(sentence, remembered), stays=remembered == sentence.text)
        state = pair.state(sentence.text) if pair else State.LACKING
        self.states.append(state)
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        mark = "=" if pair and pair.stays and state is State.DONE else ""
        yield indent + write_record(sentence.text, self.code, mark, front=front)
        if pair and state is State.OLDER:
            was = pair.was or pair.original
            if was != sentence.text:
                yield indent + write_record(was, self.code, "was", front=front)
        words = pair.words if pair and pair.words else sentence.text
        yield sentence.before + words + sentence.behind

    def rest(self) -> list[str]:
        """What stands in no place of the original any more, as records for the end."""
        now = {sentence.text for sentence in self._starts.values()}
        left = [(pair.original, pair.words) for pair in self.known.pairs if pair.words and id(pair) not in self._used]
        left = [(original, words) for original, words in left if original not in now]
        self.gone = len(left)
        kept = [(original, words) for original, words in self.known.gone if original not in now]
        added = [("", sentence.text) for sentence in self.known.added]
        every = dict.fromkeys([*kept, *left, *added])
        return [write_record(gone_text(original, words), self.code, "gone") for original, words in every]


def _saying(sentence: Sentence, words: str) -> Sentence:
    return Sentence(words, sentence.before, sentence.behind, sentence.first, sentence.last)


def _kept(source: Source, skip: int) -> KeptLines:
    return kept_lines(FindingCollector(source), skip=skip, is_label=lambda _: False)


def _own_keys(before: Source | None, front: Iterable[str]) -> Iterator[str]:
    """The keys of a translation's front matter that its original does not have, with their lines."""
    if before is None:
        return
    known = {found["key"] for line in front if (found := _KEY.match(line))} | {"language", "translates"}
    _, skip = read_front_matter(FindingCollector(before))
    own = False
    for line in before.lines[1 : max(1, skip - 1)]:
        if found := _KEY.match(line):
            own = found["key"] not in known
        if own and not read_front_record(line, 0):
            yield line
