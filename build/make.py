"""The main job: a Markdown spec in, an editable deck out. Everything that is wrong is said at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from build.files import shown, told
from build.made import ROOT, Made, digest_of, inputs_digest
from build.outputs import DIST, outputs_folder
from build.pick import EVERY_SLIDE, Pick
from build.theme import ThemeError, chosen_theme, load_theme

if TYPE_CHECKING:
    from build.diagnostics import Diagnostic
    from build.edits.keep import Kept
    from build.stages import Outcome
    from build.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of a build besides its spec. `here`: with this machine's own measurements."""

    out: Path | None = None
    here: bool = False
    strict: bool = False
    dist: Path = DIST
    clips: Path | None = None  # the folder of films
    pick: Pick = EVERY_SLIDE
    theme: Path | None = None  # else the one that was chosen
    fresh: bool = False  # without what somebody changed in the deck that is there

    @property
    def folder(self) -> Path:
        """Where decks go that are built so, and below it their films and pictures."""
        return outputs_folder(self.dist, theme=self.theme, here=self.here)

    @property
    def films(self) -> Path:
        return self.clips or self.folder / "animations"

    @property
    def options(self) -> tuple[str, ...]:
        """What decides, besides files, what a deck becomes."""
        theme = self.theme or chosen_theme()
        looks = f"theme={theme} {digest_of(theme)}"
        return (f"here={self.here}", f"strict={self.strict}", f"pick={self.pick.suffix}", looks)

    def output_of(self, spec: Path) -> Path:
        """Where the deck of a spec goes."""
        return self.out or self.folder / f"{spec.stem}{self.pick.suffix}.pptx"


def make_deck(spec: Path, wanted: Wanted = Wanted()) -> int:
    """Build a spec's deck. The exit code: 0 built or unchanged, 2 an error and no file.

    What somebody has changed in the deck that is there is kept in the new one.
    """
    started = time.perf_counter()
    output = wanted.output_of(spec)
    inputs = inputs_digest(spec, clips=wanted.films, options=wanted.options)
    made = Made(wanted.dist)
    said = made.says(output, inputs)
    if said is not None and not (wanted.fresh and made.edited(output)):
        print(f"{shown(output)}: nothing changed ({said})")
        return 0
    from build.compare.known import memory_in, reading_ahead
    from build.compare.record import recorded
    from build.stages import build_book
    from engine.ledger import deck_facts

    try:
        theme, ledger = load_theme(wanted.theme), deck_facts(here=wanted.here)
        with reading_ahead(ROOT, memory_in(wanted.dist)):
            outcome = build_book(spec, theme, ledger, clips=wanted.films, here=wanted.here, pick=wanted.pick)
        outcome = recorded(outcome, ledger, theme=wanted.theme or chosen_theme(), folder=wanted.dist)
        return _finish(outcome, theme, output, made, inputs, wanted, started)
    except ThemeError as error:
        report(error.findings)
        return 2
    except (OSError, ValueError, RuntimeError) as error:
        print(f"{shown(spec)}: {told(error)}", file=sys.stderr)
        return 2


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard error in the order of the source, each once."""
    from build.diagnostics import in_order

    for one in in_order(diagnostics):
        print(one, file=sys.stderr)


def _finish(
    outcome: Outcome, theme: Theme, output: Path, made: Made, inputs: str, wanted: Wanted, started: float
) -> int:
    from build.diagnostics import counted, has_errors

    report(outcome.diagnostics)
    if outcome.book is None or has_errors(outcome.diagnostics, strict=wanted.strict):
        return _unwritten(output)
    from build.render.powerpoint.write import write

    edits = ""
    if made.edited(output):
        with TemporaryDirectory(dir=output.parent, prefix=f"{output.name}.", suffix=".part") as folder:
            new = Path(folder, output.name)
            write(outcome.book, theme, new)
            kept = _keep(new, output, fresh=wanted.fresh)
            if wanted.strict and kept.doubtful:
                return _unwritten(output)
            if kept.beside:
                beside = _free_name(output)
                os.replace(output, beside)
                print(f"the edited deck is now {shown(beside)}", file=sys.stderr)
            os.replace(new, output)
        edits = kept.said
    else:
        write(outcome.book, theme, output)
    said = f"{counted(len(outcome.book.pages), 'slide')}, {counted(len(set(outcome.diagnostics)), 'warning')}"
    made.note(output, inputs, said, edits=edits)
    print(f"{shown(output)}: {', '.join(filter(None, (said, edits)))}, {time.perf_counter() - started:.2f} s")
    return 0


def _keep(new: Path, output: Path, *, fresh: bool) -> Kept:
    """Bring into the new deck what somebody changed in the one that is there, and tell it."""
    from build.edits.keep import Kept, keep_edits

    kept = Kept.nothing() if fresh else keep_edits(new, output)
    for line in kept.lines:
        print(line, file=sys.stderr)
    return kept


def _unwritten(output: Path) -> int:
    if output.exists():
        print(f"{shown(output)} is still the deck that was made before", file=sys.stderr)
    return 2


def _free_name(output: Path) -> Path:
    numbers = (f"{output.stem}.edited{i or ''}{output.suffix}" for i in range(10_000))
    return next(path for name in numbers if not (path := output.with_name(name)).exists())
