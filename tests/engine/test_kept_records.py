"""What runs that are interrupted, killed or beside others keep of what they recorded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from three_facts import DECODE, ledger, plant


@pytest.fixture
def course(tree):
    return plant(tree)


def test_an_interrupted_run_keeps_what_it_had(course):
    course.change("step.py", "return 2.0", "raise KeyboardInterrupt")
    assert course.make_facts().returncode != 0
    assert set(ledger(course)) == {"heads", "memory"}


def test_six_recorders_at_once_lose_none_of_their_records(course):
    names = [f"fact_{i}" for i in range(6)]
    course.write(
        "facts/many.py",
        "import time\n"
        + "\n\n".join(
            f'@computed()\ndef {name}() -> Count:\n    """How many."""\n    time.sleep(0.2)\n    return Count({i})\n'
            for i, name in enumerate(names)
        ),
    )
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(course.make_facts, names))
    assert [run.returncode for run in done] == [0] * 6
    facts = ledger(course)
    assert {name: facts[name].value for name in names} == {name: i for i, name in enumerate(names)}


def test_a_measured_record_is_in_the_ledger_before_the_next_fact_is_run(course):
    course.write("facts/killed.py", DECODE.replace("decode", "killed").replace("seconds()", "exit_now()"))
    course.write("step.py", "import os\ndef seconds():\n    return 2.0\ndef exit_now():\n    os.kill(os.getpid(), 9)\n")
    course.change("facts/killed.py", "import seconds", "import exit_now")
    assert course.make_facts().returncode == -9
    assert set(ledger(course)) == {"decode", "heads", "memory"}
