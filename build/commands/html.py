"""`coursewright html SPEC`: a deck as one page for a browser. All that is wrong is said at once."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.built import one_at_a_time, outcome_of, told
from build.commands.deck import side_by_side
from build.commands.failure import FAILURES, failed
from build.commands.remembered_slides import remembered_slides, surroundings_of
from build.files.build_cache import digest
from build.files.freshness import BuildRecord, Built, with_spec
from build.files.wanted import Wanted
from build.findings.diagnostic import counted, warnings_in
from build.findings.file_messages import display_path
from build.theme.choose import load_theme
from engine.atomic_write import replacing, write_whole

if TYPE_CHECKING:
    from build.browser.films import Films
    from build.drawing.page import Book


def make_html_decks(specs: Sequence[Path], wanted: Wanted, films: Films = "beside") -> int:
    """Build several decks. The worst of their exit codes."""
    return side_by_side(specs, partial(make_html, wanted=wanted, films=films))


def make_html(spec: Path, wanted: Wanted = Wanted(), films: Films = "beside") -> int:
    """Build a spec's page. The exit code: 0 built or unchanged, 2 an error and no file.

    Of two builds of a page the second waits.
    """
    output = wanted.out or wanted.output_of(spec).with_suffix(".html")
    try:
        with one_at_a_time(output, wanted):
            return _make(spec, output, wanted, films)
    except FAILURES as error:
        return failed(error, spec)


def _make(spec: Path, output: Path, wanted: Wanted, films: Films) -> int:
    started = time.perf_counter()
    surroundings = surroundings_of(spec, wanted)
    inputs, record = digest(with_spec(spec, surroundings), films), BuildRecord(wanted.outputs)
    if summary := record.unchanged(output, inputs):
        print(f"{display_path(output)}: nothing changed ({summary})")
        return 0
    from build.browser.deck_page import Setting, deck_html
    from build.commands.beside_slides import ways_on

    memory = remembered_slides(spec, wanted, surroundings, output=output)
    theme = load_theme(wanted.look)
    outcome = outcome_of(spec, wanted, theme, memory)
    book, deck, ledger = outcome.book, outcome.deck, outcome.ledger
    if not told(outcome, wanted) or book is None or deck is None or ledger is None or not book.pages:
        if output.exists():
            print(f"{display_path(output)} is still the page that was made before", file=sys.stderr)
        return 2
    setting = Setting(
        deck=deck,
        theme=theme,
        ledger=ledger,
        course=wanted.course,
        films=films,
        folder=output.parent,
        ways=ways_on(deck.slides, wanted, output.parent),
    )
    page = deck_html(book, setting, memory)
    if films == "beside":
        _lay_beside(book, output.parent)
    write_whole(output, page)
    memory.save()
    summary = f"{counted(len(book.pages), 'slide')}, {counted(warnings_in(outcome.diagnostics), 'warning')}"
    built = Built(titles=tuple(page.title for page in book.pages), pick=wanted.pick.suffix)
    record.note(output, inputs, summary, spec=spec, built=built)
    size = output.stat().st_size / 1e6
    print(f"{display_path(output)}: {summary}, {size:.2f} MB, {time.perf_counter() - started:.2f} s")
    return 0


def _lay_beside(book: Book, folder: Path) -> None:
    """Copy the films there that do not lie below the page's folder, which may be sent to somebody."""
    from build.browser.films import beside

    for path in {Path(movie.path) for page in book.pages for movie in page.movies}:
        if (place := beside(path, folder)) != path:
            with replacing(place) as file:
                shutil.copyfile(path, file)
