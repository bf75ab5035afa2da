"""`coursewright packet FILE.yaml`: a use case's readiness packet as Markdown, a page, PDF, DOCX and six slides."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from build.commands.deck import make_deck
from build.commands.failure import FAILURES, failed
from build.commands.write_kinds import write_kinds
from build.documents.pdf import write_pdf
from build.files.course import Course
from build.files.use_cases import PREFIX
from build.files.wanted import Wanted
from build.findings.diagnostic import report
from build.findings.file_messages import display_path
from build.packet.document import Document, TableBlock, document
from build.packet.markdown import markdown
from build.packet.page import packet_page
from build.packet.slides import slides
from build.packet.use_case_file import read_use_case
from build.packet.word import write_word
from build.parse.deck import parse
from build.parse.source import read_source, specs_of
from build.resolve.query import ShowError
from build.spec.said import ENGLISH
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.atomic_write import write_whole
from engine.quoted import quoted
from engine.readiness.compare import Difference, compare
from engine.readiness.needs import Needs
from engine.readiness.packet import Packet, Simulation, packet


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How packets are made: what simulates a load, what a load test saw of a use case, and a packet to compare with."""

    simulated: Simulation | None = None
    seen: Callable[[Needs], Mapping[str, Any] | None] = lambda needs: None
    before: Path | None = None
    as_json: bool = False


def make_packets(files: Sequence[Path], wanted: Wanted, asked: Asked) -> int:
    """Make several. The exit code: 0 made, 1 not as every kind of file, 2 an error and no file."""
    return max(_make(file, wanted, asked) for file in files)


def read_result(path: Path) -> Mapping[str, Any]:
    """The result of a load test that `coursewright load --json` has printed. Raises OSError, ValueError."""
    name = quoted(display_path(path))
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise ValueError(f"{name} is no JSON; coursewright load --json prints what belongs here") from None
    numbers = ("completed", "failed", "p95_ttft_ms", "p95_tpot_ms", "request_goodput")
    held: Mapping[str, Any] = found if isinstance(found, dict) else {}
    missing = [key for key in numbers if not isinstance(held.get(key), int | float)]
    if missing:
        what = "it is not what coursewright load --limit … --json prints"
        raise ValueError(f"{name} has no {', '.join(missing)}; {what}")
    return held


def _make(file: Path, wanted: Wanted, asked: Asked) -> int:
    try:
        ledger, theme, today = wanted.course.recorded(here=wanted.here), load_theme(wanted.look), date.today()
        needs, old = read_use_case(file, today)
        report(old)
        made = packet(needs, simulated=asked.simulated, seen=asked.seen(needs))
        difference = compare(packet(read_use_case(asked.before, today)[0]), made) if asked.before else None
        day, name = ENGLISH.day(today.isoformat()), display_path(file)
        told = document(made, ledger, file=name, day=day, difference=difference)
        output = wanted.folder / f"{PREFIX}{file.stem}"
        kinds, complete = _write(told, made, wanted, output, theme=theme, today=today)
    except ShowError as error:
        return failed(ValueError(f"{error.message}; {error.hint}" if error.hint else error.message), file)
    except FAILURES as error:
        return failed(error, file)
    if asked.as_json:
        print(json.dumps(asdict(told), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(told, difference, output, kinds)))
    return 0 if complete else 1


def _write(
    told: Document, made: Packet, wanted: Wanted, output: Path, *, theme: Theme, today: date
) -> tuple[list[str], bool]:
    """Write all files: their kinds, and whether all could be made."""
    page = packet_page(told, theme, course=_course_name(wanted.course))
    kinds, complete = write_kinds({
        "MD": lambda: write_whole(output.with_suffix(".md"), markdown(told)),
        "HTML": lambda: write_whole(output.with_suffix(".html"), page),
        "PDF": lambda: write_pdf(page, output.with_suffix(".pdf")),
        "DOCX": lambda: write_word(told, theme, output.with_suffix(".docx"), day=today.isoformat()),
    })  # fmt: skip
    spec = output.with_name(f"{output.name}_slides.md")
    write_whole(spec, slides(made, told))
    with redirect_stdout(sys.stderr):  # what is printed is the packet
        built = make_deck(spec, wanted)
    kinds += ["PPTX"] if built == 0 else []
    return kinds, complete and built == 0


def _lines(told: Document, difference: Difference | None, output: Path, kinds: Sequence[str]) -> Iterator[str]:
    yield f"{told.title}: {told.count}. {told.carries}"
    if told.warning:
        yield f"Do not go live yet: {told.warning}"
    if difference is not None:
        yield from (f"asked: {one.name} {one.before} → {one.after}" for one in difference.asked)
        tables = [block for section in told.sections for block in section.blocks if isinstance(block, TableBlock)]
        for row in (row for table in tables if table.kind == "moved" for row in table.rows):
            why = " ".join(said.text for said in row.cells[2])
            yield f"moved: {row.cells[0][0].text}: {row.cells[1][0].text}. {why}"
        yield f"as before: {', '.join(difference.stayed) or 'none'}"
    yield f"{display_path(output)}: {', '.join(kinds)}"


def _course_name(course: Course) -> str:
    """As its first spec names it."""
    for spec in specs_of(course)[:1]:
        deck = parse(read_source(spec)[0])[0]
        return deck.front.course or deck.heading.plain
    return course.root.name
