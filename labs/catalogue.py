"""The labs of all decks, and those that no deck names yet. Each has one anchor, on a slide or in its own file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.originals import originals_of
from build.parse.source import read_source
from build.spec.deck import Anchor, Text, Words
from engine.did_you_mean import nearest
from engine.quoted import quoted
from labs.course import the_course
from labs.steps import OwnAnchor, own_anchors


def below_root(path: Path) -> Path:
    """A path as one types it in the course's folder."""
    root = the_course().root
    return path.relative_to(root) if path.is_relative_to(root) else path


def catalogue() -> dict[str, Anchor]:
    """Every lab by id: those that a deck names, then those with an anchor in their own file.

    Raises ValueError where such a file is not as it should be, or where a deck names its lab too.
    """
    anchors: dict[str, Anchor] = {}
    for spec in originals_of(the_course()):
        source, _ = read_source(spec)
        deck, _ = parse(source)
        anchors |= {slide.anchor.id: slide.anchor for slide in deck.slides if slide.anchor}
    own = own_anchors(the_course().labs)
    if twice := sorted(anchors.keys() & own.keys()):
        raise ValueError(f"a deck names {twice[0]}; take [anchor] out of {twice[0]}.toml, which is a second one")
    return anchors | {lab_id: _as_on_a_slide(lab_id, anchor) for lab_id, anchor in own.items()}


def _as_on_a_slide(lab_id: str, own: OwnAnchor) -> Anchor:
    objective = Text((Words(text=own.objective),))
    return Anchor(id=lab_id, assets=own.assets, objective=objective, prerequisites=own.prerequisites, span=Span())


def order(lab_id: str, labs: Mapping[str, Anchor]) -> list[str]:
    """The lab after all that it builds on. Labs of other courses are left out.

    Raises ValueError for an unknown lab (with the nearest name) and for a circle.
    """
    if lab_id not in labs:
        if any(lab_id in lab.prerequisites for lab in labs.values()):
            raise ValueError(f"{lab_id} is a lab of another course, which labs of this one assume")
        hint = nearest(lab_id, labs)
        raise ValueError(
            f"no lab {quoted(lab_id)}"
            + (f"; did you mean {quoted(hint)}?" if hint else f"; there are: {', '.join(labs) or 'none'}")
        )
    done: list[str] = []

    def visit(lab: str, path: tuple[str, ...]) -> None:
        if lab in path:
            raise ValueError(f"prerequisites run in a circle: {' → '.join([*path, lab])}")
        if lab in done or lab not in labs:
            return
        for before in labs[lab].prerequisites:
            visit(before, (*path, lab))
        done.append(lab)

    visit(lab_id, ())
    return done


def in_order(labs: Mapping[str, Anchor]) -> list[str]:
    """All labs, each after those that it builds on, else as the decks have them. Raises ValueError for a circle."""
    return list(dict.fromkeys(lab_id for last in labs for lab_id in order(last, labs)))


def list_labs() -> int:
    """Print each lab with its objective. Exit code 2 where a lab's file is not as it should be."""
    try:
        labs = catalogue()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    for lab_id, anchor in labs.items():
        print(f"{lab_id:<18} {anchor.objective.plain}")
    return 0
