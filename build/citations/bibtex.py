"""Works of a BibTeX or BibLaTeX file, as CSL has them. What is cited alone is read further than its braces."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from build.citations.entry import DATE, Broken, Entry, Item, date_of

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Block

_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "pamphlet", "collection": "book",
    "conference": "paper-conference", "dataset": "dataset", "electronic": "webpage", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference", "manual": "book", "mastersthesis": "thesis",
    "mvbook": "book", "online": "webpage", "patent": "patent", "phdthesis": "thesis", "proceedings": "book",
    "report": "report", "software": "software", "techreport": "report", "thesis": "thesis",
    "unpublished": "manuscript", "www": "webpage",
}  # fmt: skip
_FIELDS = {  # the first that an entry has, by the field of CSL
    "title": ("title",), "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "publisher": ("publisher", "school", "institution", "organization"), "publisher-place": ("address", "location"),
    "volume": ("volume",), "edition": ("edition",), "collection-title": ("series",), "genre": ("type",),
    "note": ("note", "addendum"), "ISBN": ("isbn",), "ISSN": ("issn",), "event": ("eventtitle",),
    "version": ("version",),
}  # fmt: skip
_INHERITED = {"title": "booktitle", "subtitle": "booksubtitle"}  # of the volume that a paper stands in
_INSIDE = frozenset({"inbook", "incollection", "inproceedings", "conference"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"\d{4}")
_KEY = re.compile(r"@\w+\s*[{(]\s*([^,\s{}]+)")
_URL = re.compile(r"https?://[^\s{}]+")
_PROTECTED = re.compile(r"\{([^\\{}][^{}]*)\}")  # letters whose case a style leaves
_OPEN, _CLOSE = "\ue000", "\ue001"  # what stands for them while LaTeX is read


class BibTexFile:
    """The entries of a file by their keys, and what cannot be read."""

    def __init__(self, text: str) -> None:
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
        from bibtexparser.model import Entry as Block

        logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # what it warns of is a finding
        library = parse_string(text, parse_stack=[])
        self.broken: list[Broken] = []
        self._strings = {string.key.casefold(): str(string.value) for string in library.strings}
        self._blocks: dict[str, Block] = {block.key: block for block in library.entries}
        for failed in library.failed_blocks:
            line, raw = (failed.start_line or 0) + 1, str(failed.raw or "")
            named = _KEY.match(raw)
            key = named[1] if named else ""
            if isinstance(failed, DuplicateBlockKeyBlock):
                self.broken.append(Broken(line, f"two entries have the key '{failed.key}': the first is taken", key))
            elif isinstance(failed, DuplicateFieldKeyBlock):
                inner = failed.ignore_error_block
                if isinstance(inner, Block):
                    self._blocks.setdefault(inner.key, inner)
                twice = ", ".join(sorted(failed.duplicate_keys))
                self.broken.append(Broken(line, f"the entry '{key}' says '{twice}' twice: the first counts", key))
            else:
                reason = getattr(failed.error, "abort_reason", None) or str(failed.error) or "it does not end"
                self.broken.append(Broken(line, f"an entry that cannot be read: {_first_line(reason)}", key, lost=True))

    def entries(self) -> Iterator[Entry]:
        for key, block in self._blocks.items():
            yield Entry(key, (block.start_line or 0) + 1, str(block.raw), lambda block=block: self._item(block))  # type: ignore[misc]

    # ---- one entry ------------------------------------------------------------------------------------
    def _item(self, block: Block) -> Item:
        fields = self._fields(block)
        kind = block.entry_type.casefold()
        item: dict[str, Any] = {"type": _TYPES.get(kind, "article")}
        if kind == "article" and not any(name in fields for name in ("journal", "journaltitle")):
            item["type"] = "article"
        for name, own in _FIELDS.items():
            if value := next((fields[one] for one in own if fields.get(one)), ""):
                item[name] = with_case(value) if name in ("title", "container-title") else plain(value)
        if subtitle := fields.get("subtitle"):
            item["title"] = f"{item.get('title', '')}: {with_case(subtitle)}"
        if number := fields.get("number"):
            item["issue" if item["type"] == "article-journal" else "number"] = plain(number)
        if pages := fields.get("pages"):
            item["page"] = re.sub(r"\s*[-–—]+\s*", "-", plain(pages))
        for role in ("author", "editor", "translator"):
            if names := fields.get(role):
                item[role] = [*people(names)]
        if kind in ("phdthesis", "mastersthesis") and "genre" not in item:
            item["genre"] = "PhD thesis" if kind == "phdthesis" else "Master’s thesis"
        if issued := _issued(fields):
            item["issued"] = issued
        if accessed := DATE.match(fields.get("urldate", "")):
            item["accessed"] = date_of(accessed)
        return item | _addresses(fields)

    def _fields(self, block: Block, *, deep: bool = True) -> dict[str, str]:
        """An entry's own fields, then those of the one that it refers to."""
        fields: dict[str, str] = {}
        for field in block.fields:
            fields.setdefault(field.key.casefold(), self._value(str(field.value)))
        above = self._blocks.get(fields.get("crossref", ""))
        if above is not None and deep and above is not block:
            inside = block.entry_type.casefold() in _INSIDE
            for name, value in self._fields(above, deep=False).items():
                fields.setdefault(_INHERITED.get(name, name) if inside else name, value)
        return fields

    def _value(self, written: str) -> str:
        """What stands behind a field's name: braces, quotation marks, names of `@string`, joined by `#`."""
        return "".join(self._part(part.strip()) for part in _joined(written))

    def _part(self, part: str) -> str:
        if part[:1] + part[-1:] in ("{}", '""') and len(part) > 1:
            return part[1:-1]
        known = self._strings.get(part.casefold())
        return part if known is None else known.strip()[1:-1]


def _joined(written: str) -> Iterator[str]:
    depth, quoted, start = 0, False, 0
    for at, letter in enumerate(written):
        depth += (letter == "{") - (letter == "}")
        quoted ^= letter == '"' and not depth
        if letter == "#" and not depth and not quoted:
            yield written[start:at]
            start = at + 1
    yield written[start:]


# ---- values -----------------------------------------------------------------------------------------
def plain(latex: str) -> str:
    """Words of LaTeX as letters: `K{\\"o}nig` is König. What cannot be read is as it is, without its braces."""
    if not re.search(r"[\\{}$~%]|--|''|``", latex):
        return " ".join(latex.split())
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        text = LatexNodes2Text(math_mode="text").latex_to_text(re.sub(r"(?<!\\)%", r"\\%", latex))
    except Exception:  # of a parser that is to read anything; the words themselves are there
        text = re.sub(r"[{}]", "", latex)
    return " ".join(text.split())


def with_case(latex: str) -> str:
    """A title in which letters in braces keep their case, as CSL marks them."""
    marked = latex
    while (less := _PROTECTED.sub(rf"{_OPEN}\1{_CLOSE}", marked)) != marked:
        marked = less
    text = plain(marked)
    return (
        text.replace(_OPEN, '<span class="nocase">').replace(_CLOSE, "</span>") if _nested_once(text) else _bare(text)
    )


def _nested_once(text: str) -> bool:
    """Whether each protected stretch ends before the next begins."""
    return (
        re.fullmatch(rf"[^{_OPEN}{_CLOSE}]*(?:{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}[^{_OPEN}{_CLOSE}]*)*", text)
        is not None
    )


def _bare(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def people(names: str) -> Iterator[Mapping[str, str]]:
    """Names as CSL has them; in braces all of it is one name."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    for name in split_multiple_persons_names(names):
        whole = name.strip()
        if whole[:1] + whole[-1:] == "{}" and "{" not in whole[1:-1]:
            yield {"literal": plain(whole[1:-1])}
            continue
        parts = parse_single_name_into_parts(whole, strict=False)
        found = {
            "family": plain(" ".join(parts.last)),
            "given": plain(" ".join(parts.first)),
            "non-dropping-particle": plain(" ".join(parts.von)),
            "suffix": plain(" ".join(parts.jr)),
        }
        yield {part: words for part, words in found.items() if words} if found["given"] else {"literal": plain(whole)}


def _issued(fields: Mapping[str, str]) -> Item:
    if date := DATE.match(fields.get("date", "")):
        return date_of(date)
    year = _YEAR.search(fields.get("year", ""))
    if not year:
        return {}
    month = fields.get("month", "").strip().casefold()
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else int(month) if month.isdecimal() else 0
    return {"date-parts": [[int(year[0]), number] if 0 < number < 13 else [int(year[0])]]}


def _addresses(fields: Mapping[str, str]) -> Item:
    """DOI and URL, without LaTeX's strokes; the URL of what arXiv has."""
    found: Item = {}
    if doi := _unescaped(fields.get("doi", "")):
        found["DOI"] = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
    url = _URL.search(_unescaped(fields.get("url", "") or fields.get("howpublished", "")))
    prefix = fields.get("archiveprefix", fields.get("eprinttype", "")).casefold()
    if url:
        found["URL"] = url[0]
    elif (eprint := fields.get("eprint", "").strip()) and prefix in ("arxiv", ""):
        found["URL"] = f"https://arxiv.org/abs/{eprint.removeprefix('arXiv:')}"
    return found


def _unescaped(latex: str) -> str:
    return re.sub(r"\\([_%&#~$])", r"\1", latex).strip().strip("{}")


def _first_line(words: str) -> str:
    return " ".join(words.split())[:120].rstrip(". ")
