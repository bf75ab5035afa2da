"""The main job: a Markdown spec in, an editable deck out. Everything that is wrong is said at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from build.made import Made, digest_of, inputs_digest
from build.outputs import DIST, outputs_folder
from build.pick import EVERY_SLIDE, Pick
from build.theme import ThemeError, chosen_theme, load_theme

if TYPE_CHECKING:
    from build.diagnostics import Diagnostic
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

    A deck that somebody has edited since it was made is kept beside the new one.
    """
    started = time.perf_counter()
    output = wanted.output_of(spec)
    inputs = inputs_digest(spec, clips=wanted.films, options=wanted.options)
    made = Made(wanted.dist)
    said = made.says(output, inputs)
    if said is not None:
        print(f"{shown(output)}: nothing changed ({said})")
        return 0
    from build.stages import build_book
    from engine.ledger import deck_facts

    try:
        theme, ledger = load_theme(wanted.theme), deck_facts(here=wanted.here)
        outcome = build_book(spec, theme, ledger, clips=wanted.films, here=wanted.here, pick=wanted.pick)
        return _finish(outcome, theme, output, made, inputs, strict=wanted.strict, started=started)
    except ThemeError as error:
        report(error.findings)
        return 2
    except (OSError, ValueError, RuntimeError) as error:
        print(f"{shown(spec)}: {error}", file=sys.stderr)
        return 2


def report(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings to standard error in the order of the source, each once."""
    for one in sorted(set(diagnostics), key=lambda one: (one.path, one.span, one.code, one.message)):
        print(one, file=sys.stderr)


def _finish(
    outcome: Outcome, theme: Theme, output: Path, made: Made, inputs: str, *, strict: bool, started: float
) -> int:
    from build.diagnostics import has_errors

    report(outcome.diagnostics)
    if outcome.book is None or has_errors(outcome.diagnostics, strict=strict):
        if output.exists():
            print(f"{shown(output)} is still the deck that was made before", file=sys.stderr)
        return 2
    if made.edited(output):
        kept = _free_name(output)
        os.replace(output, kept)
        print(f"{shown(output)} was edited since it was made; the edited deck is now {shown(kept)}", file=sys.stderr)
    from build.render.powerpoint.write import write

    write(outcome.book, theme, output)
    said = f"{_counted(len(outcome.book.pages), 'slide')}, {_counted(len(set(outcome.diagnostics)), 'warning')}"
    made.note(output, inputs, said)
    print(f"{shown(output)}: {said}, {time.perf_counter() - started:.2f} s")
    return 0


def _free_name(output: Path) -> Path:
    numbers = (f"{output.stem}.edited{i or ''}{output.suffix}" for i in range(10_000))
    return next(path for name in numbers if not (path := output.with_name(name)).exists())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def shown(path: Path) -> str:
    """A path as the user would type it."""
    resolved = path.resolve()
    return os.path.relpath(resolved) if resolved.is_relative_to(Path.cwd()) else str(path)
