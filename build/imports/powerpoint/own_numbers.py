"""The numbers of a deck that we built: each a *given* fact of the import, which shows the same digits and unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from build.compare.content import Content
from build.compare.slide_content import SlideContent, TextPart
from build.imports.powerpoint.paragraphs import NOWHERE
from build.imports.powerpoint.told import in_quotes, in_yaml
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.given import with_given
from build.spec.deck import Expression, Piece, Text, Words
from build.spec.said import Said
from engine.ledger import GIVEN, Ledger
from engine.units import Quantity

NUMBER = re.compile(
    r"(?P<before>[$€£¥])?(?P<number>[-−]?\d[\d.,\u202f' ]*\d|[-−]?\d)(?P<unit>\s?[^\d\s(][^()|{}]{0,30})?"
)
_NAME = re.compile(r"\W+")
_MASK = re.compile(r"\{([^{}]+)\}")
_MOST, _AT_ONCE = 80, 80  # numbers that front matter has room for
_SIGNS = {"%": "percent", "×": "times", "€": "euros", "$": "dollars", "°": "degrees", "": "count"}
_LONG = 3  # letters of a number that can be nothing else


@dataclass
class OwnNumbers:
    """`values` are the front matter's data by their names: a number as written, its unit, and whose it is."""

    content: Content
    said: Said
    deck: str
    values: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)  # numbers that no given fact shows the same
    _used: set[str] = field(default_factory=set)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    def prepare(self, slides: Iterable[SlideContent]) -> None:
        """Give each number of the slides a name, where a given fact shows it the same."""
        for slide in slides:
            for number in slide.numbers:
                if number.text and (number.reference, number.text) not in self._names:
                    self._names[number.reference, number.text] = self._named(number.reference, number.text)
        shown = self._shown()
        for key, name in self._names.items():
            if name and shown.get(name) != _plain(key[1]):
                self.values.pop(name, None)
                self._names[key] = ""
                self.words.append(key[1])

    def in_text(self, text: Text, slide: SlideContent) -> Text:
        """Words in which each number of a fact is named."""
        plain = _plain("".join(piece.text for piece in text.pieces if isinstance(piece, Words)))
        found: list[tuple[int, int, str]] = []
        for part in slide.parts:
            if part.masked == part.text or not part.text:
                continue
            whole = _plain(part.text)
            at = -1 if _is_number(part) else plain.find(whole)
            if at < 0 and plain.strip() == whole:
                at = plain.index(whole)
            if at >= 0 and not (plain[:at][-1:].isalnum() or plain[at + len(whole) :][:1].isalnum()):
                found += [(at + start, at + end, name) for start, end, name in self._spans(part.text, part.masked)]
        for number in slide.numbers:
            name = self._names.get((number.reference, number.text), "")
            bare = _plain(number.text)
            if name and plain.strip() == self._shown_alone(bare):  # its unit stands in the head of its column
                found.append((plain.index(plain.strip()), len(plain.rstrip()), name))
            if name and len(bare) >= _LONG:
                pattern = rf"(?<![\w.,]){re.escape(bare)}(?![\w]|[.,]\d)"
                found += [(hit.start(), hit.end(), name) for hit in re.finditer(pattern, plain)]
        kept = _apart(found)
        self._used.update(name for _, _, name in kept)
        return Text(tuple(_cut(text, kept, self.expression)), text.span)

    @staticmethod
    def _shown_alone(words: str) -> str:
        """A number without its unit."""
        found = NUMBER.fullmatch(words)
        return found["number"] if found else words

    def _spans(self, shown: str, masked: str) -> Iterator[tuple[int, int, str]]:
        """Where the numbers of a text stand in it."""
        pattern, references = "", []
        for i, part in enumerate(_MASK.split(masked)):
            pattern += re.escape(_plain(part)) if i % 2 == 0 else "(.+?)"
            references += [part] if i % 2 else []
        if hit := re.fullmatch(pattern, _plain(shown), re.DOTALL):
            for i, reference in enumerate(references, 1):
                words = shown[hit.start(i) : hit.end(i)]
                if name := self._names.get((reference, words), ""):
                    yield hit.start(i), hit.end(i), name

    def _named(self, reference: str, words: str) -> str:
        """A name for a number; empty where it cannot be read."""
        found = NUMBER.fullmatch(_plain(words))
        if found is None:
            return ""
        number = found["number"].replace("−", "-").replace(self.said.thousands or ",", "")
        number = re.sub(r"[ \u202f']", "", number).replace(self.said.decimal, ".")
        if not re.fullmatch(r"-?\d+(?:\.\d+)?", number):
            return ""
        base = _NAME.sub("_", reference).strip("_").casefold()
        base = base if base[:1].isalpha() else f"fact_{base}"
        name, count = base, 1
        while name in self.values or self._kind(name) not in ("", GIVEN):
            count += 1
            name = f"{base}_{count}"
        self.values[name] = (number, found["before"] or (found["unit"] or "").strip(), self._source(reference))
        return name

    def _kind(self, name: str) -> str:
        """How a fact of the deck is known; nothing where it has none of that name."""
        return self.content.facts[name].kind if name in self.content.facts else ""

    def _source(self, reference: str) -> str:
        name = reference.partition(".")[0]
        fact = self.content.facts.get(name)
        if fact and fact.kind == GIVEN and fact.source:
            return fact.source
        how = f", {fact.kind}" + (f", {fact.day}" if fact.day else "") if fact else ""
        return f"{self.deck}: {name}{how}"

    def _shown(self) -> Mapping[str, str]:
        """What a deck would show of each given number."""
        shown = {}
        names = list(self.values)
        for at in range(0, len(names), _AT_ONCE):
            lines = ["---", "data:", *map(self._value_line, names[at : at + _AT_ONCE]), "---", "# Numbers", ""]
            deck, _ = parse(source_from("numbers.md", "\n".join(lines).encode())[0])
            ledger, _ = with_given(deck, Ledger({}))
            for name in names[at : at + _AT_ONCE]:
                record = ledger.get(name)
                if record is not None and isinstance(record.held, Quantity):
                    shown[name] = _plain(self.said.number(str(record.held)))
        return shown

    # ---- the front matter ---------------------------------------------------------------------------
    @property
    def _are_many(self) -> bool:
        """Whether front matter has no room for each number, so that they stand in tables, one a unit."""
        return len(self.values) > _MOST

    def expression(self, name: str) -> str:
        """What names a number in a text."""
        return f'{_sheet_name(self.values[name][1])}["{name}"].value' if self._are_many else name

    def data_lines(self) -> list[str]:
        """The front matter's lines below `data:`."""
        if not self._are_many:
            return [self._value_line(name) for name in self.values if name in self._used]
        units = dict.fromkeys(unit for name, (_, unit, _) in self.values.items() if name in self._used)
        source = in_yaml(self.deck)
        return [
            f"  {_sheet_name(unit)}: {{file: {self.file_of(unit)}, unit: {in_yaml(unit)}, source: {source}}}"
            for unit in units
        ]

    def files(self) -> dict[str, bytes]:
        """The tables of numbers, where they stand in some: a row a number, with how it was obtained."""
        found: dict[str, bytes] = {}
        used = {name: value for name, value in self.values.items() if name in self._used}
        for unit in dict.fromkeys(unit for _, unit, _ in used.values()) if self._are_many else ():
            its = ((name, number, source) for name, (number, other, source) in used.items() if other == unit)
            rows = [f"{name},{number},{in_quotes(source)}" for name, number, source in its]
            found[self.file_of(unit)] = "\n".join(["number,value,source", *rows, ""]).encode()
        return found

    @staticmethod
    def file_of(unit: str) -> str:
        return f"data/{_sheet_name(unit).replace('_', '-')}.csv"

    def _value_line(self, name: str) -> str:
        number, unit, source = self.values[name]
        said = f"unit: {in_yaml(unit)}, " if unit else ""
        return f"  {name}: {{value: {number}, {said}source: {in_yaml(source)}}}"


def _plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")


def _apart(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Places in their order, of those that overlap the first that was found."""
    kept: list[tuple[int, int, str]] = []
    for start, end, name in found:
        if all(end <= other or start >= last for other, last, _ in kept):
            kept.append((start, end, name))
    return sorted(kept)


def _is_number(part: TextPart) -> bool:
    """Whether a text is one number and nothing else."""
    return bool(re.fullmatch(r"\{[^{}]+\}", part.masked))


def _sheet_name(unit: str) -> str:
    words = "".join(_SIGNS.get(letter, letter) for letter in unit) or _SIGNS[""]
    return "in_" + (_NAME.sub("_", words).strip("_").casefold() or "signs")


def _cut(text: Text, found: list[tuple[int, int, str]], named: Callable[[str], str]) -> Iterator[Piece]:
    """A text's pieces, with an expression at each of these places."""
    at = 0
    waiting = list(found)
    for piece in text.pieces:
        if not isinstance(piece, Words):
            yield piece
            continue
        start, end = at, at + len(piece.text)
        while waiting and waiting[0][0] < end:
            first, last, name = waiting[0]
            if first >= at:
                yield replace(piece, text=piece.text[at - start : first - start])
                yield Expression(
                    source=f" {named(name)} ", span=NOWHERE, bold=piece.bold, italic=piece.italic, strike=piece.strike
                )
            at = min(last, end)
            if last > end:
                break
            waiting.pop(0)
        yield replace(piece, text=piece.text[at - start :])
        at = max(at, end)
