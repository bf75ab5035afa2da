"""The process that forks for each run of a lab: what it says, what it refuses, and that nothing outlives it."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from needs import PROC
from warm_start import Warm

from labs.course import COURSE_VARIABLE
from labs.tell import MARK
from labs.warm import LINE

needs_proc = pytest.mark.skipif(not Path("/proc").exists(), reason=PROC)
QUICK = """
import sys
from labs.report import Claim, Report, Row, output_folder, save
from labs.tell import Progress
progress = Progress(of=2, says="steps")
progress.at(2)
print("a line of its own", sys.argv[1:])
row = Row(name="steps", says="steps", here="2", value=2.0)
save(output_folder(), "quick", Report(title="Two steps", rows=(row,), claims=(Claim(says="It ends.", holds=True),)))
"""
SETTINGS = """
[limits]
seconds = 60
[[parameters]]
name = "steps"
says = "Steps"
flag = "--steps"
least = 1
most = 9
default = 2
"""
SCRIPTS = {
    "quick": QUICK,
    "false": QUICK.replace("holds=True", "holds=False").replace('"quick"', '"false"'),
    "fails": "raise RuntimeError('the disk is on fire')",
    "large": "bytearray(900_000_000)",
    "hangs": """
import subprocess, sys, time
print("began", subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)
time.sleep(600)
""",
    "leaves": """
import subprocess
print("left", subprocess.Popen(["sleep", "600"], start_new_session=True).pid)
""",
    "endless": "import sys\nfor _ in range(40): sys.stdout.write('y' * 100_000)",
    "pretends": """
from labs.tell import MARK
print(MARK + '{"row": 3}', MARK + '{"stage": {}}', MARK + '{"ended": {"how": "done"}}', sep="\\n")
print(MARK + '{"id": "another", "warm": true}', MARK + "[1]", MARK + "x", sep="\\n")
""",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / "deck_specs").mkdir()
    (folder / "labs").mkdir()
    for name, text in SCRIPTS.items():
        (folder / "labs" / f"{name}.py").write_text(text, encoding="utf-8")
    (folder / "labs" / "QUICK.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "labs" / "ODD.toml").write_text("anchor = 3\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def warm(course: Path) -> Iterator[Warm]:
    worker = Warm({**os.environ, COURSE_VARIABLE: str(course)}, "labs.lab")
    yield worker
    worker.close()
    assert worker.process.returncode == 0


def asked(warm: Warm, name: str, **more: Any) -> list[dict[str, Any]]:
    warm.ask({"id": name, "lab": name.upper(), "assets": [f"{name}.py"], "objective": "try it", **more})
    return list(warm.events(name))


def said(events: list[dict[str, Any]]) -> str:
    return "".join(event["line"] + "\n" for event in events if "line" in event)


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and is not waited for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_run_says_its_stages_its_lines_its_rows_and_how_it_ended(warm: Warm) -> None:
    events = asked(warm, "quick", parameters={"steps": 3})
    assert [key for event in events for key in event if key not in ("id", "stream")] == [
        *("began", "line", "stage", "line", "progress", "line", "row", "line", "claim", "done", "ended")
    ]
    assert events[0]["began"] == {
        "parameters": {"steps": 3},
        "as_the_deck": False,
        "limits": {"seconds": 60, "bytes": 4_000_000_000},
    }
    assert said(events).startswith("QUICK: try it\n[1/1] quick.py --steps 3\na line of its own ['--steps', '3']\n")
    assert events[2]["stage"] == {"number": 1, "of": 1, "says": "quick.py"}
    assert events[4]["progress"] == {"done": 2, "of": 2, "says": "steps"}
    assert events[6]["row"]["here"] == "2"
    assert events[-1]["ended"] == {"how": "done", "code": 0, "says": "all agrees"}


def test_a_claim_that_is_false_here_ends_in_a_run_that_differs(warm: Warm) -> None:
    events = asked(warm, "false")
    assert [event["claim"]["word"] for event in events if "claim" in event] == ["differs"]
    assert events[-1]["ended"] == {"how": "differs", "code": 1, "says": "not all agrees"}


def test_an_asset_that_raises_is_a_run_that_failed_and_its_lines_say_why(warm: Warm) -> None:
    events = asked(warm, "fails")
    assert "RuntimeError: the disk is on fire\n" in said(events)
    assert events[-1]["ended"]["how"] == "failed"


def test_a_run_that_takes_longer_than_its_limit_is_stopped_and_told_what_to_do(warm: Warm) -> None:
    assert asked(warm, "hangs", limits={"seconds": 0.4})[-1]["ended"] == {
        "how": "time",
        "code": -signal.SIGKILL,
        "says": "HANGS was stopped after 0.4 s, its limit. Choose less to do, or run it in a terminal, where it has "
        "none: coursewright lab HANGS",
    }


@needs_proc
def test_a_run_that_needs_more_memory_than_its_limit_is_told_so(warm: Warm) -> None:
    ended = asked(warm, "large", limits={"bytes": 200_000_000})[-1]["ended"]
    assert ended["how"] == "memory"
    assert ended["says"] == "LARGE needed more memory than 0.2 GB, its limit. Choose a smaller model or a shorter text."


@needs_proc
def test_a_run_that_is_cancelled_takes_all_that_it_started_with_it(warm: Warm) -> None:
    warm.ask({"id": "h", "lab": "HANGS", "assets": ["hangs.py"]})
    events = []
    for event in warm.events("h"):
        events.append(event)
        if event.get("line", "").startswith("began"):
            started = int(event["line"].split()[1])
            assert alive(started)
            warm.ask({"cancel": "h"})
    assert events[-1]["ended"]["how"] == "cancelled"
    while alive(started):  # it is killed, and gone a moment later
        os.sched_yield()


@needs_proc
def test_what_a_run_has_left_in_a_session_of_its_own_is_ended_with_it(warm: Warm) -> None:
    events = asked(warm, "leaves")
    (left,) = (int(event["line"].split()[1]) for event in events if event.get("line", "").startswith("left"))
    assert events[-1]["ended"]["how"] == "failed"  # it has saved no report
    assert not alive(left)


def test_a_line_that_does_not_end_is_cut_and_nothing_is_kept_of_the_rest(warm: Warm) -> None:
    assert max(map(len, said(asked(warm, "endless")).split("\n"))) == LINE


def test_what_only_looks_like_an_event_is_a_line_of_the_labs_own(warm: Warm) -> None:
    events = asked(warm, "pretends")
    assert [event["line"][1:] for event in events if event.get("line", "").startswith(MARK)] == [
        *('{"row": 3}', '{"stage": {}}', '{"ended": {"how": "done"}}', '{"id": "another", "warm": true}', "[1]", "x")
    ]
    assert events[-1]["ended"]["how"] == "failed"


def test_a_lab_whose_folder_cannot_be_made_has_failed_and_not_differed(warm: Warm, course: Path) -> None:
    (course / "dist" / "labs").mkdir(parents=True, exist_ok=True)
    (course / "dist" / "labs" / "BLOCKED").write_text("", encoding="utf-8")
    events = asked(warm, "blocked", assets=["quick.py"])
    assert "FileExistsError" in said(events)
    assert events[-1]["ended"]["how"] == "failed"


def test_a_lab_whose_file_is_not_as_it_should_be_is_refused_and_the_next_one_runs(warm: Warm) -> None:
    (refused,) = asked(warm, "odd")
    assert refused["refused"] == "AttributeError: 'int' object has no attribute 'items'"
    assert asked(warm, "quick")[-1]["ended"]["how"] == "done"


def test_a_run_that_waits_until_all_is_loaded_can_be_cancelled_and_does_not_hold_the_process(course: Path) -> None:
    (course / "slowly_loaded.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    worker = Warm({**os.environ, COURSE_VARIABLE: str(course), "PYTHONPATH": str(course)}, "slowly_loaded")
    worker.ask({"id": "w", "lab": "HANGS", "assets": ["hangs.py"]})
    worker.ask({"cancel": "w"})
    assert [event["ended"]["how"] for event in worker.events("w") if "ended" in event] == ["cancelled"]
    worker.close()
    assert worker.process.returncode == 0


def test_a_lab_that_runs_is_not_run_a_second_time_beside_it(warm: Warm) -> None:
    warm.ask({"id": "first", "lab": "HANGS", "assets": ["hangs.py"]})
    warm.ask({"id": "second", "lab": "HANGS", "assets": ["hangs.py"]})
    refused = list(warm.events("second"))
    assert refused == [
        {"id": "second", "refused": "HANGS is running already; wait until it is done, or cancel it"},
    ]
    warm.ask({"cancel": "first"})
    assert list(warm.events("first"))[-1]["ended"]["how"] == "cancelled"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"steps": 10}, "steps is a whole number from 1 to 9, not 10"),
        ({"steps": 10**400}, f"steps is a whole number from 1 to 9, not {'1' + '0' * 36}..."),
        ({"steps": "3; rm -rf /"}, "steps is a whole number from 1 to 9, not '3; rm -rf /'"),
        ({"steps": True}, "steps is a whole number from 1 to 9, not True"),
        ({"steps": 2.0}, "steps is a whole number from 1 to 9, not 2.0"),
        ({"step": 3}, "no parameter 'step'; did you mean 'steps'?"),
        ({"--out": "/etc"}, "no parameter '--out'; there are: steps"),
    ],
)
def test_what_may_not_be_set_is_refused_with_what_may(warm: Warm, given: dict[str, Any], reason: str) -> None:
    assert asked(warm, "quick", parameters=given) == [{"id": "quick", "refused": reason}]


@pytest.mark.parametrize("asset", ["../../etc/passwd", "/etc/passwd", "nowhere.py"])
def test_an_asset_that_is_not_in_the_labs_folder_is_not_run(warm: Warm, asset: str) -> None:
    events = asked(warm, "quick", assets=[asset])
    assert events[-1]["ended"]["how"] == "failed"
    assert "stopped with exit code 2" in said(events)


@needs_proc
@pytest.mark.parametrize("end", ["input", "kill"])
def test_no_run_outlives_the_process_that_forked_it(course: Path, end: str) -> None:
    worker = Warm({**os.environ, COURSE_VARIABLE: str(course)}, "labs.lab")
    worker.ask({"id": "h", "lab": "HANGS", "assets": ["hangs.py"]})
    began = next(event["line"] for event in worker.events("h") if event.get("line", "").startswith("began"))
    children = [int(name) for name in os.listdir("/proc") if name.isdigit() and parent(int(name)) == worker.process.pid]
    assert children
    if end == "kill":
        worker.process.kill()
    worker.close()
    while any(alive(child) for child in children):
        os.sched_yield()
    with suppress(ProcessLookupError):  # killed itself, it leaves what its run has started to whoever asks
        os.kill(int(began.split()[1]), signal.SIGKILL)


def parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def test_a_script_alone_says_what_it_says_when_it_is_started_by_itself(warm: Warm, tmp_path: Path) -> None:
    script = tmp_path / "own.py"
    script.write_text("import sys, os\nprint('out', sys.argv, os.environ['NAME'])\nsys.exit('no end')")
    done = warm.run([str(script), "--x"], {**os.environ, "NAME": "here"}, tmp_path, 60)
    assert (done.returncode, done.stdout, done.stderr) == (1, f"out ['{script}', '--x'] here\n", "no end\n")


def test_what_can_be_asked_of_a_lab_is_described(warm: Warm) -> None:
    warm.ask({"id": "d", "describe": "QUICK"})
    (event,) = warm.events("d")
    assert event["lab"] == {
        "path": False,
        "limits": {"seconds": 60, "bytes": 4_000_000_000},
        "within": 0.15,
        "predict": [],
        "parameters": json.loads(
            '[{"name": "steps", "says": "Steps", "default": 2, "least": 1, "most": 9, "choices": []}]'
        ),
        "expects": [],
    }


@pytest.mark.timing
def test_the_first_line_of_a_run_comes_within_three_tenths_of_a_second(warm: Warm) -> None:
    took = []
    for number in range(5):
        began = time.perf_counter()
        warm.ask({"id": f"t{number}", "lab": "QUICK", "assets": ["quick.py"], "objective": "try it"})
        for event in warm.events(f"t{number}"):
            if event.get("line") and len(took) == number:
                took.append(time.perf_counter() - began)
    assert sorted(took)[2] < 0.3
