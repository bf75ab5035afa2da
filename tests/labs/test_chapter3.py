"""What the labs on buffers, bugs, broken numbers and the nine ways find, held to what is known without them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import torch
from lab_changes import changed_text, unchanged

from engine.attention.bugs.bug_table import BUGS
from engine.attention.ways.way_table import WAYS
from labs.cells import part
from labs.change import trial, works
from labs.report import Report
from labs.steps import LABS, steps_of

GALLERY = LABS / "ch03" / "01_main-chapter-code" / "exercise-solutions.py"


def run(lab_id: str) -> Report:
    """The report of a lab in which all holds."""
    report = unchanged(steps_of(lab_id).changes[0])
    assert report.agrees
    assert report.claims
    return report


def values(report: Report) -> dict[str, float]:
    return {row.name: row.value for row in report.rows if row.value is not None}


def test_only_a_saved_mask_is_in_the_file_and_only_a_parameter_is_trained() -> None:
    found = values(run("CH3-LAB-10"))
    assert found["mask_bytes_in_state_dict"] == 8 * 8 * 4  # eight tokens, fp32
    assert found["mask_bytes_in_state_dict_when_lean"] == 0
    assert found["cells_changed_as_a_buffer"] == 0
    # the first row has one allowed cell: its weight is 1 whatever is added, so its gradient is 0
    assert found["cells_changed_as_a_parameter"] == 8 * 9 / 2 - 1
    assert found["mask_bytes.fp32"] == 1024 * 1024 * torch.float32.itemsize


def test_the_path_of_buffers_comes_to_its_end() -> None:
    report = run("CH3-LAB-APP-C")
    found = values(report)
    assert found["past_moves"] == found["unlike_after"] == found["without_numbers"] == found["not_finite"] == 0
    assert found["mask_in_file"] == 8 * 8 * 4
    assert found["lean_left_on_meta"] == 1
    assert sum(claim.name.endswith("_goes") for claim in report.claims) == 10


def test_every_bug_is_in_the_gallery_and_found_there() -> None:
    script = part(GALLERY.read_text(encoding="utf-8"), "CH3-LAB-11")
    for step in ("read", "find", "repair"):
        assert re.findall(rf'^{step}\("(\w+)"\)', script, flags=re.MULTILINE) == list(BUGS)
    found = values(run("CH3-LAB-11"))
    assert found["bugs"] == found["found_by_their_check"] == len(BUGS)
    assert found["my_past_moves"] == 0
    assert all(found[f"attention_bugs.{name}"] > 0 for name in BUGS)


def test_what_breaks_is_named_and_what_is_repaired_is_not() -> None:
    found = values(run("CH3-LAB-12"))
    assert found["share_not_finite_after_one_layer"] == 2 / 8  # the rows of two padded tokens of eight
    assert found["share_not_finite_after_two_layers"] == 1
    assert found["gradients_not_finite"] == 64 * 64  # of the values' weights, all of them
    assert found["weights_not_finite_divided_after"] == 8 * 8
    assert found["weights_not_finite_divided_before"] == 0
    assert found["largest_score_held"] <= 8.01  # the root of 64 numbers
    assert found["fp16_limits.largest"] == 65504


def raced(lab_id: str, folder: Path) -> tuple[Report, Report | str]:
    """The race as it is and with the lab's own change: what comes of both is asked at once, since each takes long."""
    (change,) = steps_of(lab_id).changes
    script = LABS / change.file
    yours = folder / script.name
    yours.write_text(changed_text(change, script.read_text(encoding="utf-8")), encoding="utf-8")
    before = trial(script, change, os.environ, folder / "before")
    assert isinstance(before, Report), before
    assert not works(change, before, before)
    after = trial(yours, change, os.environ, folder / "after")
    assert works(change, before, after)
    return before, after


@pytest.mark.timing  # one of its claims compares two times
def test_all_nine_race_and_the_inverted_one_does_not(tmp_path: Path) -> None:
    report, _ = raced("CH3-LAB-09", tmp_path)
    found = values(report)
    assert found["in_the_race"] == len(WAYS) + 1  # and the learner's own
    assert found["my_past_moves"] == 0
    assert found["inverted_past_moves"] > 0.3
    names = {row.name.removeprefix("ways_forward_gain_") for row in report.rows if "ways_forward_gain" in row.name}
    assert names == {*WAYS, "mine"} - {"plain"}


@pytest.mark.timing  # one of its claims compares two times
def test_the_path_of_the_race_asks_before_it_times(tmp_path: Path) -> None:
    report, stopped = raced("CH3-LAB-APP-B", tmp_path)
    found = values(report)
    assert found["past_moves"] == 0
    assert found["answers_off"] <= 1e-6
    order = [row.name for row in report.rows]
    assert order.index("answers_off") < order.index("spread") < order.index("pass_back"), "no clock before the answers"
    assert isinstance(stopped, Report)
    assert not {"spread", "pass_back"} & set(values(stopped)), "who looks ahead is not timed"
