"""What a deck says outside of its slides, on rebuild: its properties stay as somebody has them, the rest is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part

from build.deck_file.deck_parts import PROPERTIES, SECTIONS, parts_of
from build.edits.edit_report import EditReport

_LONGEST = 255  # characters of a property that can be written
_TOLD = 4  # parts
_OF_FILE = {  # what stands beside a presentation in its file, and no build writes
    RT.CUSTOM_PROPERTIES: "custom properties are",
    "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels": "sensitivity label is",
}


def merge_parts(base: Mapping[str, str], ours: Mapping[str, str], there: Any, here: Any, report: EditReport) -> None:
    """Merge into the presentation `here` what was changed in the one that is there."""
    theirs = parts_of(there)
    for name, label in PROPERTIES.items():
        if theirs[label] not in (base.get(label), ours.get(label)):
            setattr(here.core_properties, name, getattr(there.core_properties, name)[:_LONGEST])
            if ours.get(label) == base.get(label):
                report.keep("the deck", f"what you wrote as its {label} is kept")
            else:
                report.conflict("the deck", f"what you wrote as its {label} is kept, though the build has changed it")
    for kind, label in _OF_FILE.items():
        _carry(kind, label, there.part.package, here.part.package, report)
    now = parts_of(here)
    names = [name for name in {**base, **theirs} if name != SECTIONS]
    lost = [name for name in names if theirs.get(name) not in (base.get(name), now.get(name))]
    if lost:
        named = [f"its {name}" for name in lost[:_TOLD]] + ["more"] * (len(lost) > _TOLD)
        report.lose("the deck", f"what you changed of {' and '.join(named)} is not kept")


def _carry(kind: str, label: str, there: Any, here: Any, report: EditReport) -> None:
    """Bring a part of the file over."""
    for relation in there._rels.values():
        if relation.reltype == kind and not relation.is_external:
            part = relation.target_part
            here.relate_to(Part.load(part.partname, part.content_type, here, part.blob), kind)
            report.keep("the deck", f"its {label} kept")
