"""What is wrong with a written deck: each fault is planted into a file that has none."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from build.checks.written_package import Flaw, flaws
from build.commands.check import check_deck, check_package
from build.drawing.page import Book, Box, Chart, ChartSeries, Movie, Page, Paragraph, Run, TextBox, TextStyle
from build.files.places import THEME
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import deck_facts

ROOT = Path(__file__).resolve().parents[3]
Parts = dict[str, bytes]
SLIDE, CHART, TYPES = "ppt/slides/slide1.xml", "ppt/charts/chart1.xml", "[Content_Types].xml"
RELS = "ppt/slides/_rels/slide1.xml.rels"


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deck of one slide with a chart and a film."""
    folder = tmp_path_factory.mktemp("deck")
    from PIL import Image

    Image.new("RGB", (64, 36), "#1A365D").save(folder / "film.png")
    (folder / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    title = Paragraph(runs=(Run("A title", TextStyle(38)),), line=40)
    items = (
        TextBox(name="s01 title", box=Box(0.5, 0.6, 10, 0.7), paragraphs=(title,), placeholder="title"),
        Chart(
            name="s01 chart", alt="22 and 96", box=Box(1, 2, 4, 3), kind="bar", categories=("a", "b"),
            series=(ChartSeries(name="rate", values=(22.0, 96.0), color="navy"),),
        ),
        Movie(
            name="s01 film", alt="A film", box=Box(6, 2, 6, 3.4),
            path=str(folder / "film.mp4"), poster=str(folder / "film.png"),
        ),
    )  # fmt: skip
    page = Page(number=1, id="s01", title="A title", layout="standard", section="", items=items, notes="Say it.")
    write(Book(title="t", author="a", language="en", pages=(page,)), load_theme(THEME), folder / "deck.pptx")
    return folder / "deck.pptx"


@pytest.fixture
def planted(deck: Path, tmp_path: Path) -> Callable[[Callable[[Parts], None]], Path]:
    """Writes the deck again with its parts changed."""

    def plant(change: Callable[[Parts], None]) -> Path:
        with zipfile.ZipFile(deck) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        path = tmp_path / "planted.pptx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, blob in parts.items():
                archive.writestr(name, blob)
        return path

    return plant


def sub(part: str, pattern: str, new: str) -> Callable[[Parts], None]:
    """Replaces what is found in a part, which must be there."""

    def change(parts: Parts) -> None:
        changed, number = re.subn(pattern, new, parts[part].decode(), count=1)
        assert number, f"{part} has no {pattern}"
        parts[part] = changed.encode()

    return change


@dataclass(frozen=True)
class Case:
    fault: str
    change: Callable[[Parts], object]
    told: str


CASES = (
    Case("a part cut off", lambda parts: parts.update({CHART: parts[CHART][:200]}), f"W102 {CHART} is no XML"),
    Case(
        "a part that is missing",
        lambda parts: parts.pop("ppt/media/image1.png"),
        f"W103 {SLIDE} leads to ppt/media/image1.png, which is not there",
    ),
    Case(
        "a relationship that is missing",
        sub(SLIDE, r'<c:chart ([^>]*)r:id="rId\d+"', r'<c:chart \1r:id="rId99"'),
        f"W103 {SLIDE} uses the relationship rId99, which it does not have",
    ),
    Case(
        "a part without a content type",
        sub(TYPES, rf'<Override PartName="/{CHART}"[^>]*/>', ""),
        f"W104 {CHART} has no content type",
    ),
    Case(
        "a content type without a part",
        sub(TYPES, "</Types>", '<Override PartName="/ppt/gone.xml" ContentType="text/xml"/></Types>'),
        "W104 ppt/gone.xml has a content type and is not there",
    ),
    Case(
        "an ending without a content type",
        sub(TYPES, r'<Default Extension="mp4"[^>]*/>', ""),
        "W104 ppt/media/media1.mp4 has no content type",
    ),
    Case(
        "a part that nothing uses",
        lambda parts: parts.update({"ppt/media/image9.png": b"x"}),
        "W105 ppt/media/image9.png is in the file and nothing uses it",
    ),
    Case(
        "two shapes with one id",
        sub(SLIDE, r'cNvPr id="7"', 'cNvPr id="2"'),
        f"W106 {SLIDE} has 2 shapes with the id 2",
    ),
    Case(
        "timing of a shape that is not there",
        sub(SLIDE, r'spid="\d+"', 'spid="77"'),
        f"W107 {SLIDE} moves the shape 77, which it does not have",
    ),
    Case(
        "a negative axis",
        sub(CHART, r'<c:axId val="\d+', '<c:axId val="-1'),
        f"W108 {CHART} has an axis with the id -1",
    ),
    Case(
        "an axis that crosses none",
        sub(CHART, r'<c:crossAx val="\d+"', '<c:crossAx val="5"'),
        f"W108 {CHART} has an axis that crosses 5, which it does not have",
    ),
    Case(
        "a slide without notes",
        sub(RELS, r"<Relationship [^>]*/notesSlide[^>]*/>", ""),
        "W105 ppt/notesSlides/notesSlide1.xml is in the file and nothing uses it",
    ),
    Case(
        "a size that is no number",
        sub(SLIDE, 'lang="en[^"]*"', 'lang="en" sz="38pt"'),
        f"W201 {SLIDE} is not after the schema: Invalid value for attribute 'sz': Invalid integer value: '38pt'",
    ),
)


def told(file: Path) -> str:
    return "\n".join(f"{found.code} {found.message}" for found in check_package(file))


def test_a_written_deck_has_no_flaw(deck: Path) -> None:
    assert told(deck) == ""


@pytest.mark.parametrize("case", CASES, ids=[case.fault for case in CASES])
def test_a_planted_flaw_is_told(case: Case, planted: Callable[[Callable[[Parts], object]], Path]) -> None:
    assert told(planted(case.change)) == case.told


def test_lost_notes_are_told(
    planted: Callable[[Callable[[Parts], object]], Path],
) -> None:
    file = planted(sub(RELS, r"<Relationship [^>]*/notesSlide[^>]*/>", ""))
    lost = ("W109", SLIDE, "has lost its speaker notes")
    assert [flaw for flaw in flaws(file, noted=[1]) if flaw.code == "W109"] == [lost]
    assert "W109" not in told(file)


@pytest.mark.parametrize("content", [None, b"", b"a text"])
def test_a_file_that_is_no_package_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "deck.pptx"
    if content is not None:
        file.write_bytes(content)
    reason = "No such file or directory" if content is None else "File is not a zip file"
    assert told(file) == f"W101 cannot be read: {reason}"


def test_a_comment_in_any_part_is_no_flaw(planted: Callable[[Callable[[Parts], object]], Path]) -> None:
    def comment(parts: Parts) -> None:
        for part in (TYPES, RELS, SLIDE, CHART):
            parts[part] = re.sub(
                rb"(<[a-zA-Z:]+ [^>]*xmlns[^>]*>)", rb"\1<!-- somebody was here -->", parts[part], count=1
            )
            assert b"somebody" in parts[part]

    assert told(planted(comment)) == ""


def test_an_axis_without_an_id_is_told(planted: Callable[[Callable[[Parts], object]], Path]) -> None:
    file = planted(sub(CHART, r'<c:axId val="\d+"/>', "<c:axId/>"))
    assert told(file).splitlines()[0] == f"W108 {CHART} has an axis with the id none"


def test_a_part_that_cannot_be_unpacked_is_told(deck: Path, tmp_path: Path) -> None:
    raw = bytearray(deck.read_bytes())
    start = raw.index(b"ppt/presentation.xml") + len(b"ppt/presentation.xml")
    raw[start : start + 40] = b"\xff" * 40
    file = tmp_path / "damaged.pptx"
    file.write_bytes(raw)
    assert told(file) == "W101 cannot be read: Error -3 while decompressing data: invalid block type"


def test_a_file_that_would_fill_the_memory_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "bomb.pptx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/presentation.xml", bytes(400_000))
    assert told(file).startswith("W102")
    monkeypatch.setattr("build.deck_file.archive.ALWAYS", 100_000)
    size = file.stat().st_size
    assert told(file) == f"W101 cannot be read: it has {size:,} bytes and would unpack to 400,000"


# ---- a spec, all the way to its file ------------------------------------------------------------------
def found(tmp_path: Path, spec: str) -> list[str]:
    (tmp_path / "deck.md").write_text(spec)
    outcome = check_deck(tmp_path / "deck.md", load_theme(THEME), deck_facts(), clips=tmp_path)
    return [f"{flaw.span.line}:{flaw.span.column} {flaw.message} [{flaw.code}]" for flaw in outcome.diagnostics]


def test_the_courses_own_deck_is_clean(tmp_path: Path) -> None:
    for spec in sorted((ROOT / "deck_specs").glob("ch*.md")):
        outcome = check_deck(spec, load_theme(THEME), deck_facts(), clips=tmp_path)
        assert [str(flaw) for flaw in outcome.diagnostics if flaw.code != "A101"] == []


def test_a_deck_of_a_few_words_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path, '# Deck\n## Slide 1: Title - One\nWisdom: "a"\n') == []


def test_what_checks_and_layout_find_alike_is_told_once(tmp_path: Path) -> None:
    spec = (
        "# Deck\n## Slide 1: Concept - One\nVisual: bars(no_such_fact.x)\nExtended Annotations (1):\n1. a\nWisdom: a\n"
    )
    assert found(tmp_path, spec) == ["3:14 unknown fact 'no_such_fact' [F101]"]
    assert found(tmp_path, spec.replace("bars(no_such_fact.x)", "braces(heads)")) == [
        "3:9 unknown figure 'braces' [C301]",
        "3:16 unknown fact 'heads' [F101]",
    ]


def test_what_does_not_fit_is_not_told_again_by_all_that_it_runs_over(tmp_path: Path) -> None:
    items = "".join(f"{i}. {'many words that take room, ' * 8}\n" for i in range(1, 13))
    spec = f"# Deck\n## Slide 1: Concept - One\nExtended Annotations (12):\n{items}Wisdom: a\n"
    assert {line.rpartition("[")[2] for line in found(tmp_path, spec)} == {"L101]"}


def test_a_deck_without_slides_is_checked(tmp_path: Path) -> None:
    assert found(tmp_path, "Some words.\n") == ["1:1 no slides [P116]"]


def test_a_flaw_of_the_written_deck_stands_at_its_slide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "build.commands.check.flaws", lambda file, noted: [Flaw("W106", "ppt/slides/slide2.xml", "is odd")]
    )
    spec = "# Deck\n## Slide 1: Title - One\nWisdom: a\n## Slide 2: Title - Two\nWisdom: a\n"
    assert found(tmp_path, spec) == ["4:4 written, ppt/slides/slide2.xml is odd [W106]"]
