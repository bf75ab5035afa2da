"""A spec as text with its path: reading one, and collecting what is wrong with it.

Reading never raises: a file that cannot be read gives an empty source and a diagnostic that says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from build.files.course import Course
from build.findings.diagnostic import Diagnostic, Span
from build.findings.rules import RULES
from build.findings.unprintable import UNPRINTABLE
from build.spec.deck import KINDS, Kind
from engine.did_you_mean import nearest

LOST = "\ufffd"
LOST_MESSAGE, LOST_HINT = "U+FFFD stands where a character was lost", "write the character itself"
MEBIBYTE = 2**20
LARGEST = 4 * MEBIBYTE

# UTF-8 read as Windows-1252: a lead byte's letter, then one to three letters of continuation bytes.
_CONTINUATION = "\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d" + (
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178\x80-\xbf"
)
_MISREAD = re.compile(
    f"[\xc2-\xdf][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION}]{{2}}|[\xf0-\xf4][{_CONTINUATION}]{{3}}"
)


_DECK = re.compile(rb"^(?:\xef\xbb\xbf)?---[ \t]*\r?$|^##? Slide \d+", re.MULTILINE)  # what makes a file one

_FRONT = 16_384  # bytes in which the front matter names a kind
_KIND = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---|\.\.\.).*\n)*?kind:[ \t]*[\"']?(\w+)")

DEFINITION = re.compile(
    r" {0,3}\[(?P<name>[^\[\]^][^\[\]]{0,199})\]:[ \t]*<?(?P<href>(?:https?://|mailto:)[^\s<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*"
)
_REFERRED = re.compile(r"\[([^\[\]]{1,200})\](?!:)")


def reference_key(name: str) -> str:
    """What the ways to write one name of an address share."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True)
class Source:
    """A spec's text: lines end in `\\n`, no byte-order mark, no character that XML cannot hold."""

    path: str
    text: str

    @cached_property
    def references(self) -> Mapping[str, str]:
        """Addresses that have a name, `[name]: https://…`, which stands in square brackets elsewhere too."""
        found: dict[str, str] = {}
        for line in self.lines:
            if line.lstrip(" ").startswith("[") and (definition := DEFINITION.fullmatch(line)):
                found.setdefault(reference_key(definition["name"]), definition["href"])
        used = {reference_key(name) for name in _REFERRED.findall(self.text)} if found else set()
        return {name: href for name, href in found.items() if name in used}

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(self.text.split("\n"))

    def line(self, number: int) -> str:
        """The line of a 1-based number; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def locate(self, near: Span, *needles: str, reach: int = 40) -> Span:
        """Where the first needle found stands, looking on from a span for some lines; else the span."""
        for needle in needles:
            start = near.column - 1
            for number in range(near.line, near.line + reach):
                at = self.line(number).find(needle, start)
                if at >= 0:
                    return Span(number, at + 1, at + 1 + len(needle))
                start = 0
        return near


@dataclass
class FindingCollector:
    """Collects the diagnostics of one source."""

    source: Source
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, span: Span, message: str, hint: str = "") -> None:
        self.found.append(
            Diagnostic(
                path=self.source.path,
                span=span,
                code=code,
                message=message,
                hint=hint,
                line_text=self.source.line(span.line),
            )
        )

    def sorted(self) -> list[Diagnostic]:
        """All findings in the order of the source, each once."""
        return sorted(dict.fromkeys(self.found), key=lambda finding: (finding.span, finding.code, finding.message))


def kind_of(spec: Path) -> Kind:
    """What a spec's front matter says that is made of it; a deck where it does not say, or cannot be read."""
    try:
        if not spec.is_file():  # who opens a pipe waits for its other end
            return "deck"
        with spec.open("rb") as file:
            return kind_in(file.read(_FRONT))
    except OSError:
        return "deck"


def kind_in(data: bytes) -> Kind:
    """The same of a text's bytes."""
    found = _KIND.match(data[:_FRONT])
    named = found[1].decode("utf-8", "replace") if found else ""
    return next((kind for kind in KINDS if kind == named), "deck")


def specs_of(course: Course, kind: Kind | None = "deck") -> list[Path]:
    """The specs of a course, by name: those of a kind, with None all. A file named in capitals, as a readme, is none.

    In a folder that is not declared as a course a spec has a line `---`, as front matter and slides do, or a slide's
    heading.
    """
    named = sorted(path for path in course.specs.glob("*.md") if not path.stem.isupper())
    specs = named if course.declared else [path for path in named if _is_deck(path)]
    return [path for path in specs if kind is None or kind_of(path) == kind]


def _is_deck(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return looks_like_one(file.read(LARGEST))
    except OSError:
        return False


def looks_like_one(data: bytes) -> bool:
    """Whether a file's bytes are a spec's wherever it lies: with front matter, rulers, or slides' headings."""
    return bool(_DECK.search(data))


def read_source(path: Path | str) -> tuple[Source, list[Diagnostic]]:
    """Read a spec file."""
    shown = str(path)
    try:
        size = Path(path).stat().st_size
        if Path(path).exists() and not Path(path).is_file() and not Path(path).is_dir():
            return Source(shown, ""), [_whole(shown, "P001", "cannot be read: not a file", RULES["P001"].remedy)]
        data = b"" if size > LARGEST else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Source(shown, ""), [_whole(shown, "P001", f"cannot be read: {reason}", _likely(Path(path)))]
    if size > LARGEST:
        return Source(shown, ""), [_too_large(shown, size)]
    return source_from(shown, data)


def _likely(path: Path) -> str:
    """The spec beside a missing one whose name is most like it, as a hint."""
    try:
        near = nearest(path.name, [spec.name for spec in sorted(path.parent.glob("*.md"))])
    except (OSError, ValueError):
        near = None
    return f"did you mean '{path.with_name(near)}'?" if near and near != path.name else RULES["P001"].remedy


def source_from(path: str, data: bytes) -> tuple[Source, list[Diagnostic]]:
    """A source from a file's bytes."""
    if len(data) > LARGEST:
        return Source(path, ""), [_too_large(path, len(data))]
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Source(path, ""), [_whole(path, "P003", "a binary file, not a Markdown text")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Source(path, ""), [_not_utf8(path, data, error)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return Source(path, ""), [
            _whole(path, "P005", "the file is empty", "a spec starts with '# Title' and has slides '## Slide 1: …'")
        ]
    raw = Source(path, text)
    findings = FindingCollector(Source(path, UNPRINTABLE.sub("\ufffd", text)))
    for number, line in enumerate(raw.lines, 1):
        for match in UNPRINTABLE.finditer(line):
            code = f"U+{ord(match.group()):04X}"
            findings.add(
                "P007", Span(number, match.start() + 1, match.end() + 1), f"control character {code}", "delete it"
            )
        for at in (at for at, letter in enumerate(line) if letter == LOST) if LOST in line else ():
            findings.add("P127", Span(number, at + 1, at + 2), LOST_MESSAGE, LOST_HINT)
        for start, end, repaired in _misread(line):
            findings.add(
                "P006",
                Span(number, start + 1, end + 1),
                f"'{line[start:end]}' is UTF-8 that was read as Windows-1252",
                f"write '{repaired}'",
            )
    return findings.source, findings.sorted()


def _misread(line: str) -> Iterator[tuple[int, int, str]]:
    """Sequences that were UTF-8 once, with the character they stood for."""
    if line.isascii():
        return
    for match in _MISREAD.finditer(line):
        if match.group().startswith("×") and line[: match.start()][-1:].isdigit():
            continue  # “16×” and a closing quotation mark are a factor, and no Hebrew letter
        try:
            repaired = bytes(map(_byte, match.group())).decode("utf-8")
        except (UnicodeDecodeError, ValueError):
            continue
        yield match.start(), match.end(), repaired


def _byte(letter: str) -> int:
    """The byte that Windows-1252 (or, for its five gaps, Latin-1) shows as this letter."""
    try:
        return letter.encode("cp1252")[0]
    except UnicodeEncodeError:
        return letter.encode("latin-1")[0]


def _whole(path: str, code: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(path=path, span=Span(), code=code, message=message, hint=hint)


def _too_large(path: str, size: int) -> Diagnostic:
    message = f"the file has {size:,} bytes; a spec has at most {LARGEST:,}"
    return _whole(path, "P004", message, "split the deck, or check that this is the spec")


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    """Names the first byte that is not UTF-8, and the encoding that the file more likely has."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _whole(path, "P002", "the file is UTF-16; a spec is UTF-8", "save it as UTF-8")
    before = data[: error.start]
    line = before.count(b"\n") + before.replace(b"\r\n", b"\n").count(b"\r") + 1
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    rest = re.split(rb"[\r\n]", data[start : start + 400])[0]
    text = UNPRINTABLE.sub("\ufffd", rest.decode("cp1252", errors="replace"))
    column = len(before[start:].decode("utf-8", errors="replace")) + 1
    letter = text[column - 1 : column] or "\ufffd"
    hint = f"save it as UTF-8; read as Windows-1252 this is {letter!r}" if letter != "\ufffd" else "save it as UTF-8"
    return Diagnostic(
        path=path,
        span=Span(line, column, column + 1),
        code="P002",
        message=f"byte 0x{data[error.start]:02X} is not UTF-8",
        hint=hint,
        line_text=text,
    )
