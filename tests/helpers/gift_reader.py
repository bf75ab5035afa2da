"""GIFT read by gift-pegjs, a grammar of the format by others, in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / ".venv" / "readers"
_SCRIPT = """
import { parse } from "gift-pegjs";
let text = "";
for await (const part of process.stdin.setEncoding("utf8")) text += part;
process.stdout.write(JSON.stringify(parse(text)));
"""


def read_gift(text: str) -> list[dict[str, Any]]:
    """The questions and categories of a file."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _SCRIPT],
        input=text, cwd=FOLDER, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read
