"""A built deck put in its place: what somebody changed in the one that is there goes along, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from build.edits.kept_edits import KeptEdits
from build.files.freshness import BuildRecord, digest_of
from build.findings.file_messages import display_path
from engine.atomic_write import beside, followed

if TYPE_CHECKING:
    from build.drawing.page import Book
    from build.files.slide_memory import SlideMemory
    from build.findings.diagnostic import Diagnostic
    from build.spec.deck import Deck
    from build.theme.tokens import Theme

_TRIES = 5
_BETWEEN = 0.5  # seconds for another program to finish its save
_UNREADABLE = ("W102", "W103", "W104")  # the flaws with which a deck cannot be opened
_COPIES = 5  # of edited decks that are kept beside
_STEM = 230  # bytes of a name, which can have 255 with all that is added


class RefusedError(Exception):
    """Why a deck is not replaced, in a sentence; what to do stands in it where there is something."""


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What is to go to a place. `spec` is the file that the book is of."""

    book: Book
    deck: Deck
    told: Collection[Diagnostic]  # what was found before
    theme: Theme
    output: Path
    spec: Path
    record: BuildRecord
    fresh: bool
    strict: bool
    memory: SlideMemory | None = None


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What was kept of somebody's edits, in a few words, and the copies that lie beside, by name with their digests."""

    slides: int
    edits: str
    copies: dict[str, str]


def replace_deck(wanted: Replacement) -> Replaced:
    """Write a book to its place with what somebody changed in the deck there.

    What is there is compared with what was read just before it is replaced: where another program has saved it
    meanwhile, those edits are kept too. Raises RefusedError, and OSError.
    """
    from build.render.powerpoint.write import write

    with beside(wanted.output) as pure:
        write(wanted.book, wanted.theme, pure, wanted.memory)
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_BETWEEN)
            with beside(wanted.output) as new, beside(wanted.output) as copy:
                shutil.copyfile(pure, new)
                there = _copied(wanted.output, copy)
                try:
                    kept = _merged(wanted, new, copy, there)
                except RefusedError:
                    if digest_of(wanted.output) == there:
                        raise
                    continue  # it was read while another program wrote it
                if replaced := _exchanged(wanted, new, copy, there, kept):
                    return replaced
        raise RefusedError(
            f"{display_path(wanted.output)} is saved by another program again and again; it stays as it is"
        )


def _copied(output: Path, copy: Path) -> str:
    """The digest of what is there, of which `copy` becomes a copy; empty where nothing is."""
    try:
        if not stat.S_ISREG(os.stat(output).st_mode):
            raise RefusedError(f"{display_path(output)} is no ordinary file")
        shutil.copyfile(output, copy)
    except FileNotFoundError:
        return ""
    return digest_of(copy)


def _merged(wanted: Replacement, new: Path, there: Path, digest: str) -> KeptEdits:
    """Bring into the new deck what somebody changed in the one that is there."""
    if not digest:
        return KeptEdits()
    from build.edits.keep import NotOurDeckError, keep_edits, require_own, require_pick

    record, output = wanted.record, wanted.output
    known = record.spec_of(output)
    same = known is not None and known.exists() and known.samefile(wanted.spec)
    try:
        built = record.built_of(output)
        if same and record.untouched(output, digest):
            require_pick(built.pick, wanted.book)
        else:
            require_own(there, wanted.book, known=known, built=built, source=wanted.spec)
        if not record.edited(output, digest):
            return KeptEdits()
        if wanted.fresh:
            return KeptEdits(beside=True)
        kept = keep_edits(new, there)
    except NotOurDeckError as error:
        if wanted.fresh and not error.another:
            return KeptEdits(beside=True)
        hint = "build it elsewhere with --out FILE.pptx" if error.another else "--fresh keeps it beside and builds anew"
        part = _damage(there) if error.damaged else ""
        raise RefusedError(f"{display_path(output)} {error}{part}; it stays as it is\n  hint: {hint}") from None
    return _checked(wanted, new, kept) if kept.summary else kept


def _damage(path: Path) -> str:
    """Where a deck is damaged, if that can be told."""
    from build.checks.written_package import flaws

    return next((f", {flaw.part} {flaw.message}" for flaw in flaws(path) if flaw.code in _UNREADABLE), "")


def _checked(wanted: Replacement, merged: Path, kept: KeptEdits) -> KeptEdits:
    """Read a merged deck back, and tell what the checks of pages find on the slides that edits have changed.

    Raises RefusedError where it cannot be read, or PowerPoint would have to repair it.
    """
    from build.checks.laid_out import check_pages
    from build.checks.written_package import flaws
    from build.edits.shown_edits import edited_pages

    flaw = next((f"{found.part} {found.message}" for found in flaws(merged)), "")
    try:
        book = replace(wanted.book, pages=tuple(edited_pages(wanted.book.pages, merged)))
    except Exception as error:  # as a damaged file gives it
        flaw = flaw or f"it cannot be read: {' '.join(str(error).split())}"
    if flaw:
        raise RefusedError(
            f"{display_path(wanted.output)} stays as it is: with your edits the new deck would be damaged, {flaw}\n"
            "  hint: --fresh keeps your file beside and builds without the edits"
        )
    found = check_pages(book, wanted.theme, wanted.deck)
    lines = [str(finding).splitlines()[0] for finding in found if finding not in wanted.told]
    return kept.with_unfit([f"your edit no longer fits: {line}" for line in lines])


def _exchanged(wanted: Replacement, new: Path, copy: Path, there: str, kept: KeptEdits) -> Replaced | None:
    """Put the new deck in place, and keep what was there beside where it must be; None where that has changed."""
    output = followed(wanted.output)
    copies = wanted.record.copies(wanted.output)
    if not there:
        try:
            os.link(new, output)  # not over what has come meanwhile
        except FileExistsError:
            return None
        except OSError:  # a file system without links
            os.replace(new, output)
        return Replaced(slides=len(wanted.book.pages), edits="", copies=copies)
    state = _state(output)
    if digest_of(output) != there:
        return None
    for line in kept.lines:
        print(line, file=sys.stderr)
    if wanted.strict and kept.doubtful:
        raise RefusedError(f"{display_path(wanted.output)} is still the deck that was made before")
    if kept.beside:
        copies = _keep_beside(output, copy, there, copies)
    if _state(output) != state:
        return None
    os.replace(new, output)
    return Replaced(slides=kept.slides or len(wanted.book.pages), edits=kept.summary, copies=copies)


def _state(path: Path) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def _keep_beside(output: Path, copy: Path, digest: str, copies: dict[str, str]) -> dict[str, str]:
    """Keep an edited deck under a free name beside the new one; of many that lie there untouched, the oldest goes."""
    copies = {name: kept for name, kept in copies.items() if digest_of(output.with_name(name)) == kept}
    if digest in copies.values():
        return copies
    stem = os.fsencode(output.stem)[:_STEM].decode(
        "utf-8", "ignore" if len(os.fsencode(output.stem)) > _STEM else "surrogateescape"
    )
    names = (f"{stem}.edited{i or ''}{output.suffix}" for i in count())
    free = next(path for name in names if not os.path.lexists(path := output.with_name(name)))
    os.replace(copy, free)
    print(f"the edited deck is now {display_path(free)}", file=sys.stderr)
    copies[free.name] = digest
    for name in list(copies)[:-_COPIES]:
        output.with_name(name).unlink()
        print(f"{display_path(output.with_name(name))}, the oldest of such copies, is gone", file=sys.stderr)
        del copies[name]
    return copies
