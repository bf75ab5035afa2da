"""The repository says what it is: the README's tree is the tree on disk, the help lists the targets."""

import re
import subprocess
from pathlib import Path

import pytest

from engine.ledger import read_ledger

ROOT = Path(__file__).resolve().parent.parent


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listing.stdout.split()


def test_the_readmes_tree_is_the_tree_on_disk() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    tree = readme.split("## The tree")[1].split("```")[1]
    named = {line.split()[0].rstrip("/") for line in tree.splitlines() if line.strip() and not line.startswith("text")}
    top = {path.split("/")[0] for path in tracked() if not path.startswith(".")}
    assert named == top


def test_every_make_target_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (help .*)$", makefile, re.M)
    assert phony
    for target in phony[1].split():
        assert re.search(rf"^{target}:.*## \S", makefile, re.M), f"make {target} has no help"


def test_every_option_that_make_help_lists_is_read_by_the_targets_it_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    options = [re.split("  +", line) for line in re.findall(r"^#: (.+)$", makefile, re.M)]
    assert [option.partition("=")[0] for option, _, _ in options] == [
        "DECK", "SLIDES", "DRAFT", "THEME", "FACTS", "QUALITY", "FORMAT", "CLUSTER", "SIZE"
    ]  # fmt: skip
    for option, _, targets in options:
        name, value = option.split("=")
        for target in targets.split() if name not in ("THEME", "CLUSTER") else ():  # in the environment, so all have it
            order = ["make", "-n", "-o", ".venv/.deck", target, option]
            said = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=True).stdout
            assert {"FACTS": "--here", "DRAFT": "--draft"}.get(name, value) in said, (option, target)


@pytest.mark.parametrize("target", ["deck", "stills"])
def test_make_takes_names_with_spaces(target: str) -> None:
    order = ["make", "-n", "-o", ".venv/.deck", target, "DECK=a b/ü c.md", "SLIDES=5, 7"]
    said = subprocess.run(order, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f' {target} "a b/ü c.md" ' in said
    assert ' --slides "5, 7"' in said


PAGES = ("README.md", "CONTRIBUTING.md", "build/README.md", "deck_specs/README.md", "engine/README.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_of_a_page_leads_somewhere(page: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", (ROOT / page).read_text(encoding="utf-8"))  # what is written as code leads nowhere
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert not [link for link in links if not (ROOT / page).parent.joinpath(link).exists()]


@pytest.mark.parametrize("room", ["engine", "build"])
def test_the_readme_of_a_room_leads_through_all_of_its_rooms_and_names_files_that_are_there(room: str) -> None:
    text = (ROOT / room / "README.md").read_text(encoding="utf-8")
    rooms = {path.split("/")[1] for path in tracked() if path.startswith(f"{room}/") and path.count("/") > 1}
    linked = {link.split("/")[0] for link in re.findall(r"\]\(([\w./]+)\)", text)}
    assert rooms - {"data"} <= linked
    files = {path.rsplit("/", 1)[-1] for path in tracked()}
    assert set(re.findall(r"`(?:\w+/)*(\w+\.py)`", text)) <= files


def test_every_place_that_the_guide_for_contributors_names_is_there() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:animations|build|deck_specs|engine|labs|tests)/[\w/.]*)`", guide)
    assert len(named) > 20
    assert not [place for place in named if not (ROOT / place).exists()]


def test_imports_between_rooms_run_one_way() -> None:
    run = subprocess.run(["lint-imports"], cwd=ROOT, capture_output=True, text=True, env=_path(), check=False)
    assert run.returncode == 0, run.stdout


def _path() -> dict[str, str]:
    import os
    import sys

    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_what_a_fact_says_is_a_whole_sentence() -> None:
    """It is the docstring's first line, so one that goes on in the next is cut."""
    cut = [record.says for record in read_ledger().values() if not record.says.endswith((".", "?"))]
    assert cut == []
