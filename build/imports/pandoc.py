"""What pandoc and Quarto write beyond Markdown, as the parser has it: cells, raw blocks, shortcodes, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build.imports.front import Front
from build.imports.lines import HIDDEN, Line, Reading
from build.parse.kept_lines import FENCE, OpenFence

_SHORTCODE = re.compile(r"\{\{<\s*(?P<name>[\w/-]+)\s*(?P<rest>[^{}]*?)\s*/?>\}\}")
_OPTION = re.compile(r"\s*(?:#|//|--|%)\|\s*(?P<key>[\w.-]+):\s*(?P<value>.*)")
_CELL = re.compile(r"\s*(?P<marker>`{3,}|~{3,})\s*\{(?P<language>[A-Za-z]\w*)(?P<rest>[^{}]*)\}\s*")
_CHUNK = re.compile(r"[,\s](?P<key>[\w.]+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^,\s]+)")
_RAW = re.compile(r"\s*(?P<marker>`{3,})\s*\{=(?P<format>\w+)\}\s*")
_HIDDEN = re.compile(r"\{[^{}]*\b(?:data-)?visibility=[\"']?(?:hidden|uncounted)[^{}]*\}")
_LETTERED = re.compile(r"(?P<indent>\s{0,3})(?P<mark>[a-z]|[ivx]{1,4}|[A-Z](?=\.\s\s|\)))(?P<dot>[.)])\s+(?=\S)")
_EQUATION = re.compile(r"\s*\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray)\*?)\}")


def of_pandoc(lines: Sequence[Line], front: Front, reading: Reading) -> list[Line]:
    """Cells with their options, raw blocks, shortcodes, line blocks, lettered lists, hidden slides, equations."""
    made: list[Line] = []
    rows = list(lines)
    at = 0
    while at < len(rows):
        line = rows[at]
        if FENCE.match(line.text):
            end = _end_of_fence(rows, at)
            made += _fence(rows[at:end], front, reading)
            at = end
            continue
        if re.match(r" {0,3}\| ", line.text) and not line.text.rstrip().endswith("|"):
            end = at
            while end < len(rows) and re.match(r" {0,3}\|(?: |$)|\s+\S", rows[end].text):
                end += 1
            made += _line_block(rows[at:end])
            at = end
            continue
        if found := _EQUATION.match(line.text):
            end = next((i for i in range(at, len(rows)) if f"\\end{{{found['name']}}}" in rows[i].text), -1)
            if end >= 0:
                made += [line.now("$$"), *rows[at : end + 1], rows[end].now("$$")]
                at = end + 1
                continue
        made += _plain(line, front, reading)
        at += 1
    return made


def _plain(line: Line, front: Front, reading: Reading) -> Iterator[Line]:
    text = _SHORTCODE.sub(lambda code: _shortcode(code, line, front, reading), line.text)
    is_hidden = text.startswith("#") and _HIDDEN.search(text)
    lettered = _LETTERED.match(text)
    if lettered:
        number = _number(lettered["mark"])
        text = f"{lettered['indent']}{number}{lettered['dot']} {text[lettered.end() :]}" if number else text
    yield line.now(text)
    if is_hidden:
        yield from (line.now(""), line.now(HIDDEN), line.now(""))


def _number(mark: str) -> int:
    if len(mark) == 1:
        return ord(mark.lower()) - ord("a") + 1
    return {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}.get(mark, 0)


def _shortcode(found: re.Match[str], line: Line, front: Front, reading: Reading) -> str:
    rest = found["rest"].split()
    first = rest[0].strip("\"'") if rest else ""
    if found["name"] == "meta" and first in front.values:
        return str(front.values[first])
    if found["name"] == "video" and first:
        if "://" in first:
            reading.tell(line.where, f"a film: {first}", "a link stands in its place")
            return f"<{first}>"
        return f"![]({first})"
    look = found["name"] in ("fa", "iconify", "bi", "pagebreak", "ai", "academicons", "countdown", "qr")
    reading.tell(line.where, found[0], look=look)
    return ""


def _end_of_fence(rows: Sequence[Line], at: int) -> int:
    fence = OpenFence()
    for end in range(at, len(rows)):
        fence.holds(rows[end].text)
        if not fence.marker:
            return end + 1
    return len(rows)


def _fence(block: Sequence[Line], front: Front, reading: Reading) -> list[Line]:
    """A block of code; a cell without its options, and with its caption below."""
    first = block[0]
    if raw := _RAW.fullmatch(first.text):
        words = " ".join(line.text.strip() for line in block[1:-1])
        if raw["format"] in ("html", "markdown"):
            return list(block[1:-1])
        reading.tell(first.where, f"a block for {raw['format']}: {words[:100]}")
        return []
    cell = _CELL.fullmatch(first.text)
    if cell is None:
        return list(block)
    options = {found["key"]: found["value"].strip().strip("\"'") for found in _CHUNK.finditer(cell["rest"])}
    body = list(block[1:])
    while body and (option := _OPTION.fullmatch(body[0].text)):
        options[option["key"]] = option["value"].strip().strip("\"'")
        body.pop(0)
    options = {key.replace(".", "-"): value for key, value in options.items()}
    shown = {key: options.get(key, "true").casefold() not in ("false", "f") for key in ("echo", "include", "eval")}
    if cell["language"] in ("mermaid", "dot"):
        reading.tell(first.where, f"a drawing made of text ({cell['language']})", "its text stands as code")
        return [first.now(f"{cell['marker']}{cell['language']}"), *body]
    if not shown["include"]:
        reading.tell(first.where, "a cell that is never shown", look=True)
        return []
    indent = " " * (len(first.text) - len(first.text.lstrip()))
    shows = f" ({options['fig-alt'][:300]})" if options.get("fig-alt") else ""
    made: list[Line] = []
    if shown["echo"] and (front.echo or "echo" in options):
        marks = options.get("code-line-numbers", "")
        marks = f" {{{marks}}}" if re.fullmatch(r"[\d,\-| ]+", marks) else ""
        named = options.get("filename", "")
        info = f"{cell['language']}{marks}" + (f' title="{named}"' if named else "")
        made = [first.now(f"{indent}{cell['marker']}{info}"), *body]
        if shown["eval"]:
            reading.tell(first.where, f"what a cell of {cell['language']} gives{shows}", "its code stands in its place")
    else:
        code = " ".join(line.text.strip() for line in body[:-1])
        reading.tell(
            first.where,
            f"what a cell of {cell['language']} gives{shows}, its code hidden",
            f"run it, and put its picture there: {code[:80]}",
        )
    for key in ("fig-cap", "tbl-cap"):
        if words := options.get(key, ""):
            made += [first.now(""), first.now(f"{indent}{words}"), first.now("")]
    return made


def _line_block(rows: Sequence[Line]) -> list[Line]:
    """`| line` with its lines' ends."""
    words = [row.now(re.sub(r"^ {0,3}\|\s?", "", row.text).strip()) for row in rows]
    return [
        word.now(word.text + ("\\" if word.text and i + 1 < len(words) and words[i + 1].text else ""))
        for i, word in enumerate(words)
    ]
