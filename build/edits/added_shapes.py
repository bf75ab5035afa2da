"""What somebody has added to a slide, copied into another package with all that it refers to."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TARGET_MODE as RTM
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.oxml.ns import qn

from build.deck_file.appearance import RELATION
from build.deck_file.package import DeckPackage

_NUMBERED = re.compile(r"\d*(\.\w+)$")
_LINKS = (qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:hlinkHover"))
_NAMED, _ENDS = qn("p:cNvPr"), (qn("a:stCxn"), qn("a:endCxn"))
_PAGES = (RT.SLIDE, RT.SLIDE_LAYOUT, RT.SLIDE_MASTER, RT.NOTES_SLIDE)


class PartCopier:
    """Copies parts into a package, each once. `slides` says which slide there has become which one here."""

    def __init__(self, package: DeckPackage) -> None:
        self._package = package
        self._copies: dict[Part, Part] = {}
        self._media = {(part.content_type, part.blob): part for part in package.iter_parts() if _is_media(part)}
        self.slides: dict[Part, Part] = {}

    def part(self, part: Part, kind: str) -> Part | None:
        """The copy of a part; of a slide, the one that it has become, if it has."""
        if kind in _PAGES:
            return self.slides.get(part)
        if part not in self._copies:
            stored = self._media.get((part.content_type, part.blob)) if _is_media(part) else None
            if stored is not None:
                return stored
            self._copy(part)
        return self._copies[part]

    def _copy(self, part: Part) -> None:
        pattern = _NUMBERED.sub(r"%d\1", str(part.partname).replace("%", "%%"))  # an escaped letter has its own
        name = self._package.next_partname(pattern)
        copy = type(part).load(name, part.content_type, self._package, part.blob)
        self._copies[part] = copy  # at once, for parts that refer to each other
        if _is_media(part):
            self._media[part.content_type, part.blob] = copy
        for relation in part.rels.values():
            if relation.is_external:
                copy.rels._rels[relation.rId] = relation
            elif (target := self.part(relation.target_part, relation.reltype)) is not None:
                kept = (relation.rId, relation.reltype, RTM.INTERNAL, target)
                copy.rels._rels[relation.rId] = type(relation)(name.baseURI, *kept)


class ShapeCopier:
    """One slide that is carried to. `numbers` leads from the numbers of shapes there to those here."""

    def __init__(self, part_copier: PartCopier, source: Any, target: Any) -> None:
        self._part_copier, self._source, self._target = part_copier, source, target
        self._next = max((int(named.get("id")) for named in target._element.iter(_NAMED)), default=1) + 1
        self.numbers: dict[str, str] = {}

    def copy(self, element: Any) -> Any:
        """A copy whose relationships lead to the same things from the slide here; its shapes get free numbers."""
        copy = deepcopy(element)
        for child in list(copy.iter()):
            for name, id_ in child.items() if isinstance(child.tag, str) else ():
                if name.startswith(RELATION) and id_:
                    related = self._related(id_)
                    child.set(name, related)
                    if not related and child.tag in _LINKS:
                        child.getparent().remove(child)
        for named in copy.iter(_NAMED):
            self.numbers[named.get("id")] = str(self._next)
            named.set("id", str(self._next))
            self._next += 1
        for end in list(copy.iter(*_ENDS)):  # of a connector
            if end.get("id") in self.numbers:
                end.set("id", self.numbers[end.get("id")])
            else:
                end.getparent().remove(end)
        return copy

    def copy_notes(self) -> None:
        """Let the slide here have the other one's page of notes, with all that is on it."""
        there, here = self._source.notes_slide, self._target.notes_slide
        for child in list(here._element):
            here._element.remove(child)
        copier = ShapeCopier(self._part_copier, there.part, here.part)
        here._element.extend([copier.copy(child) for child in there._element])

    def renumber(self, root: Any) -> None:
        """Let what names shapes by their numbers there, as animations do, name their copies."""
        for child in root.iter():
            if child.get("spid") in self.numbers:
                child.set("spid", self.numbers[child.get("spid")])

    def _related(self, id_: str) -> str:
        relation = self._source.rels.get(id_)
        if relation is None:
            return ""
        if relation.is_external:
            return str(self._target.relate_to(relation.target_ref, relation.reltype, is_external=True))
        target = self._part_copier.part(relation.target_part, relation.reltype)
        return "" if target is None else str(self._target.relate_to(target, relation.reltype))


def _is_media(part: Part) -> bool:
    return part.content_type.partition("/")[0] in ("image", "video", "audio")
