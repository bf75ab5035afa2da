"""What the labs on buffers and bugs find, held to what is known without them."""

from __future__ import annotations

import re
from pathlib import Path

import torch

from engine.attention.bugs.bug_table import BUGS
from labs.cells import part
from labs.report import Report, read_json
from labs.runner import run_asset
from labs.steps import LABS

CHAPTER = LABS / "ch03"
BUFFERS = CHAPTER / "03_understanding-buffers" / "understanding-buffers.ipynb"
GALLERY = CHAPTER / "01_main-chapter-code" / "exercise-solutions.ipynb"


def run(asset: Path, lab_id: str, folder: Path) -> Report:
    """The report of a lab in which all holds."""
    assert run_asset(asset, folder, lab_id=lab_id) == 0
    report = read_json(folder / f"{asset.stem}.json")
    assert report.agrees
    assert report.claims
    return report


def values(report: Report) -> dict[str, float]:
    return {row.name: row.value for row in report.rows if row.value is not None}


def test_only_a_saved_mask_is_in_the_file_and_only_a_parameter_is_trained(tmp_path: Path) -> None:
    found = values(run(BUFFERS, "CH3-LAB-10", tmp_path))
    assert found["mask_bytes_in_state_dict"] == 8 * 8 * 4  # eight tokens, fp32
    assert found["mask_bytes_in_state_dict_when_lean"] == 0
    assert found["cells_changed_as_a_buffer"] == 0
    # the first row has one allowed cell: its weight is 1 whatever is added, so its gradient is 0
    assert found["cells_changed_as_a_parameter"] == 8 * 9 / 2 - 1
    assert found["mask_bytes.fp32"] == 1024 * 1024 * torch.float32.itemsize


def test_the_path_of_buffers_comes_to_its_end(tmp_path: Path) -> None:
    report = run(BUFFERS, "CH3-LAB-APP-C", tmp_path)
    found = values(report)
    assert found["past_moves"] == found["unlike_after"] == found["without_numbers"] == found["not_finite"] == 0
    assert found["mask_in_file"] == 8 * 8 * 4
    assert found["lean_left_on_meta"] == 1
    assert sum(claim.name.endswith("_goes") for claim in report.claims) == 10


def test_every_bug_is_in_the_gallery_and_found_there(tmp_path: Path) -> None:
    script = part(GALLERY.with_suffix(".py").read_text(encoding="utf-8"), "CH3-LAB-11")
    for step in ("read", "find", "repair"):
        assert re.findall(rf'^{step}\("(\w+)"\)', script, flags=re.MULTILINE) == list(BUGS)
    found = values(run(GALLERY, "CH3-LAB-11", tmp_path))
    assert found["bugs"] == found["found_by_their_check"] == len(BUGS)
    assert found["my_past_moves"] == 0
    assert all(found[f"attention_bugs.{name}"] > 0 for name in BUGS)
