"""The course's page, `dist/index.html`: written anew where something that it shows has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from build.commands.failure import FAILURES, failed
from build.files.freshness import RECORD
from build.files.places import ROOT, VERDICT
from build.files.use_cases import use_cases
from build.files.wanted import Wanted
from build.parse.source import specs_of
from build.theme.tokens import ThemeError

PAGE = "index.html"
TEMPLATES = ROOT / "build" / "render" / "html"


def refresh(specs: Sequence[Path], wanted: Wanted) -> None:
    """Write the page of these decks where that is needed. It is a view: where it cannot be written, a line says why.

    Where nothing could be made, or the theme cannot be read, the command before has told it.
    """
    page = wanted.folder / PAGE
    if not specs or _is_newer(page, [*specs, *_shown(wanted)]):
        return
    from build.commands.course_items import course_page  # what is not needed where nothing has changed
    from engine.atomic_write import write_whole

    try:
        text = course_page(specs, wanted)
        write_whole(page, text)
    except ThemeError:
        return
    except FAILURES as error:
        if wanted.folder.exists() or not isinstance(error, PermissionError):
            failed(error, page)


def _shown(wanted: Wanted) -> Iterator[Path]:
    """The files whose date tells that the page is old."""
    yield from (
        wanted.outputs / RECORD,
        wanted.look,
        wanted.course.ledger,
        *TEMPLATES.glob("*.html"),
        *TEMPLATES.glob("*.css"),
    )
    yield from wanted.course.specs.glob("*.yaml")
    yield from specs_of(wanted.course, None) if wanted.course.declared else ()
    yield from use_cases(wanted.course)
    for made in ("*.html", "*.pdf", "*.apkg"):  # guides, quizzes and packets
        yield from (path for path in wanted.folder.glob(made) if path.name != PAGE)
    yield from wanted.films.glob("*.json")
    yield from (wanted.outputs / "labs").glob(f"*/{VERDICT}")


def _is_newer(page: Path, than: Iterable[Path]) -> bool:
    try:
        made = page.stat().st_mtime_ns
        return all(path.stat().st_mtime_ns <= made for path in than if path.exists())
    except OSError:
        return False
