"""`coursewright translate-template`: what it writes and says, and what it leaves as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from build.commands.translate_template import translate_template
from build.files.find_spec import find_spec

SPEC = "---\ntitle: Leaves\n---\n# Leaves\n\n## What they need\n- Light\n"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "leaf.md"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_it_writes_beside_the_spec_and_says_how_it_stands(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = spec.with_name("leaf.de.md")
    assert translate_template(spec, "de") == 0
    target.write_text(target.read_text(encoding="utf-8").replace("\n- Light", "\n- Licht"), encoding="utf-8")
    spec.write_text(SPEC.replace("- Light", "- Light and air"), encoding="utf-8")
    assert translate_template(spec, "de") == 0
    spec.write_text(SPEC.replace("- Light", "- Chlorophyll"), encoding="utf-8")
    assert translate_template(spec, "de") == 0
    assert capsys.readouterr().out.splitlines() == [
        "leaf.de.md: 4 of 4 sentences lack a translation, 0 are older than their original",
        "leaf.de.md: 3 of 4 sentences lack a translation, 1 is older than its original",
        "leaf.de.md: 4 of 4 sentences lack a translation, 0 are older than their original; "
        "1 translation without an original now at its end",
    ]
    assert target.read_text(encoding="utf-8").endswith("\n<!-- en gone: Light and air\n=> Licht -->\n")


def test_another_file_in_its_place_is_left_as_it_is(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = spec.with_name("leaf.de.md")
    for there, why in ((b"# Mine\n", "is no translation of leaf.md; move it away"), (b"\xff\xff", "cannot be read")):
        target.write_bytes(there)
        assert translate_template(spec, "de") == 2
        assert capsys.readouterr().err.splitlines()[-1] == f"leaf.md: leaf.de.md is there, and {why}"
        assert target.read_bytes() == there


def test_what_cannot_be_translated_leaves_nothing(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        translate_template(spec, "German")
    assert translate_template(spec.with_name("none.md"), "de") == 2
    assert translate_template(spec, "en-GB") == 2
    assert capsys.readouterr().err.splitlines() == [
        "'German' is no language; write it as de or pt-BR",
        f"{spec.with_name('none.md')}:1:1: cannot be read: No such file or directory [P001]",
        "  hint: did you mean '" + str(spec) + "'?",
        "leaf.md: in 'en-GB' already; name another language",
    ]
    assert sorted(path.name for path in spec.parent.iterdir()) == ["leaf.md"]


def test_the_beginning_of_a_name_means_the_original_and_no_translation(spec: Path, tmp_path: Path) -> None:
    known = [spec, spec.with_name("leaf.de.md"), spec.with_name("tree.md")]
    assert find_spec(Path("le"), known, dist=tmp_path) == spec
    assert find_spec(Path("leaf.d"), known, dist=tmp_path) == spec.with_name("leaf.de.md")
    assert find_spec(Path("leaf.de.md"), known, dist=tmp_path) == spec.with_name("leaf.de.md")
