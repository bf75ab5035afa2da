"""`make bench`: how long a deck takes, as ratios that mean something on any machine; the machine is named.

Every run is a process of its own, timed from the outside, start-up included. Nothing is asserted here.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from build.made import ROOT
from build.make import output_of

SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
FEW, MANY = 30, 1000
_REPEATS = 5
_MEBIBYTE = 2**20

_MAKE = """
import sys; from pathlib import Path; from build.make import make_deck
spec, dist = map(Path, sys.argv[1:])
sys.exit(make_deck(spec, dist=dist))
"""
# The floor: as many native shapes as the deck has, the text of each known beforehand, nothing measured.
_BARE = """
import sys
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
out, slides, shapes, tables, charts = sys.argv[1], *map(int, sys.argv[2:])
deck = Presentation()
data = CategoryChartData(categories=["a", "b", "c"])
data.add_series("s", (1.0, 2.0, 3.0))
place = Inches(1), Inches(1), Inches(3), Inches(1)
for i in range(slides):
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = f"Slide {i}"
    share = lambda total: total * (i + 1) // slides - total * i // slides
    for _ in range(share(shapes)):
        slide.shapes.add_textbox(*place).text_frame.text = "Some words of a slide"
    for _ in range(share(tables)):
        slide.shapes.add_table(3, 3, *place)
    for _ in range(share(charts)):
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    slide.notes_slide.notes_text_frame.text = "What to say"
deck.save(out)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    wall: float  # seconds
    processor: float  # seconds, user and system
    memory: int  # bytes at the peak
    code: int


def bench(spec: Path = SPEC) -> int:
    """Print the times of the build. The exit code is 0, or 2 where the deck cannot be built."""
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        return _deck(spec, Path(scratch)) or _many(spec, Path(scratch))


def machine() -> str:
    """The processor, the number of its cores, and the versions that decide the times."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = re.search(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
        model = named[1] if named else model
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def _deck(spec: Path, scratch: Path) -> int:
    dist = scratch / "dist"
    cold = _best([_MAKE, str(spec), str(dist)], forget=dist)
    if cold.code:
        print(f"{spec} does not build; make deck says why", file=sys.stderr)
        return 2
    unchanged = _best([_MAKE, str(spec), str(dist)])
    made = contents(output_of(spec, dist=dist))
    bare = _best([_BARE, str(scratch / "bare.pptx"), *map(str, made)])
    slides, shapes, tables, charts = made
    print(f"\n{spec.stem}: {slides} slides, {shapes} shapes, {tables} tables, {charts} charts; best of {_REPEATS}")
    _row("spec to deck, whole process", cold)
    _row("nothing changed", unchanged)
    _row("bare python-pptx, as many shapes", bare)
    print(f"  spec to deck takes {cold.wall / bare.wall:.2f} times bare python-pptx")
    return 0


def _many(spec: Path, scratch: Path) -> int:
    runs = {}
    for number in (1, FEW, MANY):
        long = scratch / f"long{number}.md"
        long.write_text(repeated(spec.read_text(encoding="utf-8"), number), encoding="utf-8")
        dist = scratch / f"dist{number}"
        runs[number] = _best([_MAKE, str(long), str(dist)], repeats=1 if number == MANY else _REPEATS, forget=dist)
        if runs[number].code:
            print(f"the synthetic spec of {number} slides does not build", file=sys.stderr)
            return 2
    print("\nsynthetic, the concept slides of the deck over and over")
    for number, run in runs.items():
        _row(f"{number} slides", run)
    few, many = runs[FEW].wall / FEW, runs[MANY].wall / MANY
    print(f"  a slide of {MANY} takes {many / few:.2f} times one of {FEW} ({many * 1e3:.1f} and {few * 1e3:.1f} ms)")
    start = runs[1].wall
    few, many = (runs[FEW].wall - start) / (FEW - 1), (runs[MANY].wall - start) / (MANY - 1)
    print(f"  without the time of the first slide, {many / few:.2f} times ({many * 1e3:.1f} and {few * 1e3:.1f} ms)")
    return 0


def repeated(spec: str, number: int) -> str:
    """A spec of as many slides, all of them concepts of the given one under new numbers and titles."""
    front, *slides = re.split(r"^(?=## Slide \d+:)", spec, flags=re.MULTILINE)
    concepts = [slide for slide in slides if "Extended Annotations" in slide]
    if not concepts:
        raise ValueError("the spec has no concept slide to repeat")
    # Hours would name slides that are not there, and references point to slides by their number.
    front = re.sub(r"^hours:.*\n", "", front, flags=re.MULTILINE)
    pages = []
    for i in range(1, number + 1):
        head, body = concepts[i % len(concepts)].split("\n", 1)
        eyebrow = re.sub(r"^## Slide \d+:\s*([^-]*?) - .*$", r"\1", head)
        body = re.sub(r"\bslides? \d+( (and|to) \d+)?", "this slide", body)
        pages.append(f"## Slide {i}: {eyebrow} - Concept {i}\n{body}")
    return front + "".join(pages)


def contents(deck: Path) -> tuple[int, int, int, int]:
    """How many slides, shapes with connectors, tables and charts a deck has."""
    with zipfile.ZipFile(deck) as archive:
        names = archive.namelist()
        slides = [archive.read(name).decode() for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    shapes = sum(len(re.findall(r"<p:(?:sp|cxnSp|pic)>", slide)) for slide in slides)
    tables = sum(slide.count("<a:tbl>") for slide in slides)
    charts = sum(name.startswith("ppt/charts/") and name.endswith(".xml") for name in names)
    return len(slides), shapes, tables, charts


def _best(arguments: Sequence[str], *, repeats: int = _REPEATS, forget: Path | None = None) -> Run:
    """The quickest of some runs of a program, or the one that failed; `forget` is emptied before each."""
    runs = []
    for _ in range(repeats):
        if forget is not None:
            shutil.rmtree(forget, ignore_errors=True)
        runs.append(_run(arguments))
        if runs[-1].code:
            return runs[-1]
    return min(runs, key=lambda run: run.wall)


def _run(arguments: Sequence[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024  # what the system counts memory in
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, process.returncode)


def _row(what: str, run: Run) -> None:
    print(f"  {what:<36} {run.wall:7.2f} s   {run.processor:7.2f} s processor   {run.memory / _MEBIBYTE:6.0f} MiB")
