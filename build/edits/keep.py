"""What becomes of a deck that somebody has worked on when its spec is built again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from build.deck_file.archive import require_harmless
from build.deck_file.package import DeckPackage
from build.deck_file.snapshot_part import find_snapshot
from build.deck_file.spec_part import find_spec
from build.edits.merge_deck import CannotMergeError, DeckMerge
from build.findings.diagnostic import counted

_ALIKE = 0.5  # the share of slides' titles that a spec that was moved still has


class NotOurDeckError(Exception):
    """Why a file may not be replaced, in words that follow its name. `another`: it is the deck of another spec."""

    def __init__(self, why: str, *, another: bool = False) -> None:
        super().__init__(why)
        self.another = another


@dataclass(frozen=True, kw_only=True)
class KeptEdits:
    """What to tell of an edited deck, in lines and in a few words, and whether the file must be kept beside.

    `doubtful`: something was not kept, or both sides changed the same.
    """

    lines: tuple[str, ...] = ()
    slides: int = 0  # that the merged deck has
    summary: str = ""
    beside: bool = False
    doubtful: bool = False

    def with_unfit(self, lines: Sequence[str]) -> KeptEdits:
        """The same with what no longer fits, a line each."""
        if not lines:
            return self
        several = "no longer fits" if len(lines) == 1 else "no longer fit"
        summary = f"{self.summary}, {counted(len(lines), 'edit')} {several}"
        return replace(self, lines=(*self.lines, *lines), summary=summary, doubtful=True)


def keep_edits(fresh: Path, edited: Path) -> KeptEdits:
    """Bring into the file `fresh`, just built, what somebody changed in `edited`, built from the same spec before.

    Raises NotOurDeckError where that cannot be read.
    """
    try:
        require_harmless(edited)
        merge = DeckMerge(fresh, edited)
        report = merge.report
        if report.kept or report.conflicts:
            merge.save(fresh)
    except CannotMergeError as error:
        return KeptEdits(lines=(f"your edits are not kept: {error}",), beside=True, doubtful=True)
    except OSError:
        raise
    except Exception as error:  # what other programs write can be wrong in any way, and the edited file is safe
        raise NotOurDeckError(f"cannot be read as a deck: {_reason(error)}") from None
    return KeptEdits(
        lines=tuple(report.lines),
        slides=merge.slides,
        summary=str(report),
        beside=bool(report.lost) or merge.rewritten,
        doubtful=bool(report.conflicts or report.lost),
    )


def require_own(path: Path, spec: str, titles: Iterable[str], *, known: Path | None, source: Path) -> None:
    """Raises NotOurDeckError where a deck is built from another spec than the one with this place and these titles.

    `known`: the file that the deck at this place was last built from here, where that is remembered; `source`: the
    file that is built now. A spec that was moved, or stands in another checkout, keeps its deck while half of its
    slides have the titles that they had.
    """
    try:
        require_harmless(path)
        package = DeckPackage.open(str(path))
        base = find_snapshot(package)
    except OSError:
        raise
    except Exception as error:
        raise NotOurDeckError(f"cannot be read as a deck: {_reason(error)}") from None
    if base is None:
        raise NotOurDeckError("does not say how it was built, so it cannot be told what was changed in it")
    place = find_spec(package)
    moved = known is None or not known.exists()
    if known is not None and not moved and not known.samefile(source):
        raise NotOurDeckError(f"is the deck of {known}", another=True)
    if place == spec and not moved:
        return
    renamed = known is not None and moved and Path(place).name == Path(spec).name
    there, now = _plain(slide.title for slide in base.slides), _plain(titles)
    alike = len(there & now) >= _ALIKE * min(len(there), len(now))
    if alike and (place in ("", spec) or renamed):
        return
    if place == spec:
        raise NotOurDeckError(
            "has other slides than this spec, by their titles, though a spec of the same path built it"
        )
    raise NotOurDeckError(f"is the deck of {place or 'another spec'}", another=True)


def _plain(titles: Iterable[str]) -> set[str]:
    """Titles without the spaces that hold words together, and without breaks."""
    return {" ".join(title.split()) for title in titles}


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split())
    return words if isinstance(error, ValueError) and words else f"{type(error).__name__} {words}".strip()
