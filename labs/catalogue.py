"""The labs of all decks. The anchors in the specs are the catalogue; there is no second list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from build.parse.deck import parse
from build.parse.source import read_source, specs_of
from build.spec.deck import Anchor
from engine.did_you_mean import nearest
from engine.quoted import quoted
from labs.course import the_course


def below_root(path: Path) -> Path:
    """A path as one types it in the course's folder."""
    root = the_course().root
    return path.relative_to(root) if path.is_relative_to(root) else path


def catalogue() -> dict[str, Anchor]:
    """Every lab that a deck names, by id."""
    anchors: dict[str, Anchor] = {}
    for spec in specs_of(the_course()):
        source, _ = read_source(spec)
        deck, _ = parse(source)
        anchors |= {slide.anchor.id: slide.anchor for slide in deck.slides if slide.anchor}
    return anchors


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
            + (f"; did you mean {quoted(hint)}?" if hint else f"; there are: {', '.join(labs)}")
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
    """Print each lab with its objective."""
    for lab_id, anchor in catalogue().items():
        print(f"{lab_id:<18} {anchor.objective.plain}")
    return 0
