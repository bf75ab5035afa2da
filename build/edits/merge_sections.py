"""The sections of the slides on rebuild: a slide that somebody has put into another one stays there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build.edits.edit_report import EditReport


def own_sections(
    base: Sequence[str],
    theirs: Sequence[str],
    ours: Mapping[int, str],
    in_theirs: Mapping[int, int],
    report: EditReport,
) -> dict[int, str]:
    """The sections that they have put slides into, by theirs, where each of the build's slides has one.

    `base` and `theirs` name one a slide, `ours` those of the slides of the base that the build still has. Sections that
    the build has not are told by their names.
    """
    known = set(ours.values())
    if not any(base) or not theirs or not known:
        return {}
    added = set(range(len(theirs))) - set(in_theirs.values())
    found = {j: theirs[j] for j in added if theirs[j] in known}
    moved = {
        i: theirs[j]
        for i, j in in_theirs.items()
        if i in ours and theirs[j] in known and theirs[j] not in (base[i], ours[i])
    }
    if moved and all(base[i] == ours[i] for i in moved):
        report.keep("the deck", "the slides that you put into another section stay there")
    elif moved:
        report.conflict(
            "the deck", "the slides that you put into another section stay there, though the build has changed the same"
        )
    return found | {in_theirs[i]: name for i, name in moved.items()}
