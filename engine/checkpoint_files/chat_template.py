"""A checkpoint's chat template, filled in under limits of time, memory and length."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.quoted import in_one_line

SCRIPT = Path(__file__).with_name("render_template.py")
SECONDS = 6
MOST_LETTERS = 2_000_000
ENDED = "it takes more time or memory than a template may have"


def render(template: str, variables: Mapping[str, Any]) -> str:
    """The text that a template makes of `variables`. Raises ValueError with the reason where it makes none."""
    if len(template) > MOST_LETTERS:
        raise _cannot(f"it has {len(template):,} letters; up to {MOST_LETTERS:,} are read")
    given = json.dumps({"template": template, "variables": dict(variables), "most": MOST_LETTERS})
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(SCRIPT)], input=given.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _cannot(ENDED) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:  # it was ended before it could answer
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        limited = done.returncode < 0 or not said or said.startswith("MemoryError")
        raise _cannot(ENDED if limited else said) from None
    if "error" in answer:
        raise _cannot(in_one_line(str(answer["error"]))[:300])
    return str(answer["text"])


def _cannot(reason: str) -> ValueError:
    return ValueError(f"the checkpoint's chat template cannot render these messages: {reason}")
