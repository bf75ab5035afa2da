"""What is written from the labs' own files and the facts: each chapter's ANSWERS.md, and the table in its README.

`python -m labs.answers` writes them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from build.spec.deck import Anchor
from engine.atomic_write import write_whole
from engine.ledger import Ledger, read_ledger
from labs.catalogue import catalogue
from labs.steps import LABS, Steps, steps_of
from labs.words import facts_in, filled, shown

HEAD = """# Answers

Read them when you have your own. Every number is a fact's, which is named beside it: `coursewright why` tells where it
comes from. This file is written by `python -m labs.answers`.
"""


TABLE = re.compile(r"(<!-- labs -->\n)(.*?)(<!-- /labs -->)", re.DOTALL)


def answers(chapter: str, labs: Mapping[str, Anchor], ledger: Ledger) -> str:
    """The text of one chapter's file."""
    own = [lab_id for lab_id in labs if (LABS / chapter / f"{lab_id}.toml").exists()]
    return "\n".join([HEAD, *(_lab(lab_id, steps_of(lab_id), ledger) for lab_id in own)])


def _lab(lab_id: str, steps: Steps, ledger: Ledger) -> str:
    lines = [f"## {lab_id}", ""]
    for prediction in steps.predict:
        answer = shown(prediction.answer, ledger)
        lines += [f"**Predict.** {filled(prediction.question, ledger)}", "", f"{answer.text} (`{answer.fact}`)", ""]
    for change in steps.changes:
        lines += [f"**Change.** {filled(change.asks, ledger)}", ""]
        lines += [f"`{change.line}` in `{change.file}` becomes `{change.to}`.", "", filled(change.does, ledger), ""]
    for question in steps.explain:
        lines += [f"**Explain.** {filled(question.question, ledger)}", "", filled(question.answer, ledger)]
        names = facts_in(question.answer, ledger)
        lines += [f"({', '.join(f'`{name}`' for name in names)})"] if names else []
        lines.append("")
    return "\n".join(lines)


def files(ledger: Ledger) -> dict[Path, str]:
    chapters = sorted({path.parent.name for path in LABS.glob("*/*.toml")})
    written, labs = {}, catalogue()
    for chapter in chapters:
        written[LABS / chapter / "ANSWERS.md"] = answers(chapter, labs, ledger)
        readme = LABS / chapter / "README.md"
        text = readme.read_text(encoding="utf-8")
        written[readme] = TABLE.sub(lambda match, chapter=chapter: match[1] + table(chapter, labs) + match[3], text)
    return written


def table(chapter: str, labs: Mapping[str, Anchor]) -> str:
    """The labs of a chapter in their order, the learner's minutes, and what can go wrong."""
    rows = ["| lab | minutes | to find out | what can go wrong |", "|---|---:|---|---|"]
    for lab_id, anchor in labs.items():
        steps = steps_of(lab_id)
        if steps.home == LABS / chapter:
            rows.append(f"| {lab_id} | {steps.minutes} | {anchor.objective.plain} | {steps.trouble} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    try:
        for path, text in files(read_ledger()).items():
            write_whole(path, text)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
