"""A course whose labs need a moment and no PyTorch: one that agrees, one that fails, two that hang."""

from __future__ import annotations

from pathlib import Path

from engine.ledger import Ledger, Record, write_ledger

LOADED = ("labs.lab",)  # what their runs need; PyTorch is not among it
SPEC = """\
---
title: A leaf
course: Biology
language: en
hours: {1: 1-5}
---
# A leaf

## Slide 1: Title - A leaf

Central Text:
- Chip: Part 1
- Title: A leaf
- Subtitle: How it makes sugar

Wisdom: "Look closely."

## Slide 2: Practical Walkthrough - How fast it grows

Results (a fern):
| Metric | Here |
|---|---:|
| Leaves a day | {{ fern.leaves | x(1) }} |
| Roots | {{ fern.roots | n }} |
| Light | {{ fern.light | percent }} |

Hands-on Anchor:
`[Hands-on Anchor: LEAF-LAB-01 | Asset: count.py | Objective: count the leaves | Pre-req: None]`

Wisdom: "Count before you say."

## Slide 3: Practical Walkthrough - One that fails

Results (a moss):
| Metric | Here |
|---|---:|
| Roots | {{ fern.roots | n }} |

Hands-on Anchor:
`[Hands-on Anchor: LEAF-LAB-02 | Asset: fails.py | Objective: see it fail | Pre-req: None]`

Wisdom: "Read the last line."

## Slide 4: Practical Walkthrough - One that hangs

Results (an oak):
| Metric | Here |
|---|---:|
| Roots | {{ fern.roots | n }} |

Hands-on Anchor:
`[Hands-on Anchor: LEAF-LAB-03 | Asset: hangs.py | Objective: wait | Pre-req: None]`

Wisdom: "Waiting has an end."

## Slide 5: Practical Walkthrough - One that hangs and may not

Results (an oak):
| Metric | Here |
|---|---:|
| Roots | {{ fern.roots | n }} |

Hands-on Anchor:
`[Hands-on Anchor: LEAF-LAB-04 | Asset: hangs.py | Objective: wait a second | Pre-req: None]`

Wisdom: "A second is long."
"""
COUNT = """
import argparse
from labs.report import Claim, Report, Row, output_folder, save
parser = argparse.ArgumentParser()
parser.add_argument("--days", type=int, default=7)
days = parser.parse_args().days
print("counting for", days, "days")
rows = {"leaves": 14.0 / 7 * 1.05, "roots": 3.0, "light": 0.2}
save(output_folder(), "count", Report(
    title="A fern", rows=tuple(Row(name=name, says=name, here=str(value), value=value) for name, value in rows.items()),
    claims=(Claim(says="It has more leaves than yesterday.", holds=True),),
))
"""
SETTINGS = """
[limits]
seconds = 60
bytes = 2_000_000_000

[[predict]]
question = "How many leaves a day?"
answer = "fern.leaves | x(1)"

[[parameters]]
name = "days"
says = "Days"
flag = "--days"
least = 1
most = 30
default = 7
"""
COMPARED = """
[[compared]]
fact = "fern.{0}"
value = "count.{0}"
says = "{1}"
"""


def write_course(folder: Path) -> Path:
    """The course's deck."""
    (folder / "labs").mkdir(parents=True)
    (folder / "course.toml").write_text('facts = "numbers"\n', encoding="utf-8")
    (folder / "numbers").mkdir()
    (folder / "labs" / "count.py").write_text(COUNT, encoding="utf-8")
    (folder / "labs" / "fails.py").write_text("raise RuntimeError('no such leaf')\n", encoding="utf-8")
    (folder / "labs" / "hangs.py").write_text("import time\nprint('waiting')\ntime.sleep(600)\n", encoding="utf-8")
    compared = {"leaves": "Leaves a day", "roots": "Roots", "light": "Light"}
    steps = SETTINGS + "".join(COMPARED.format(name, says) for name, says in compared.items())
    (folder / "labs" / "LEAF-LAB-01.toml").write_text(steps, encoding="utf-8")
    (folder / "labs" / "LEAF-LAB-04.toml").write_text("[limits]\nseconds = 1\n", encoding="utf-8")
    record = Record(
        name="fern",
        kind="measured",
        says="How a fern grows.",
        unit="Table",
        value={
            "leaves": {"unit": "Ratio", "value": 2.0},
            "roots": {"unit": "Count", "value": 3},
            "light": {"unit": "Ratio", "value": 0.5},
        },
        digest="0" * 16,
        defined="numbers/fern.py:1",
        day="2026-07-30",
        machine={"cpu": "A garden"},
    )
    write_ledger(Ledger({"fern": record}), folder / "facts.json")
    spec = folder / "leaf.md"
    spec.write_text(SPEC, encoding="utf-8")
    return spec
