"""A small engine of its own for each test, so that no test hangs on the facts of the course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.home import Home
from engine.provenance import Definition, discover

ENGINE = Path(__file__).resolve().parents[2] / "engine"
MACHINERY = (
    "again", "atomic_write", "check_facts", "cluster", "did_you_mean", "fact", "home", "ledger", "machine", "measure",
    "provenance", "quoted", "reach", "recompute", "record", "sheet", "syntax", "units",
)  # fmt: skip
HEAD = "from engine.fact import computed, measured, published, Settings\nfrom engine.units import *\n"


@dataclass(frozen=True)
class Tree:
    """A folder with an `engine/` below it."""

    root: Path

    @classmethod
    def planted(cls, root: Path) -> Tree:
        """An engine with the machinery and no facts yet."""
        (root / "engine" / "facts").mkdir(parents=True)
        for package in ("engine", "engine/facts"):
            (root / package / "__init__.py").touch()
        for name in MACHINERY:
            shutil.copy(ENGINE / f"{name}.py", root / "engine")
        return cls(root)

    def write(self, path: str, text: str) -> None:
        """Write a file below `engine/`; files in `facts/` get their usual imports in front."""
        file = self.root / "engine" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(HEAD + text if path.startswith("facts/") else text, encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / "engine" / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def definitions(self) -> Mapping[str, Definition]:
        return discover(Home(root=self.root, ledger=self.root / "engine" / "facts.json"))

    def digest(self, name: str) -> str:
        return self.definitions()[name].digest

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run a program in which this tree's engine is the engine."""
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(self.root)}
        return subprocess.run(
            [sys.executable, "-c", code], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def make_facts(self, *names: str, here: bool = False) -> subprocess.CompletedProcess[str]:
        return self.python(f"from engine.record import *; raise SystemExit(make_facts({list(names)}, here={here}))")
