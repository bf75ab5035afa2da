"""Clips are taken only where they show the ledger's values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from given_data import GROWTH, spec_naming

from build.files.course import product
from build.files.places import THEME
from build.films.clips import clip_files, read_clip
from build.resolve.given import with_given_of
from build.theme.choose import load_theme
from engine.ledger import Ledger, Record

VALUE = {"speedup": {"unit": "Ratio", "value": 5.95}}


@pytest.fixture
def ledger() -> Ledger:
    common: dict[str, Any] = {"says": "A ratio.", "digest": "d", "defined": "x.py:1", "day": "2026-11-22"}
    return Ledger({"decode_cache": Record(name="decode_cache", kind="measured", unit="Table", value=VALUE, **common)})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for path in clip_files("loop", tmp_path):
        path.write_bytes(b"x")
    sidecar = {"scene": "loop", "seconds": 24.5, "stages": ["One", "Two"], "facts": {"decode_cache": VALUE}}
    (tmp_path / "loop.json").write_text(json.dumps(sidecar))
    return tmp_path


def test_a_clip_with_the_ledgers_values_is_taken(folder: Path, ledger: Ledger) -> None:
    clip, findings = read_clip("loop", ledger, folder, load_theme(THEME), product())
    assert findings == []
    assert clip is not None
    assert (clip.movie, clip.poster, clip.seconds) == (folder / "loop.mp4", folder / "loop.png", 24.5)
    assert clip.facts == {"decode_cache": VALUE}
    assert [path.name for path in clip.stills] == [f"loop-stage-{n}.png" for n in range(1, 6)]


def refusal(scene: str, ledger: Ledger, folder: Path, severity: str = "warning") -> str:
    clip, (finding,) = read_clip(scene, ledger, folder, load_theme(THEME), product())
    assert clip is None
    assert finding.severity == severity
    return str(finding)


def test_a_film_that_was_never_made_is_named_with_its_command(folder: Path, ledger: Ledger) -> None:
    assert refusal("map", ledger, folder, "note") == (
        "map.json:1:1: note: the film 'map' has not been made yet [A101]\n  hint: make animations SCENE=map"
    )


def test_a_clip_of_a_table_is_refused_once_its_file_has_changed(folder: Path) -> None:
    spec = folder / "deck.md"
    spec.write_text(spec_naming("growth.csv"))
    (folder / "growth.csv").write_text(GROWTH)
    given = with_given_of([spec], Ledger())
    sidecar = {"scene": "loop", "seconds": 24.5, "stages": ["One"], "facts": {"growth": given["growth"].value}}
    (folder / "loop.json").write_text(json.dumps(sidecar))
    assert read_clip("loop", given, folder, load_theme(THEME), product())[0] is not None
    (folder / "growth.csv").write_text(GROWTH.replace("14", "15"))
    assert "shows another value of 'growth' than the ledger [A103]" in refusal(
        "loop", with_given_of([spec], Ledger()), folder
    )


def test_a_clip_with_another_value_is_refused(folder: Path, ledger: Ledger) -> None:
    said = json.loads((folder / "loop.json").read_text())
    said["facts"]["decode_cache"]["speedup"]["value"] = 5.9500001
    (folder / "loop.json").write_text(json.dumps(said))
    assert refusal("loop", ledger, folder) == (
        "loop.json:1:1: warning: the film 'loop' shows another value of 'decode_cache' than the ledger [A103]\n"
        "  hint: make animations SCENE=loop"
    )


def test_a_clip_of_a_fact_that_is_gone_is_refused(folder: Path) -> None:
    assert "shows another value of 'decode_cache'" in refusal("loop", Ledger(), folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seconds": "long", "facts": {}, "stages": []}', '{"facts": 3}'])
def test_an_unreadable_sidecar_is_refused(folder: Path, ledger: Ledger, text: str) -> None:
    (folder / "loop.json").write_text(text)
    assert re.fullmatch(
        r"loop\.json:1:1: warning: the film 'loop' has an unreadable sidecar \(\w+\) \[A102\]\n"
        r"  hint: make animations SCENE=loop",
        refusal("loop", ledger, folder),
    )


def test_a_stage_that_is_a_number_is_its_digits(folder: Path, ledger: Ledger) -> None:
    said = json.loads((folder / "loop.json").read_text())
    (folder / "loop.json").write_text(json.dumps({**said, "stages": [1]}))
    clip, _ = read_clip("loop", ledger, folder, load_theme(THEME), product())
    assert clip is not None
    assert clip.stages == ("1",)


@pytest.mark.parametrize("name", ["loop.mp4", "loop.png", "loop.json"])
def test_a_clip_without_one_of_its_files_is_none(folder: Path, ledger: Ledger, name: str) -> None:
    (folder / name).unlink()
    assert "has not been made yet" in refusal("loop", ledger, folder, "note")
