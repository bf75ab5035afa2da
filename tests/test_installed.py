"""What `pip install` puts into somebody's Python: one package, which needs no checkout and gets on with any other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from pptx import Presentation

ROOT = Path(__file__).resolve().parents[1]
SPEC = '## Slide 1: Concept - One thing\nExtended Annotations:\n1. **First.** A word.\n\nWisdom: "Begin."\n'
START = "import sys; sys.argv[0] = 'coursewright'; from coursewright import main; main()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages: ours, from its wheel, and somebody else's `build`."""
    folder = tmp_path_factory.mktemp("installed")
    order = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(order, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as file:
        file.extractall(folder / "site")
    (folder / "site" / "build").mkdir()
    (folder / "site" / "build" / "__init__.py").write_text("raise RuntimeError('somebody else')\n")
    return folder / "site"


def run(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-c", START, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_one_package_is_all_that_it_adds(site: Path) -> None:
    ours = {path.name for path in site.iterdir()} - {"build"}
    assert {name for name in ours if not name.endswith(".dist-info")} == {"coursewright"}


def test_no_course_of_ours_and_no_test_travels(site: Path) -> None:
    carried = [path.relative_to(site / "coursewright") for path in (site / "coursewright").rglob("*") if path.is_file()]
    assert not [path for path in carried if path.suffix == ".ipynb" or path.parts[0] == "tests"]
    assert {path.name for path in carried if path.parts[0] == "deck_specs"} == {
        "theme.toml", "forest.toml", "clear.toml"
    }  # fmt: skip


def test_it_says_its_version(site: Path, tmp_path: Path) -> None:
    assert run(site, tmp_path, "--version").stdout == "coursewright 0.1.0\n"


def test_every_file_of_the_rooms_that_is_no_course_travels(site: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "engine", "build", "animations", "labs/*.py", ":!labs/*/*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    wanted = [path for path in listed.stdout.splitlines() if not path.startswith("build/setup/")]
    assert len(wanted) > 400
    assert [path for path in wanted if not (site / "coursewright" / path).exists()] == []


def test_a_deck_is_built_from_an_empty_folder_beside_somebody_elses_build(site: Path, tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(SPEC, encoding="utf-8")
    done = run(site, tmp_path, "deck", "one.md", "--out", str(tmp_path / "one.pptx"))
    assert done.returncode == 0, done.stderr
    assert len(Presentation(str(tmp_path / "one.pptx")).slides) == 1
    checked = run(site, tmp_path, "check", "one.md")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr


def test_a_new_course_is_built_checked_and_tried_out_without_a_warning(site: Path, tmp_path: Path) -> None:
    made = run(site, tmp_path, "new", "tea")
    assert (made.returncode, made.stderr) == (0, ""), made.stderr
    built = run(site, tmp_path / "tea", "deck")
    assert built.returncode == 0, built.stderr
    assert built.stdout.startswith("dist/deck.pptx: 16 slides, 0 warnings")
    assert "make " not in built.stderr, "there is no Makefile"
    assert len(Presentation(str(tmp_path / "tea" / "dist" / "deck.pptx")).slides) == 16
    tried = run(site, tmp_path / "tea", "lab", "TEA-LAB-01", "--step", "run")
    assert tried.returncode == 0, tried.stderr


def test_what_is_not_installed_is_told_by_the_extra_that_has_it(site: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('no torch', name='torch')\n")
    done = run(site, tmp_path, "generate", "hello")  # Python looks into the folder where it is started first
    assert (done.returncode, done.stderr) == (
        2, "torch is not installed\n  hint: pip install 'coursewright[engine]'\n"
    )  # fmt: skip
