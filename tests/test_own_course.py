"""A course in a folder of its own: its facts, lab, figure, look and decks, by the commands that an instructor types."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import coursewright
from engine.ledger import read_ledger

FILES = {
    "course.toml": 'facts = "numbers"\n',
    "theme.toml": '[color]\nnavy = "#12402F"\n',
    "numbers/growth.py": '''from engine.fact import computed
from engine.units import Count, Table
from facts.plant import leaves_after

from pathlib import Path


@computed(source="A garden")
def leaves() -> Count:
    """Leaves of a plant after a week."""
    return Count(leaves_after(7))


@computed()
def heights() -> Table:
    """How high two plants are."""
    rows = Path(__file__).with_name("heights.csv").read_text().split()
    return Table(**{name: Count(float(value)) for name, _, value in (row.partition(",") for row in rows)})
''',
    "numbers/plant.py": "def leaves_after(days):\n    return 2 * days\n",
    "numbers/heights.csv": "oak,12\nash,9\n",
    "labs/count.py": '"""Count leaves."""\n',
    "figures/plants.py": """from build.drawing.page import Box, TextStyle
from build.figures.canvas import Canvas, Drawing
from build.figures.figure_fact import Fact
from engine.units import Count


def plant(canvas: Canvas, leaves: Fact[Count]) -> Drawing:
    box = Box(canvas.box.x, canvas.box.y, canvas.box.w, 1)
    return Drawing((canvas.text("leaves", f"{leaves.value}", box, TextStyle(20, "navy")),), "A plant.")
""",
    "week1.md": """---
course: Biology
title: Plants
language: en-GB
---

# Plants

## Slide 1: Growth - What a plant has

Visual: plant(leaves)

Extended Annotations (2):
1. **Leaves.** A plant has {{ leaves }} leaves; an oak of {{ heights.oak }} is high.
2. **Models.** A fact of the engine is at hand: {{ kv_cache_gqa_4k | GiB }}.

Hands-on Anchor: `[Hands-on Anchor: BIO-01 | Asset: count.py | Objective: count the leaves | Pre-req: none]`

Wisdom: "Count before you build."
""",
    "README.md": "# For whoever teaches it\n",
}


@dataclass(frozen=True)
class Course:
    root: Path
    chdir: pytest.MonkeyPatch

    def __call__(self, *arguments: str, folder: str = ".") -> Result:
        self.chdir.chdir(self.root / folder)
        return CliRunner().invoke(coursewright.commands(), arguments, catch_exceptions=False)

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """The course with its facts recorded."""
    root = tmp_path_factory.mktemp("biology")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as chdir:
        done = Course(root, chdir)("facts")
    assert done.exit_code == 0, done.stderr
    return root


@pytest.fixture
def course(recorded, tmp_path, monkeypatch) -> Course:
    shutil.copytree(recorded, tmp_path / "course")
    for name in [name for name in sys.modules if name.partition(".")[0] == "facts"]:
        del sys.modules[name]
    return Course(tmp_path / "course", monkeypatch)


def test_facts_are_recorded_in_the_courses_own_ledger(course):
    ledger = read_ledger(course.root / "facts.json")
    assert {name: (record.value, record.defined) for name, record in ledger.items() if name == "leaves"} == {
        "leaves": (14, "numbers/growth.py:9")
    }
    assert sorted(ledger) == ["heights", "leaves"]
    listed = course("facts", "--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["heights", "leaves"]


def test_a_deck_goes_to_the_courses_dist_wherever_the_command_is_given(course):
    done = course("deck", "../week1.md", folder="labs")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "dist/week1.pptx: 1 slide, 0 warnings" in done.stdout
    assert (course.root / "dist" / "week1.pptx").is_file()
    assert (course.root / "dist" / "index.html").is_file()
    assert "nothing changed" in course("deck").stdout
    course.change("labs/count.py", "Count", "Count all")
    assert "nothing changed" not in course("deck").stdout


def test_a_clean_course_is_said_to_be_clean_and_a_changed_one_names_what_is_stale(course):
    assert course("check").stdout == "specs 1, facts 2: clean\n"
    course.change("numbers/plant.py", "2 * days", "3 * days")
    done = course("check")
    assert done.exit_code == 1
    assert "numbers/growth.py:9:1: fact 'leaves' is stale: " in done.stderr
    assert "likely numbers/plant.py or what it uses of numbers/growth.py changed [F203]" in done.stderr
    assert "hint: coursewright facts\n" in done.stderr
    assert "'heights'" not in done.stderr
    assert course("facts").exit_code == 0
    assert read_ledger(course.root / "facts.json")["leaves"].value == 21
    assert course("check").exit_code == 0


def test_a_fact_is_stale_when_a_file_that_it_reads_has_changed(course):
    course.change("numbers/heights.csv", "12", "13")
    done = course("check")
    assert "fact 'heights' is stale: " in done.stderr
    assert "'leaves'" not in done.stderr
    course.change("facts.json", '"value": 14', '"value": 15')
    assert "fact 'leaves' comes out otherwise: value was Count(15.0) and is Count(14.0)" in (
        course("check", "--recompute").stderr
    )


def test_why_leads_back_to_the_course_and_to_the_product(course):
    said = course("why", "week1", "1").stdout
    assert "leaves · calculated · " in said
    assert "again: coursewright facts leaves\n" in said
    assert "kv_cache_gqa_4k · calculated · " in said
    assert "again: make facts NAME=kv_cache_gqa_4k\n" in said


def test_a_fact_of_the_products_name_is_refused_with_both_places(course):
    course.change("numbers/growth.py", "def leaves(", "def kv_cache_gqa_4k(")
    for command in (["facts"], ["check"]):
        done = course(*command)
        assert done.exit_code == 1
        assert "numbers/growth.py:9: fact 'kv_cache_gqa_4k': it is defined in engine/facts/" in done.stderr.replace(
            "growth.py:9:1:", "growth.py:9:"
        )


def test_two_records_of_one_name_are_refused_with_both_places(course):
    text = json.loads((course.root / "facts.json").read_text())
    text["facts"]["kv_cache_gqa_4k"] = text["facts"]["leaves"]
    (course.root / "facts.json").write_text(json.dumps(text))
    done = course("check")
    assert done.exit_code == 2
    assert "two facts are called 'kv_cache_gqa_4k', in numbers/growth.py:9 and engine/facts/" in done.stderr


def test_an_unknown_fact_names_the_courses_folder(course):
    course.change("week1.md", "{{ leaves }}", "{{ zzz_qqq_xxxxx }}")
    assert "hint: facts are functions in numbers/; 'coursewright facts --list' lists them" in course("check").stderr


@pytest.mark.parametrize("ends", ["sys.exit()", "sys.exit('bye')", "argparse.ArgumentParser().exit()"])
def test_a_fact_that_ends_python_is_told_and_costs_the_others_nothing(course, ends):
    for name, body in (("ends", f"    {ends}\n"), ("stays", "    pass\n")):
        imports = "import argparse, sys\nfrom engine.fact import computed\nfrom engine.units import Count\n"
        head = f'{imports}@computed()\ndef {name}() -> Count:\n    """A fact."""\n'
        (course.root / "numbers" / f"{name}.py").write_text(f"{head}{body}    return Count(1)\n", encoding="utf-8")
    done = course("facts", "ends", "stays")
    assert done.exit_code == 1
    assert "numbers/ends.py:5: fact 'ends' is not recorded: it ends Python, by sys.exit(" in done.stderr
    assert "stays: 1 (computed" in done.stderr


def test_a_missing_asset_is_told_and_one_of_the_products_labs_is_found(course):
    course.change("week1.md", "Asset: count.py", "Asset: ch04/04_gqa/memory_estimator_gqa.py")
    assert course("check").exit_code == 0
    course.change("week1.md", "memory_estimator_gqa.py", "nothing.py")
    assert "there is no file labs/ch04/04_gqa/nothing.py [C206]" in course("check").stderr


def test_a_figure_of_the_products_name_is_told_with_both_places(course):
    course.change("figures/plants.py", "def plant(", "def bars(")
    done = course("check")
    assert done.exit_code == 1
    assert "figures/plants.py:7:1: two figures are called 'bars': this one and a figure of Coursewright [K104]" in (
        done.stderr
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from engine.units", "from engine.unitz", "[L209]"),
        ("leaves: Fact[Count]", "leaves", "figures/plants.py:7: each argument of plant behind its first needs a type"),
        ("leaves: Fact[Count]", "leaves: list", "such as data: Fact[Series] [L209]"),
        ("return Drawing(", "raise KeyError(", "plant fails: KeyError: "),
        ("def plant(", "def plant(:", "figures/plants.py:7:1: not Python: "),
        ("leaves: Fact[Count]", "leaves: Fact[Count], more: Fact[Count]", "[L202]"),
    ],
)
def test_a_figure_that_cannot_be_drawn_is_a_finding(course, old, new, told):
    course.change("figures/plants.py", old, new)
    done = course("deck")
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_fault_of_a_figure_is_told_at_its_call_and_in_its_file(course):
    course.change("figures/plants.py", "return Drawing(", "raise KeyError(")
    for command in ("deck", "figures"):
        said = course(command).stderr
        assert "week1.md:11:9: plant fails: KeyError: " in said
        assert "hint: correct figures/plants.py:9\n" in said
    course.change("figures/plants.py", "raise KeyError(", "print(")
    assert "plant returns 'None', which is no Drawing [L209]" in course("figures").stderr


def test_a_film_that_is_no_python_or_has_the_name_of_another_is_told(course):
    films = course.root / "animations"
    films.mkdir()
    (films / "kv_cache_loop.py").write_text("class Loop(FilmScene):\n    leaves: Count\n")
    (films / "broken.py").write_text("class (:\n")
    said = course("check").stderr
    assert "animations/kv_cache_loop.py:1:1: two films are called 'kv_cache_loop': this one and " in said
    assert "animations/broken.py:1:1: not Python: invalid syntax [K105]" in said


def test_a_broken_course_toml_ends_each_command_with_two_and_its_place(course):
    (course.root / "course.toml").write_text('labs = "nowhere"\n')
    for command in (["deck"], ["check"], ["why", "week1.md", "1"], ["facts"], ["stills"], ["lab"], ["diff", "HEAD"]):
        done = course(*command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.startswith("course.toml:1:8: the folder labs = 'nowhere' is not there [K103]\n")


def test_in_a_folder_without_a_course_the_files_that_are_decks_are_meant(course, tmp_path):
    folder = tmp_path / "plain"
    folder.mkdir()
    alone = Course(folder, course.chdir)
    assert alone("check").stderr == "there is no deck here; name one\n"
    (folder / "shopping.md").write_text("# To buy\n\n- milk\n")
    (folder / "NOTES.md").write_text("---\ntitle: no\n---\n")
    (folder / "one.md").write_text('# D\n\n## Slide 1: Title - A\n\nWisdom: "Go."\n')
    done = alone("check")
    assert (done.exit_code, done.stdout) == (0, "specs 1, facts 0: clean\n")
    (folder / "two.md").write_text("# D\n\nwords\n\n---\n\n{{ nothing }}\n")
    assert "two.md:7:" in alone("check").stderr


def test_a_revision_is_compared_by_the_courses_own_layout(course):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", "-C", str(course.root), *words], check=True, capture_output=True)
    assert course("diff", "HEAD").stdout == "HEAD and the working tree show the same\n"
    course.change("numbers/plant.py", "2 * days", "3 * days")
    course("facts")
    done = course("diff", "HEAD")
    assert done.exit_code == 1
    assert done.stdout == "slide 1: 14 → 21 because 2 → 3 in leaves_after\n"


def test_facts_that_need_no_torch_run_where_it_is_not_installed(course, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    course.change("numbers/plant.py", "2 * days", "4 * days")
    assert course("facts").exit_code == 0
    assert read_ledger(course.root / "facts.json")["leaves"].value == 28
