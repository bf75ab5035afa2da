"""What stands behind the three backticks of a listing: its language, its file, and the lines that it marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from build.findings.diagnostic import Span
from build.findings.suggestion import suggestion
from build.parse.attributes import PAIR, value_of
from build.parse.reading import Reading

_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "output", "none", "nohighlight"})
_SPOKEN = {"js": "javascript", "shell-session": "console", "c++": "cpp", "c#": "csharp", "vue-html": "html"}
_DIAGRAMS = frozenset({"mermaid", "plantuml", "dot", "graphviz", "d2", "vega-lite"})
_WORD = re.compile(r"[^\s{}\[\]=]+(?!\S*=)")
_BRACES = re.compile(r"\{(?P<inside>[^{}]*)\}")
_LINES = re.compile(r"(?:[0-9,\s\-–|*]|all|hide|none)*", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")
_NAMES = ("title", "filename", "file-name", "name", "caption", "source-line")
_MARKS = ("mark", "highlight", "hl_lines", "data-line-numbers", "code-line-numbers", "emphasize-lines")
_MOST = 10_000


@dataclass
class FenceInfo:
    """`source` is the file of the course that the lines are taken from, and `lines` which of them."""

    language: str = ""
    name: str = ""
    marked: tuple[int, ...] = ()
    source: str = ""
    lines: str = ""
    unused: list[str] = field(default_factory=list)


def read_info(info: str, span: Span, reading: Reading) -> FenceInfo:
    """An info string.

    info     = language? ("{" (lines | attribute*) "}" | "[" name "]" | key "=" value | word)*
    lines    = range ("," range)*                those that are marked
    attribute = "." language | key "=" value | "#" name
    """
    read = FenceInfo()
    if word := _WORD.match(info):
        read.language, info = word[0], info[word.end() :]
    rest = _BRACES.sub(lambda braces: _braces(braces["inside"].strip(), read) or " ", info)
    rest = PAIR.sub(lambda pair: _pair(pair, read), rest)
    if title := re.search(r"\[([^\[\]]+)\]", rest):
        read.name = read.name or title[1]
        rest = rest.replace(title[0], " ")
    read.unused += rest.split()
    read.language, _, name = read.language.partition(":")
    read.name = read.name or name
    read.language = _known(read.language, span, reading) or language_of(read.source)
    for left in read.unused:
        reading.dialect.tell(f"'{left}' behind ```", span)
    return read


def _braces(inside: str, read: FenceInfo) -> str:
    """Takes marked lines and attributes; a language in braces alone is one that runs elsewhere and is shown here."""
    if _LINES.fullmatch(inside):
        read.marked = read.marked or numbers_in(inside)
        return ""
    inside = PAIR.sub(lambda pair: _pair(pair, read), inside)
    words = inside.split()
    if not read.language and words and words[0][:1] not in "#-" and not words[0].endswith(":"):
        read.language = words.pop(0).lstrip(".").rstrip(",")
    read.unused += [" ".join(words)] if words else []
    return ""


def _pair(pair: re.Match[str], read: FenceInfo) -> str:
    key, value = pair["key"], value_of(pair)
    if key in _NAMES:
        read.name = value
    elif key == "file":
        read.source, read.name = value, read.name or value
    elif key == "lines":
        read.lines = value
    elif key in _MARKS:
        read.marked = numbers_in(value)
    else:
        read.unused.append(pair[0])
    return " "


def numbers_in(text: str) -> tuple[int, ...]:
    """`1,3-5` as numbers from 1 on. Of steps, `1|3-5`, all."""
    found: set[int] = set()
    for first, last in _NUMBERS.findall(text):
        found.update(range(max(1, int(first)), min(int(last or first), _MOST) + 1))
    return tuple(sorted(found))


def language_of(path: str) -> str:
    """The language of a file by its name; empty where Pygments knows none."""
    from pygments.lexers import find_lexer_class_for_filename

    lexer = find_lexer_class_for_filename(path.rpartition("/")[2]) if path else None
    return lexer.aliases[0] if lexer and lexer.aliases and lexer.aliases[0] not in _PLAIN else ""


def _known(language: str, span: Span, reading: Reading) -> str:
    """The language, where Pygments has it; else none, with a finding."""
    key = language.casefold()
    if key in _PLAIN:
        return ""
    from pygments.lexers import find_lexer_class_by_name, get_all_lexers
    from pygments.util import ClassNotFound

    key = _SPOKEN.get(key, key)
    try:
        find_lexer_class_by_name(key)
    except ClassNotFound:
        names = [alias for _, aliases, _, _ in get_all_lexers(plugins=False) for alias in aliases]
        hint = suggestion(key, names, "write the name of a language that Pygments knows, or none")
        if key in _DIAGRAMS:
            hint = "diagrams are not drawn from text here: show a picture of it"
        reading.findings.add("P132", reading.findings.source.locate(span, language, reach=1),
                             f"unknown language '{language}': shown without colours", hint)  # fmt: skip
        return ""
    return key
