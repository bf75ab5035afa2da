"""What becomes of a deck that somebody has worked on when its spec is built again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from build.edits.merge_deck import CannotMergeError, DeckMerge


@dataclass(frozen=True, kw_only=True)
class KeptEdits:
    """What to tell of an edited deck, in lines and in a few words, and whether the file must be kept beside.

    `doubtful`: something was not kept, or both sides changed the same.
    """

    lines: tuple[str, ...]
    summary: str
    beside: bool
    doubtful: bool

    @classmethod
    def nothing(cls) -> KeptEdits:
        """None of the edits, because nobody wants them."""
        return cls(lines=(), summary="", beside=True, doubtful=False)


def keep_edits(fresh: Path, edited: Path) -> KeptEdits:
    """Bring into the file `fresh`, just built, what somebody changed in `edited`, built from the same spec before."""
    try:
        merge = DeckMerge(fresh, edited)
        report = merge.report
        if report.kept or report.conflicts:
            merge.save(fresh)
    except CannotMergeError as error:
        return _lost(f"your edits are not kept: {error}")
    except Exception as error:  # what other programs write can be wrong in any way, and the edited file is safe
        return _lost(f"your edits are not kept: the file cannot be read as a deck ({type(error).__name__}: {error})")
    return KeptEdits(
        lines=tuple(report.lines),
        summary=str(report),
        beside=bool(report.lost) or merge.rewritten,
        doubtful=bool(report.conflicts or report.lost),
    )


def _lost(why: str) -> KeptEdits:
    return KeptEdits(lines=(why,), summary="", beside=True, doubtful=True)
