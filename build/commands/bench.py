"""`make bench`: how long a deck takes, as ratios that mean something on any machine; the machine is named.

Every run is a process of its own, timed from the outside, start-up included.
"""

from __future__ import annotations

import io
import json
import os
import platform
import pstats
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build.commands.plain_deck import write_plain_deck
from build.commands.process_cost import ProcessCost, best, run
from build.files.build_cache import MEMORY
from build.files.course import product
from build.files.places import ROOT
from build.files.wanted import Wanted

_FIRST = 2  # slides that no deck has twice: title and agenda
_REPEATS = 5
_STILLS_REPEATS = 2
_PLAIN = 30  # slides of ordinary Markdown
_MEBIBYTE = 2**20

_MAKE = """
import sys; from pathlib import Path; from build.commands.deck import make_deck; from build.files.wanted import Wanted
spec, dist, clips = map(Path, sys.argv[1:])
sys.exit(make_deck(spec, Wanted(dist=dist, clips=clips)))
"""
_STILLS = """
import sys; from pathlib import Path
from build.commands.stills import make_stills; from build.files.wanted import Wanted
spec, dist, clips = map(Path, sys.argv[1:4])
sys.exit(make_stills(spec, Wanted(dist=dist, clips=clips), workers=int(sys.argv[4]) or None))
"""
_STAGES = ("parse.deck", "checks.spec", "resolve.resolve", "layout.book", "render.powerpoint.write")
_START = f"import {', '.join(f'build.{stage}' for stage in _STAGES)}"
# The floor: as many native shapes as the deck has, the text of each known beforehand, nothing measured.
_BARE = """
import sys
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
out, slides, shapes, tables, charts = sys.argv[1], *map(int, sys.argv[2:])
deck = Presentation()
data = CategoryChartData()
data.categories = ["a", "b", "c"]
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


# What a build should keep to; where it does not, a profile says where the time went.
_GOALS = {"deck": 1.5, "plain": 1.2, "unchanged": 1.0, "growth": 1.3, "memory": 400e6}
# The same as shares of bare python-pptx, processor time; stills by the clock, for they use all cores.
_SHARES = {"changed": 1.6, "one": 0.5, "unchanged": 0.1, "check": 1.0, "why": 0.15, "usage": 0.15, "stills": 5.0}
_PROFILE_ROWS = 15


@dataclass(frozen=True, slots=True)
class Times:
    """The quickest runs of each kind, and what the deck holds."""

    contents: tuple[int, int, int, int]
    deck: ProcessCost  # from nothing: no output, nothing remembered of earlier builds
    plain: ProcessCost  # the same of a deck of ordinary Markdown
    changed: ProcessCost  # every slide anew
    one: ProcessCost  # one slide has changed
    unchanged: ProcessCost
    check: ProcessCost  # after a build
    why: ProcessCost
    usage: ProcessCost  # --help
    bare: ProcessCost
    start: ProcessCost
    many: ProcessCost
    stills: ProcessCost
    one_by_one: ProcessCost  # the same stills in one process
    slides: int  # of the long deck

    @property
    def growth(self) -> float:
        """How many times as long a slide of the long deck takes as one of the deck, start-up left out.

        Both with the same remembered: else what is worked out once would hide in the few slides.
        """
        few = (self.changed.wall - self.start.wall) / self.contents[0]
        return (self.many.wall - self.start.wall) / self.slides / few

    def share(self, name: str) -> float:
        """How many times as long a run takes as bare python-pptx."""
        taken: ProcessCost = getattr(self, name)
        return taken.wall / self.bare.wall if name == "stills" else taken.processor / self.bare.processor

    @property
    def missed(self) -> list[str]:
        """The goals that were not kept."""
        found = {
            "deck": self.deck.wall,
            "plain": self.plain.wall,
            "unchanged": self.unchanged.wall,
            "growth": self.growth,
            "memory": self.many.memory,
        }
        return [name for name, goal in _GOALS.items() if found[name] > goal]


def bench(
    spec: Path,
    *,
    slides: int = 1000,
    repeats: int = _REPEATS,
    machine: Mapping[str, str | int] | None = None,
    as_json: bool = False,
) -> int:
    """Time the build of a spec and print it. The exit code: 0, 1 where a goal is missed, 2 where nothing is built."""
    spec = spec.resolve()  # what is timed runs in the checkout
    with tempfile.TemporaryDirectory() as scratch:
        try:
            times = _measure(spec, Path(scratch), slides, repeats)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 2
        named = dict(machine or {}) | {"python": platform.python_version()}
        print(json.dumps(_data(times, named)) if as_json else _text(times, spec, named, repeats))
        if times.missed:
            print(f"missed: {', '.join(times.missed)}\n{_profile(spec, Path(scratch))}", file=sys.stderr)
    return 1 if times.missed else 0


def _measure(spec: Path, scratch: Path, slides: int, repeats: int) -> Times:
    """Raises RuntimeError where a deck does not build."""
    dist = scratch / "dist"
    long = scratch / "long.md"
    long.write_text(lengthened(spec.read_text(encoding="utf-8"), slides), encoding="utf-8")
    places = [str(dist), str(product().dist / "animations")]
    make = [sys.executable, "-c", _MAKE, str(spec), *places]
    draw = [sys.executable, "-c", _STILLS, str(spec), *places]
    output = Wanted(dist=dist).output_of(spec)
    deck = best(make, repeats, forget=[dist, product().dist / MEMORY])
    plain = write_plain_deck(scratch / "plain", _PLAIN)
    plain_dist = scratch / "plain" / "dist"  # its own course's, with what is remembered of its pictures
    changed = best(make, repeats, forget=[output, dist / MEMORY / "*.slides"])
    held = contents(output)
    command = [sys.executable, str(ROOT / "coursewright.py")]
    return Times(
        contents=held,
        deck=deck,
        plain=best([sys.executable, "-c", _MAKE, str(plain), str(plain_dist), places[1]], repeats, forget=[plain_dist]),
        changed=changed,
        one=_one_changed(spec, scratch, repeats),
        unchanged=best(make, repeats),
        check=best([*command, "check", str(spec)], repeats + 1, fails=1),
        why=best([*command, "why", str(spec), "1"], repeats + 1),
        usage=best([*command, "--help"], repeats),
        bare=best([sys.executable, "-c", _BARE, str(scratch / "bare.pptx"), *map(str, held)], repeats),
        start=best([sys.executable, "-c", _START], repeats),
        many=run([sys.executable, "-c", _MAKE, str(long), *places]),
        stills=best([*draw, "0"], min(repeats, _STILLS_REPEATS), forget=[dist / "stills"]),
        one_by_one=best([*draw, "1"], min(repeats, _STILLS_REPEATS), forget=[dist / "stills"]),
        slides=slides,
    )


def _one_changed(spec: Path, scratch: Path, repeats: int) -> ProcessCost:
    """The quickest build after a change of the notes of the last slide; the first one knows no slide."""
    folder = scratch / "edited"
    folder.mkdir()
    copy, text = folder / spec.name, spec.read_text(encoding="utf-8")
    runs = []
    for i in range(repeats + 1):
        copy.write_text(f"{text.rstrip()} {i}\n", encoding="utf-8")
        runs.append(run([sys.executable, "-c", _MAKE, str(copy), str(folder), str(product().dist / "animations")]))
    return min(runs[1:], key=lambda cost: cost.wall)


def _text(times: Times, spec: Path, machine: Mapping[str, str | int], repeats: int) -> str:
    slides, shapes, tables, charts = times.contents
    many, few = times.many.wall / times.slides, times.changed.wall / slides
    return "\n".join(
        (
            " · ".join(f"{key} {value}" for key, value in machine.items()),
            f"\n{spec.stem}: {slides} slides, {shapes} shapes, {tables} tables, {charts} charts; best of {repeats}",
            _row("spec to deck, whole process", times, "deck"),
            _row(f"{_PLAIN} slides of Markdown, the same", times, "plain"),
            _row("of which starting up", times, "start"),
            _row("every slide changed", times, "changed"),
            _row("one slide changed", times, "one"),
            _row("nothing changed", times, "unchanged"),
            _row("check", times, "check"),
            _row("why", times, "why"),
            _row("--help", times, "usage"),
            _row("bare python-pptx, as many shapes", times, "bare"),
            _row(f"{times.slides} slides, whole process", times, "many"),
            _row("stills of 1920x1080, all cores", times, "stills"),
            _row("stills of 1920x1080, one core", times, "one_by_one"),
            f"\nspec to deck takes {times.deck.wall / times.bare.wall:.2f} times bare python-pptx",
            f"a slide of {times.slides} takes {times.growth:.2f} times one of {slides} without starting up, "
            f"{many / few:.2f} times with it ({many * 1e3:.1f} and {few * 1e3:.1f} ms)",
            f"all cores draw stills in {times.stills.wall / times.one_by_one.wall:.2f} of the time of one",
        )
    )


def _data(times: Times, machine: Mapping[str, str | int]) -> dict[str, Any]:
    runs = {
        name: getattr(times, name)
        for name in (
            "deck",
            "plain",
            "start",
            "changed",
            "one",
            "unchanged",
            "check",
            "why",
            "usage",
            "bare",
            "many",
            "stills",
            "one_by_one",
        )
    }
    return {
        "machine": dict(machine),
        "runs": {
            name: {"wall": run.wall, "processor": run.processor, "memory": run.memory} for name, run in runs.items()
        },
        "slides": {"deck": times.contents[0], "many": times.slides},
        "ratios": {
            "to_python_pptx": times.deck.wall / times.bare.wall,
            "growth": times.growth,
            "stills_in_parallel": times.stills.wall / times.one_by_one.wall,
        },
        "shares": {name: times.share(name) for name in _SHARES},
        "missed": times.missed,
    }


def _profile(spec: Path, scratch: Path) -> str:
    """Where the time of one build goes, by function, the longest first."""
    report = scratch / "profile"
    shutil.rmtree(scratch / "dist", ignore_errors=True)
    script = scratch / "make.py"
    script.write_text(_MAKE, encoding="utf-8")
    program = [
        "-m",
        "cProfile",
        "-o",
        str(report),
        str(script),
        str(spec),
        str(scratch / "dist"),
        str(product().dist / "animations"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *program], cwd=ROOT, env=environment, capture_output=True, check=False)
    rows = io.StringIO()
    pstats.Stats(str(report), stream=rows).sort_stats("cumulative").print_stats(_PROFILE_ROWS)
    return rows.getvalue().strip()


def lengthened(spec: str, number: int) -> str:
    """A spec of as many slides: those after title and agenda again and again, with titles and labs of their own."""
    front, *slides = re.split(r"^(?=## Slide \d+:)", spec, flags=re.MULTILINE)
    if not _FIRST < len(slides) < number:
        return spec
    bodies = [slide.rstrip("\n") + "\n" for slide in slides]
    stretch = number / len(slides)
    front = re.sub(r"(?<=: )(\d+)-(\d+)(?=[,}])", lambda hour: _stretched(int(hour[1]), int(hour[2]), stretch), front)
    for i in range(len(slides) + 1, number + 1):
        head, body = bodies[_FIRST + (i - len(slides) - 1) % (len(slides) - _FIRST)].split("\n", 1)
        head = re.sub(r"Slide \d+:(.* - )?\s*(\S+).*", rf"Slide {i}:\1\2 {i}", head)
        body = re.sub(r"(?<=Anchor: )[A-Z0-9-]+", f"COPY-{i}", body)
        bodies.append(f"{head}\n{body}")
    return front + "".join(bodies)


def _stretched(first: int, last: int, by: float) -> str:
    """The slides of an hour in a deck that is longer by a factor; title and agenda stay where they are."""
    before, end = (number if number <= _FIRST else round(number * by) for number in (first - 1, last))
    return f"{before + 1}-{end}"


def contents(deck: Path) -> tuple[int, int, int, int]:
    """How many slides, shapes with connectors, tables and charts a deck has."""
    with zipfile.ZipFile(deck) as archive:
        names = archive.namelist()
        slides = [archive.read(name).decode() for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    shapes = sum(len(re.findall(r"<p:(?:sp|cxnSp|pic)>", slide)) for slide in slides)
    tables = sum(slide.count("<a:tbl>") for slide in slides)
    charts = sum(name.startswith("ppt/charts/") and name.endswith(".xml") for name in names)
    return len(slides), shapes, tables, charts


def _row(what: str, times: Times, name: str) -> str:
    taken: ProcessCost = getattr(times, name)
    goal = _SHARES.get(name)
    said = f" (goal {goal:g}{', missed' if times.share(name) > goal else ''})" if goal else ""
    took = f"{taken.wall:7.2f} s   {taken.processor:7.2f} s processor   {taken.memory / _MEBIBYTE:6.0f} MiB"
    return f"  {what:<36} {took}   {times.share(name):6.2f} times bare{said}"
