"""The main job: a Markdown spec in, an editable deck out. Everything that is wrong is said at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build.made import ROOT, Made, inputs_digest

if TYPE_CHECKING:
    from build.clips import Clip
    from build.diagnostics import Diagnostic
    from build.model import Deck
    from build.page import Book
    from build.theme import Theme
    from engine.ledger import Ledger

DIST = ROOT / "dist"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The pages of a deck, and all that was found on the way. Without pages nothing can be written."""

    book: Book | None
    diagnostics: tuple[Diagnostic, ...]


def make_deck(
    spec: Path,
    *,
    out: Path | None = None,
    here: bool = False,
    strict: bool = False,
    dist: Path = DIST,
    clips: Path | None = None,
) -> int:
    """Build a spec's deck to `dist/<its name>.pptx`. The exit code: 0 built or unchanged, 2 an error and no file.

    `here` takes the measurements of this machine, and writes to `dist/here/`. A deck that somebody has edited
    since it was made is kept beside the new one.
    """
    started = time.perf_counter()
    output = out or output_of(spec, here=here, dist=dist)
    clips = clips or (dist / "here" if here else dist) / "animations"
    inputs = inputs_digest(spec, clips=clips, options=(f"here={here}", f"strict={strict}"))
    made = Made(dist)
    said = made.says(output, inputs)
    if said is not None:
        print(f"{_shown(output)}: nothing changed ({said})")
        return 0
    from engine.ledger import deck_facts

    try:
        theme, ledger = _theme(), deck_facts(here=here)
        outcome = build_book(spec, theme, ledger, clips=clips, strict=strict, here=here)
        return _finish(outcome, theme, output, made, inputs, strict=strict, started=started)
    except (OSError, ValueError, RuntimeError) as error:
        print(f"{_shown(spec)}: {error}", file=sys.stderr)
        return 2


def output_of(spec: Path, *, here: bool = False, dist: Path = DIST) -> Path:
    """Where the deck of a spec goes."""
    return (dist / "here" if here else dist) / f"{spec.stem}.pptx"


def build_book(
    spec: Path,
    theme: Theme,
    ledger: Ledger,
    *,
    clips: Path,
    root: Path = ROOT,
    strict: bool = False,
    here: bool = False,
) -> Outcome:
    """All stages but the last, each on what the one before it gave, however much that found wrong."""
    from build.layout.book import lay_out
    from build.parse.deck import parse
    from build.render.accessibility import check_access
    from build.source import read_source

    source, diagnostics = read_source(spec)
    if not source.text:
        return Outcome(book=None, diagnostics=tuple(diagnostics))
    deck, found = parse(source)
    diagnostics += found
    deck, found = checked(deck, ledger, root=root, strict=strict, here=here)
    diagnostics += found
    films, found = read_clips(deck, ledger, clips)
    diagnostics += found
    book, found = lay_out(deck, theme, ledger, films, root)
    diagnostics += found
    diagnostics += check_access(book, theme, deck.path, {slide.number: slide.span for slide in deck.slides})
    return Outcome(book=book, diagnostics=tuple(diagnostics))


def checked(
    deck: Deck, ledger: Ledger, *, root: Path = ROOT, strict: bool = False, here: bool = False
) -> tuple[Deck, list[Diagnostic]]:
    """A parsed deck with its numbers filled in, and all that is wrong with what it says."""
    from build.art import icon_names
    from build.check import check
    from build.figures.table import FIGURES
    from build.resolve import resolve
    from build.scenes import scenes

    found = check(
        deck,
        root=root,
        ledger=ledger,
        figures=FIGURES,
        scenes=scenes(root / "animations"),
        icons=icon_names(),
        strict=strict,
    )
    resolved, unresolved = resolve(deck, ledger, root, here=here)
    return resolved, [*found, *unresolved]


def read_clips(deck: Deck, ledger: Ledger, folder: Path) -> tuple[dict[str, Clip], list[Diagnostic]]:
    """The clips of a deck's scenes that show the ledger's values, by scene."""
    from build.clips import read_clip
    from build.model import AnimationSlide

    clips: dict[str, Clip] = {}
    diagnostics: list[Diagnostic] = []
    for slide in deck.slides:
        if isinstance(slide, AnimationSlide) and slide.scene and slide.scene not in clips:
            clip, found = read_clip(slide.scene, ledger, folder)
            diagnostics += found
            if clip is not None:
                clips[slide.scene] = clip
    return clips, diagnostics


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard error in the order of the source, each once."""
    for one in sorted(set(diagnostics), key=lambda one: (one.path, one.span, one.code, one.message)):
        print(one, file=sys.stderr)


def _theme() -> Theme:
    from build.theme import load_theme

    return load_theme()


def _finish(
    outcome: Outcome, theme: Theme, output: Path, made: Made, inputs: str, *, strict: bool, started: float
) -> int:
    from build.diagnostics import has_errors

    report(outcome.diagnostics)
    if outcome.book is None or has_errors(outcome.diagnostics, strict=strict):
        if output.exists():
            print(f"{_shown(output)} is still the deck that was made before", file=sys.stderr)
        return 2
    if made.edited(output):
        kept = _free_name(output)
        os.replace(output, kept)
        print(f"{_shown(output)} was edited since it was made; the edited deck is now {_shown(kept)}", file=sys.stderr)
    from build.render.powerpoint.write import write

    write(outcome.book, theme, output)
    said = f"{_counted(len(outcome.book.pages), 'slide')}, {_counted(len(set(outcome.diagnostics)), 'warning')}"
    made.note(output, inputs, said)
    print(f"{_shown(output)}: {said}, {time.perf_counter() - started:.2f} s")
    return 0


def _free_name(output: Path) -> Path:
    numbers = (f"{output.stem}.edited{i or ''}{output.suffix}" for i in range(10_000))
    return next(path for name in numbers if not (path := output.with_name(name)).exists())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _shown(path: Path) -> str:
    """A path as the user would type it."""
    resolved = path.resolve()
    return os.path.relpath(resolved) if resolved.is_relative_to(Path.cwd()) else str(path)
