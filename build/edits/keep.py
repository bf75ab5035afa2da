"""What becomes of a deck that somebody has worked on when its spec is built again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from build.deck_file.archive import HarmfulError, require_harmless
from build.deck_file.package import DeckPackage
from build.deck_file.snapshot_part import find_snapshot
from build.deck_file.spec_part import find_spec, root_of
from build.drawing.page import Book
from build.edits.kept_edits import KeptEdits
from build.edits.merge_deck import CannotMergeError, DeckMerge
from build.files.freshness import Built

_ALIKE = 0.5  # the share of all slides' titles that two builds of one spec have in common


class NotOurDeckError(Exception):
    """Why a file may not be replaced, in words that follow its name. `another`: it is the deck of another spec.

    `damaged`: nothing says yet in which part.
    """

    def __init__(self, why: str, *, another: bool = False, damaged: bool = False) -> None:
        super().__init__(why)
        self.another, self.damaged = another, damaged


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
        raise _unreadable(error) from None
    return KeptEdits(
        lines=tuple(report.lines),
        slides=merge.slides,
        summary=str(report),
        beside=bool(report.lost) or merge.rewritten,
        doubtful=bool(report.conflicts or report.lost),
    )


def require_own(path: Path, book: Book, *, known: Path | None, built: Built, source: Path) -> None:
    """Raises NotOurDeckError where a deck is built from another spec, or other slides of it, than a book.

    `known`: the file that the deck at this place was last built from here, and `built` the slides that it had, where
    that is remembered; `source`: the file that is built now. A deck is a spec's own while half of all slides have the
    titles that they had: also where the spec was renamed or moved, or stands in another checkout.
    """
    try:
        require_harmless(path)
        package = DeckPackage.open(str(path))
        base = find_snapshot(package)
    except OSError:
        raise
    except Exception as error:
        raise _unreadable(error) from None
    if base is None:
        raise NotOurDeckError("does not say how it was built, so it cannot be told what was changed in it")
    place, pick = find_spec(package)
    if known is not None and known.exists() and not known.samefile(source):
        raise NotOurDeckError(f"is the deck of {known}", another=True)
    require_pick(pick, book)
    alike = any(_alike((slide.title for slide in base.slides), titles) for titles in (_titles(book), built.titles))
    if not alike and place in ("", book.spec):
        raise NotOurDeckError(
            "has other slides than this spec, by their titles, though a spec of the same path built it"
        )
    if place not in ("", book.spec):
        other = root_of(source, book.spec) / place
        there = os.path.exists(other) and not other.samefile(source)  # of any name that a file can say
        if there or not alike:
            raise NotOurDeckError(f"is the deck of {place}", another=there)


def require_pick(pick: str | None, book: Book) -> None:
    """Raises NotOurDeckError where a deck, where that is known, is of other slides of its spec than a book."""
    if pick not in (None, book.pick):
        raise NotOurDeckError(f"holds {_picked(pick)}, not {_picked(book.pick)}", another=True)


def _picked(pick: str) -> str:
    return " and ".join(part.replace("-", " ", 1) for part in pick.split(".") if part) or "the whole deck"


def _titles(book: Book) -> Iterable[str]:
    return (page.title for page in book.pages)


def _alike(titles: Iterable[str], others: Iterable[str]) -> bool:
    """Whether half of all titles are the same, without the spaces that hold words together, and without breaks."""
    first, second = ({" ".join(title.split()) for title in side} for side in (titles, others))
    return len(first & second) >= _ALIKE * max(len(first), len(second), 1)


def _unreadable(error: Exception) -> NotOurDeckError:
    """A library's own words are none of a user's."""
    harmful = isinstance(error, HarmfulError)
    return NotOurDeckError(f"cannot be read as a deck: {error if harmful else 'it is damaged'}", damaged=not harmful)
