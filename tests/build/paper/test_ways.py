"""Where words of a slide lead."""

from __future__ import annotations

from build.drawing.page import Run, TextStyle
from build.paper.ways import Ways

WAYS = Ways(slides=frozenset({2, 3, 4}), labs={"MY-LAB-01": 4, "MY-LAB-02": 2}, files={"run.py": "labs/run.py"})


def led(text: str, href: str = "") -> list[tuple[str, str | int]]:
    run = Run(text, TextStyle(12), href=href)
    parts = list(WAYS.away_from(2).of(run))
    assert [start for start, _, _ in parts[1:]] == [end for _, end, _ in parts[:-1]]  # nothing is left out
    return [(text[start:end], to) for start, end, to in parts if to]


def test_slides_that_there_are_are_led_to_by_their_numbers() -> None:
    assert led("see slides 3–4, or slide 9") == [("3", 3), ("4", 4)]
    assert led("this is slide 2; 3 of them") == []


def test_labs_lead_to_their_slides_and_files_to_themselves() -> None:
    assert led("MY-LAB-01 runs run.py and run.py.") == [
        ("MY-LAB-01", 4),
        ("run.py", "labs/run.py"),
        ("run.py", "labs/run.py"),
    ]
    assert led("MY-LAB-02, MY-LAB-011, rerun.py and run.pyc") == []


def test_a_link_leads_where_it_says_and_nowhere_else() -> None:
    assert led("slide 3 and run.py", href="https://example.org") == [("slide 3 and run.py", "https://example.org")]
    assert led("") == []
