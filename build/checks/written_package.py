"""What PowerPoint would have to repair: a written deck's parts, their relationships, and what names what."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from build.deck_file.archive import UNREADABLE, require_modest

CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_used_relations = etree.XPath("//@r:*", namespaces={"r": _OFFICE}, smart_strings=False)
_NOTES = f"{_OFFICE}/notesSlide"
# Comments, which any program may leave, have none of an element's attributes.
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)


class Flaw(NamedTuple):
    """What is wrong with a part of a package."""

    code: str
    part: str
    message: str


class Link(NamedTuple):
    """A relationship. `target` is a part, or an address outside."""

    id: str
    type: str
    target: str
    outside: bool


@dataclass(frozen=True)
class Parts:
    """A package's parts by name. Those that are no XML have no tree."""

    blobs: Mapping[str, bytes]

    @classmethod
    def read(cls, path: Path) -> Parts:
        """Raises one of UNREADABLE."""
        require_modest(path)
        with zipfile.ZipFile(path) as archive:
            return cls({name: archive.read(name) for name in archive.namelist() if not name.endswith("/")})

    @cached_property
    def trees(self) -> Mapping[str, Any]:
        """The XML of each part; None where it is damaged."""
        return {name: _parsed(blob) for name, blob in self.blobs.items() if name.endswith((".xml", ".rels"))}

    @cached_property
    def links(self) -> Mapping[str, tuple[Link, ...]]:
        """Each part's relationships; the package's own under the empty name."""
        found = {}
        for name, tree in self.trees.items():
            if name.endswith(".rels") and tree is not None:
                folder, file = posixpath.split(name)
                base = posixpath.dirname(folder)
                found[posixpath.join(base, file.removesuffix(".rels"))] = tuple(
                    _link(element, base) for element in tree
                )
        return found

    def trees_of(self, folder: str) -> Iterator[tuple[str, Any]]:
        """The parts of a folder, that is not those of folders in it."""
        return (
            (name, tree) for name, tree in self.trees.items() if posixpath.dirname(name) == folder and tree is not None
        )


def flaws(path: Path, *, noted: Sequence[int] = ()) -> list[Flaw]:
    """All that is wrong with a deck's file. `noted`: which slides, counted from 1, were written with notes."""
    try:
        parts = Parts.read(path)
    except UNREADABLE as error:
        return [Flaw("W101", "", f"cannot be read: {getattr(error, 'strerror', None) or error}")]
    return [*(flaw for look in LOOKS for flaw in look(parts)), *_notes(parts, noted)]


# ---- what is looked at ------------------------------------------------------------------------------
def _well_formed(parts: Parts) -> Iterator[Flaw]:
    for name, tree in parts.trees.items():
        if tree is None:
            yield Flaw("W102", name, "is no XML")


def _targets(parts: Parts) -> Iterator[Flaw]:
    for name, links in parts.links.items():
        for link in links:
            if not link.outside and link.target not in parts.blobs:
                yield Flaw("W103", name, f"leads to {link.target}, which is not there")


def _references(parts: Parts) -> Iterator[Flaw]:
    """Every `r:id`, `r:embed` or `r:link` is a relationship of its part."""
    for name, tree in parts.trees.items():
        if tree is None or name.endswith(".rels"):
            continue
        known = {link.id for link in parts.links.get(name, ())}
        used = set(_used_relations(tree))
        for missing in sorted(used - known - {""}):
            yield Flaw("W103", name, f"uses the relationship {missing}, which it does not have")


def _types(parts: Parts) -> Iterator[Flaw]:
    """Every part has a content type, and every content type a part."""
    tree = parts.trees.get(CONTENT_TYPES)
    named = (
        {element.get("PartName", "").lstrip("/") for element in tree if element.get("PartName")}
        if tree is not None
        else set()
    )
    endings = {element.get("Extension", "").lower() for element in tree} - {""} if tree is not None else set()
    for name in parts.blobs:
        own = name.startswith("ppt/") and name.endswith(".xml")  # these are never just any XML
        general = not own and name.rpartition(".")[2].lower() in endings
        if name not in named and not general and name != CONTENT_TYPES:
            yield Flaw("W104", name, "has no content type")
    for name in sorted(named - parts.blobs.keys()):
        yield Flaw("W104", name, "has a content type and is not there")


def _reached(parts: Parts) -> Iterator[Flaw]:
    """Every part can be reached from the package."""
    reached, waiting = set(), [""]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += [link.target for link in parts.links.get(name, ()) if not link.outside]
    for name in parts.blobs:
        if name not in reached and name != CONTENT_TYPES and not name.endswith(".rels"):
            yield Flaw("W105", name, "is in the file and nothing uses it")


def _shapes(parts: Parts) -> Iterator[Flaw]:
    """Shapes have ids of their own, and timing names those; what stands for one elsewhere has that one's."""
    for name, tree in parts.trees_of("ppt/slides"):
        instead = {named for other in tree.iter(_FALLBACK) for named in other.iter(f"{_PRESENTATION}cNvPr")}
        every = (named for named in tree.iter(f"{_PRESENTATION}cNvPr") if named not in instead)
        ids = Counter(named.get("id") for named in every)
        for twice in (id_ for id_, number in ids.items() if number > 1):
            yield Flaw("W106", name, f"has {ids[twice]} shapes with the id {twice}")
        for target in dict.fromkeys(element.get("spid") for element in tree.iter(f"{_PRESENTATION}spTgt")):
            if target not in ids:
                yield Flaw("W107", name, f"moves the shape {target}, which it does not have")


def _axes(parts: Parts) -> Iterator[Flaw]:
    """Axes have ids that are counts, and cross one another."""
    for name, tree in parts.trees_of("ppt/charts"):
        axes = {element.get("val", "") for element in tree.iter(f"{_CHART}axId")}
        crossed = {element.get("val", "") for element in tree.iter(f"{_CHART}crossAx")}
        for wrong in sorted(id_ for id_ in axes | crossed if not id_.isdigit()):
            yield Flaw("W108", name, f"has an axis with the id {wrong or 'none'}")
        for wrong in sorted(crossed - axes):
            yield Flaw("W108", name, f"has an axis that crosses {wrong}, which it does not have")


def _notes(parts: Parts, noted: Sequence[int]) -> Iterator[Flaw]:
    for name in (f"ppt/slides/slide{number}.xml" for number in noted):
        if not any(link.type == _NOTES for link in parts.links.get(name, ())):
            yield Flaw("W109", name, "has lost its speaker notes")


LOOKS = (_well_formed, _targets, _references, _types, _reached, _shapes, _axes)


# ---- XML --------------------------------------------------------------------------------------------
def _parsed(blob: bytes) -> Any:
    try:
        return etree.fromstring(blob, _SAFE)
    except etree.XMLSyntaxError:
        return None


def _link(element: Any, base: str) -> Link:
    target, outside = element.get("Target", ""), element.get("TargetMode") == "External"
    if not outside:
        target = posixpath.normpath(posixpath.join(base, target) if not target.startswith("/") else target).lstrip("/")
    return Link(element.get("Id", ""), element.get("Type", ""), target, outside)
