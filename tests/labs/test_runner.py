"""A whole lab: order of prerequisites, one joined table, notebooks."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

import jupytext
import pytest
from warm_start import started_warm

from build.files.places import THEMES
from build.findings.diagnostic import Span
from build.spec.deck import Anchor, Text, Words
from build.theme.choose import load_theme
from labs import notebook
from labs.again import compare
from labs.catalogue import catalogue, in_order, list_labs, order
from labs.course import COURSE_VARIABLE
from labs.report import FACTS_VARIABLE, THEME_VARIABLE, Claim, Report, Row, as_text, read_json, write_json
from labs.runner import Start, run_asset
from labs.session import Wanted, check_lab, run_all, run_lab
from labs.steps import LABS

PAIRED = sorted(LABS.glob("*/*/*.ipynb"))


def anchor(lab_id: str, *before: str) -> Anchor:
    objective = Text((Words(text="learn"),))
    return Anchor(id=lab_id, assets=("ch04/x.py",), objective=objective, prerequisites=before, span=Span())


def test_a_lab_comes_after_all_that_it_builds_on() -> None:
    labs = {"C": anchor("C", "A", "B"), "A": anchor("A", "OTHER-COURSE"), "B": anchor("B", "A")}
    assert order("C", labs) == ["A", "B", "C"]


def test_a_circle_of_prerequisites_is_shown() -> None:
    labs = {"A": anchor("A", "B"), "B": anchor("B", "A")}
    with pytest.raises(ValueError, match="A → B → A"):
        order("A", labs)


def test_labs_build_on_labs_of_another_deck_and_on_ranges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COURSE_VARIABLE, str(tmp_path))
    (tmp_path / "deck_specs").mkdir()
    decks = {
        "a": [("A-LAB-01", "None"), ("A-LAB-02", "B-LAB-07")],
        "b": [("B-LAB-07", "A-LAB-01..01"), ("B-LAB-08", "A-LAB-01..02")],
    }
    for name, labs in decks.items():
        slides = [
            f"## Slide {number}: Practical Walkthrough - A lab\n\n"
            f"[Hands-on Anchor: {lab} | Asset: ch04/x.py | Objective: learn | Pre-req: {needs}]\n"
            for number, (lab, needs) in enumerate(labs, start=1)
        ]
        (tmp_path / "deck_specs" / f"{name}.md").write_text("\n".join([f"# Deck {name}\n", *slides]), encoding="utf-8")
    labs = catalogue()
    assert list(labs) == ["A-LAB-01", "A-LAB-02", "B-LAB-07", "B-LAB-08"]
    assert order("B-LAB-08", labs) == ["A-LAB-01", "B-LAB-07", "A-LAB-02", "B-LAB-08"]
    assert in_order(labs) == ["A-LAB-01", "B-LAB-07", "A-LAB-02", "B-LAB-08"]


LAB_FILE = """[anchor]
assets = ["more/x.py"]
objective = "try it"
prerequisites = ["A-LAB-01"]
"""


def course_with_a_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    """A course whose deck names A-LAB-01, and whose folder of labs holds one more file."""
    monkeypatch.setenv(COURSE_VARIABLE, str(tmp_path))
    (tmp_path / "deck_specs").mkdir()
    slide = "[Hands-on Anchor: A-LAB-01 | Asset: ch04/x.py | Objective: learn | Pre-req: None]\n"
    deck = f"# Deck\n\n## Slide 1: Practical Walkthrough - A lab\n\n{slide}"
    (tmp_path / "deck_specs" / "a.md").write_text(deck, encoding="utf-8")
    (tmp_path / "labs" / "more").mkdir(parents=True)
    (tmp_path / "labs" / "more" / f"{name}.toml").write_text(text, encoding="utf-8")


def test_a_lab_that_no_deck_names_has_its_anchor_in_its_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course_with_a_lab(tmp_path, monkeypatch, "B-LAB-01", LAB_FILE)
    labs = catalogue()
    assert list(labs) == ["A-LAB-01", "B-LAB-01"]
    assert labs["B-LAB-01"].assets == ("more/x.py",)
    assert labs["B-LAB-01"].objective.plain == "try it"
    assert order("B-LAB-01", labs) == ["A-LAB-01", "B-LAB-01"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("A-LAB-01", LAB_FILE, "a deck names A-LAB-01; take [anchor] out of A-LAB-01.toml"),
        ("B-LAB-01", '[anchor]\nasset = "more/x.py"\n', "B-LAB-01.toml: "),
        ("B-LAB-01", "[anchor\n", "B-LAB-01.toml: "),
    ],
)
def test_a_second_or_broken_anchor_is_told(
    name: str,
    text: str,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    course_with_a_lab(tmp_path, monkeypatch, name, text)
    commands = (list_labs, lambda: run_all(Wanted()), lambda: run_lab("A-LAB-01"), lambda: check_lab("A-LAB-01"))
    for command in commands:
        assert command() == 2
        assert says in capsys.readouterr().err


def test_a_misspelt_lab_is_answered_with_the_likely_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lab("CH4B-LAB-33") == 2
    assert "did you mean 'CH4B-LAB-03'?" in capsys.readouterr().err


def test_a_lab_that_is_only_assumed_is_told_from_one_that_is_misspelt(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_lab("CH4-LAB-02") == 2
    assert capsys.readouterr().err == "CH4-LAB-02 is a lab of another course, which labs of this one assume\n"


def test_every_asset_that_an_anchor_names_is_there() -> None:
    missing = {lab.id: asset for lab in catalogue().values() for asset in lab.assets if not (LABS / asset).is_file()}
    assert not missing


def rows_of(
    lab: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, start: Start = started_warm
) -> dict[str, dict[str, str]]:
    """The rows of a lab in which all agrees, by name."""
    monkeypatch.setattr("labs.runner.started", start)
    assert run_lab(lab, Wanted(as_json=True)) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["lab"] == lab
    names = [row["name"] for row in result["rows"]]
    assert len(names) == len(set(names))
    return {row["name"]: row for row in result["rows"]}


def test_a_lab_prints_one_object_with_the_rows_of_all_its_assets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of("CH4B-LAB-09", capsys, monkeypatch)
    assert {name.split(".")[0] for name in rows} >= {"gqa_by_kv_heads", "mla_estimate"}
    assert rows["tests.tokens_compared"]["here"] == "72"


NARROWER = {"n_heads: int = 24": "n_heads: int = 2", "d_model: int = 768": "d_model: int = 96",
            "d_ff: int = 3072": "d_ff: int = 96"}  # fmt: skip


def test_a_lab_holds_here_what_its_deck_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its GPT is narrower, but as deep and with the same latents: the cache is the one that the deck measured."""
    script = LABS / "ch04" / "05_mla" / "gpt_with_kv_mla.py"
    text = script.read_text(encoding="utf-8")
    for line, narrower in NARROWER.items():
        assert text.count(line) == 1
        text = text.replace(line, narrower)
    (tmp_path / script.name).write_text(text, encoding="utf-8")

    def start(module: str, arguments: Sequence[str], environment: Mapping[str, str], say: TextIO | None) -> int:
        return started_warm(module, [a.replace(str(script), str(tmp_path / script.name)) for a in arguments],
                            environment, say)  # fmt: skip

    rows = rows_of("CH4B-LAB-06", capsys, monkeypatch, start)
    assert {name.split(".")[0] for name in rows} >= {"mla_estimate", "cached_values"}
    assert rows["gpt_with_kv_mla.cache"]["verdict"] == "same"
    assert float(rows["gpt_with_kv_mla.parameters"]["value"]) < 20e6


def test_a_plot_is_drawn_in_the_theme_that_its_process_is_given(tmp_path: Path) -> None:
    forest = THEMES / "forest.toml"
    asset = LABS / "ch04" / "05_mla" / "plot_memory_estimates_mla.py"
    assert run_asset(asset, tmp_path, {**os.environ, THEME_VARIABLE: str(forest)}) == 0
    plot = tmp_path / "plot_memory_estimates_mla.svg"
    assert load_theme(forest).color("navy").lower() in plot.read_text(encoding="utf-8")


def test_beside_a_deck_of_this_machine_its_measurements_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.ledger.here_beside", lambda _: tmp_path / "facts.here.json")
    monkeypatch.setenv(FACTS_VARIABLE, "here")
    with pytest.raises(ValueError, match="no fact 'decode_cache' in the ledger; run: make facts NAME=decode_cache"):
        compare("Decoding", ("decode_cache",))


def test_a_report_survives_its_file(tmp_path: Path) -> None:
    claims = (Claim(says="So it is.", holds=False, but="it is not"),)
    rows = (Row(name="a.b", says="b", deck="1", here="2", verdict="differs"),)
    report = Report(title="t", note="n", rows=rows, claims=claims)
    write_json(tmp_path / "r.json", report)
    assert read_json(tmp_path / "r.json") == report
    assert not report.agrees
    assert [line.split() for line in as_text(report).splitlines()[-6:-1]] == [
        ["b", "1", "2", "differs"], [], ["So", "it", "is."], ["does", "not", "hold:", "it", "is", "not"], []
    ]  # fmt: skip


@pytest.mark.parametrize("path", PAIRED, ids=lambda path: path.stem)
def test_a_notebook_is_its_script(path: Path) -> None:
    notebook, script = jupytext.read(path), jupytext.read(path.with_suffix(".py"))
    assert [(c.cell_type, c.source) for c in notebook.cells] == [(c.cell_type, c.source) for c in script.cells]
    assert [cell.metadata.get("tags") for cell in notebook.cells] == [
        cell.metadata.get("tags") for cell in script.cells
    ]


# Of the others each lab's cells are run by themselves, in test_changes.py (`make trials`) and test_chapter3.py.
@pytest.mark.parametrize(
    "path",
    [path for path in PAIRED if path.stem in ("flops-analysis", "understanding-buffers")],
    ids=lambda path: path.stem,
)
def test_a_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    """By its script, which has the same cells."""
    assert run_asset(path.with_suffix(".py"), tmp_path, start=started_warm) == 0
    assert read_json(tmp_path / f"{path.stem}.json").agrees


def test_a_notebook_of_one_lab_is_run_whole_by_jupyter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the cells of a lab a kernel runs it in test_cells.py; here it is looked at what a kernel is given."""
    path, given = LABS / "ch04" / "02_performance-analysis" / "flops-analysis.ipynb", []

    def start(module: str, arguments: Sequence[str], *_: object) -> int:
        assert module == "labs.notebook"
        return notebook.main([*arguments])

    monkeypatch.setattr(notebook, "execute", lambda read, folder: given.append((read, folder)) or read)
    assert run_asset(path, tmp_path, start=start) == 0
    assert given == [(jupytext.read(path), path.parent)]
    assert jupytext.read(tmp_path / path.name) == jupytext.read(path)


@pytest.mark.parametrize("asset", ["../../../etc/passwd", "ch04/not_there.py"])
def test_a_file_outside_the_labs_or_missing_is_never_run(
    asset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_asset(LABS / asset, tmp_path) == 2
    assert "is not" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asset", "package"),
    [
        ("ch04/03_kv-cache/gpt_ch04.py", "torch"),
        ("ch04/02_performance-analysis/flops-analysis.ipynb", "nbformat"),
    ],
)
def test_what_a_lab_needs_and_is_not_installed_is_told(
    asset: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError(name={package!r})\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert run_asset(LABS / asset, tmp_path) == 2
    told = f"{Path(asset).name}: {package} is not installed\n  hint: make setup\n"
    assert capfd.readouterr().err.endswith(told)
