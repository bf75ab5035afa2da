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

_waiting: list[subprocess.Popen[bytes]] = []  # for a template


def render(template: str, variables: Mapping[str, Any]) -> str:
    """The text that a template makes of `variables`. Raises ValueError with the reason where it makes none."""
    if len(template) > MOST_LETTERS:
        raise _cannot(f"it has {len(template):,} letters; up to {MOST_LETTERS:,} are read")
    given = json.dumps({"template": template, "variables": dict(variables), "most": MOST_LETTERS})
    with _waiting.pop() if _waiting else _started() as process:
        try:
            stdout, stderr = process.communicate(given.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise _cannot(ENDED) from None
    try:
        answer = json.loads(stdout)
    except ValueError:  # it was ended before it could answer
        said = stderr.decode(errors="replace").strip().rpartition("\n")[2]
        limited = process.returncode < 0 or not said or said.startswith("MemoryError")
        raise _cannot(ENDED if limited else said) from None
    if "error" in answer:
        raise _cannot(in_one_line(str(answer["error"]))[:300])
    return str(answer["text"])


def get_ready() -> None:
    """Start the process that fills in the next template: what it imports, it does while a model is loaded."""
    _waiting.append(_started())


def _started() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-P", str(SCRIPT)], stdin=pipe, stdout=pipe, stderr=pipe)


def _cannot(reason: str) -> ValueError:
    return ValueError(f"the checkpoint's chat template cannot render these messages: {reason}")
