"""A finished slide with its notes and charts as plain values, and a slide of a package made of them again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.package import Package

_GIVEN = frozenset((RT.SLIDE_LAYOUT, RT.NOTES_MASTER, RT.SLIDE))  # what a slide's parts lead to and do not own
_NUMBER = re.compile(r"\d+(?=\.\w+$)")
_SHARED = frozenset((RT.IMAGE, RT.VIDEO, RT.MEDIA))  # stored once for all slides


class KeptPart(NamedTuple):
    """A part and what it owns. `name` is that of its kind, with a place for the number; `links` stand in order."""

    name: str
    content_type: str
    content: bytes
    links: tuple[KeptLink, ...]


class KeptLink(NamedTuple):
    """`target` is a part, an address outside, or None: what the deck gives to every slide."""

    kind: str
    target: KeptPart | str | None


def kept_part(part: Part, content: Callable[[Part], bytes]) -> KeptPart | None:
    """A part with what it owns; None where that is shared with other slides, as pictures and films are."""
    links = []
    for number, (id_, link) in enumerate(part.rels.items(), 1):
        target: KeptPart | str | None = None
        if link.is_external:
            target = link.target_ref
        elif link.reltype not in _GIVEN:
            target = None if link.reltype in _SHARED else kept_part(link.target_part, content)
            if target is None:
                return None
        if id_ != f"rId{number}":
            return None
        links.append(KeptLink(link.reltype, target))
    return KeptPart(_NUMBER.sub("%d", part.partname), part.content_type, content(part), tuple(links))


def put_back(
    kept: KeptPart, package: Package, name: PackURI, given: Mapping[str, Part], finish: Callable[[str, bytes], None]
) -> Part:
    """The part in a package, under a name, with what it owns.

    `given` is what the deck gives to it, by kind of link; `finish` takes contents by name.
    """
    part = Part(name, kept.content_type, package)
    finish(name, kept.content)
    given = {RT.SLIDE: part, **given}
    for kind, target in kept.links:
        if isinstance(target, str):
            part.rels._add_relationship(kind, target, is_external=True)
        elif target is None:
            part.rels._add_relationship(kind, given[kind])
        else:
            owned = put_back(target, package, package.next_partname(target.name), given, finish)
            part.rels._add_relationship(kind, owned)
    return part
