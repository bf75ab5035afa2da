"""What the relationships of a part lead to."""

from __future__ import annotations

import hashlib
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TARGET_MODE
from pptx.opc.package import _Relationship

_MEDIA = frozenset(("image", "video", "audio"))  # by the first word of their content type


JUMP, JUMP_KIND = "rIdSlide", "slide"  # a link to another slide, which may be written later, and how one is read


class Links:
    """The relationships of a part, by their numbers; of none, each number stands for itself."""

    def __init__(self, part: Any = None) -> None:
        self._part = part

    def __call__(self, id_: str) -> str:
        """What a relationship names: an address, or the kind of what is inside."""
        if self._part is None:
            return id_
        relation = self._part.rels.get(id_)
        if relation is None:
            return JUMP_KIND if id_.startswith(JUMP) else ""
        return str(relation.target_ref) if relation.is_external else str(relation.reltype.rpartition("/")[2])

    def part(self, id_: str) -> Any:
        return self._part.related_part(id_)

    def content(self, id_: str) -> str:
        """The same with the content of a picture or a film."""
        relation = None if self._part is None else self._part.rels.get(id_)
        if relation is None or relation.is_external:
            return self(id_)
        target = relation.target_part
        return f"{self(id_)}{digest(target.blob) if target.content_type.partition('/')[0] in _MEDIA else ''}"


def relate(part: Any, id_: str, kind: str, target: Any) -> None:
    """A relationship of a part under an id of its own choice, which its text names already."""
    part.rels._rels[id_] = _Relationship(part.partname.baseURI, id_, kind, RELATIONSHIP_TARGET_MODE.INTERNAL, target)


def digest(*texts: str | bytes) -> str:
    """A few letters for much content; none for none."""
    total = hashlib.sha1()
    for text in texts:
        total.update(text if isinstance(text, bytes) else f"{text}\n".encode())
    return total.hexdigest()[:12] if texts else ""
