"""A copy of the checkout in which commands are run, killed and looked at, and a count of what became of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from outcome import Outcome

ROOT = Path(__file__).resolve().parents[3]
HANG = 180  # seconds: so long no command takes here, on a busy machine neither
MARK = "COURSEWRIGHT_FAULTS"  # in the environment of every process that a command starts
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "dist", "__pycache__", ".*_cache", ".hypothesis", "tests")
_SLIDES = """\
---
course: A course
title: Some slides
author: An author
---
# Some slides

## Slide 1: Title - Begin
Central Text:
- Chip: ONE
- Title: Begin
- Subtitle: Build {number} of {{{{ kv_cache_gqa_4k | GB }}}}

Wisdom: "Short."

## Slide 2: Concept - An idea
Visual: bars(kv_cache_gqa_4k, kv_cache_mha_4k)

Extended Annotations (4):
1. Go on
2. Stop here
3. Look up
4. Turn round

Beginner's Corner:
- What this means: one.
- Why it matters: two.
- Common mistake: three.

Wisdom: "Short."
"""


@dataclass
class Counter:
    """Counts of one kind."""

    kind: str
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, why: str = "") -> None:
        """Count one; what is no good outcome is told."""
        self.counts[what] = self.counts.get(what, 0) + 1
        if what in ("lost", "tracebacks", "hangs"):
            print(f"  {what}: {why}", file=sys.stderr, flush=True)

    @property
    def outcome(self) -> Outcome:
        return Outcome(kind=self.kind, **self.counts)


@dataclass(frozen=True)
class Done:
    """How a command ended: nothing where it hung."""

    code: int | None
    said: str


@dataclass(frozen=True)
class Checkout:
    """A copy of the code with one spec of two slides. It runs in a temporary folder of its own."""

    root: Path

    @classmethod
    def copied(cls, root: Path) -> Checkout:
        shutil.copytree(ROOT, root, symlinks=True, ignore=_LEFT_OUT)
        for spec in (root / "deck_specs").glob("ch*.md"):
            spec.unlink()
        copy = cls(root)
        copy.temporary.mkdir()
        copy.write_spec(0)
        for order in ("init -q", "add -A", "-c user.name=n -c user.email=e commit -qm one"):
            subprocess.run(["git", *order.split()], cwd=root, check=True, capture_output=True)
        return copy

    @property
    def spec(self) -> Path:
        return self.root / "deck_specs" / "lesson.md"

    @property
    def deck(self) -> Path:
        return self.root / "dist" / "lesson.pptx"

    @property
    def temporary(self) -> Path:
        return self.root.parent / f"{self.root.name}.tmp"

    def write_spec(self, number: int) -> None:
        """Another spec for each number, so that there is something to do."""
        self.spec.write_text(_SLIDES.format(number=number), encoding="utf-8")

    def start(self, *words: str, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        environment: Mapping[str, str] = {
            **os.environ, "PYTHONPATH": str(self.root), "TMPDIR": str(self.temporary), MARK: str(self.root),
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "coursewright.py", *words],
            cwd=self.root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=before,
        )  # fmt: skip

    def run(self, *words: str, before: Callable[[], None] | None = None) -> Done:
        return self.end(self.start(*words, before=before))

    def end(self, process: subprocess.Popen[bytes]) -> Done:
        """Wait for a process; one that hangs is killed with all that it started."""
        try:
            said, _ = process.communicate(timeout=HANG)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return Done(None, "")
        return Done(process.returncode, said.decode("utf-8", "replace"))

    def living(self) -> list[int]:
        """The processes that commands here have started and that live still."""
        mark = f"{MARK}={self.root}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
        return found

    def orphans(self, seconds: float = 10) -> list[int]:
        """The processes that live on some seconds after all should have ended."""
        ends = time.monotonic() + seconds
        while (living := self.living()) and time.monotonic() < ends:
            time.sleep(0.05)
        return living

    def torn(self) -> Iterator[str]:
        """The files that are not whole."""
        for path in self.root.rglob("*"):
            if ".git" in path.parts or not path.is_file() or path.name.startswith(".coursewright-"):
                continue
            if any(part.startswith(".making-") for part in path.parts):
                continue
            try:
                if path.suffix == ".pptx":
                    with zipfile.ZipFile(path) as archive:
                        assert archive.testzip() is None
                elif path.suffix == ".json":
                    json.loads(path.read_text(encoding="utf-8"))
                elif path.suffix == ".png":
                    assert path.read_bytes()[-8:-4] == b"IEND"
                elif path.suffix == ".svg":
                    assert path.read_text(encoding="utf-8").rstrip().endswith("</svg>")
            except Exception as error:
                yield f"{path.name} is torn ({error!r})"

    def litter(self) -> list[str]:
        """What only a run that goes on may leave for a while."""
        found = [*self.root.rglob(".coursewright-*"), *self.root.rglob(".making-*"), *self.temporary.iterdir()]
        return [path.name for path in found if path.name != "lost+found"]


def judge(counter: Counter, done: Done, *, ended: tuple[int, ...] = (0, 2)) -> bool:
    """Count a command's end where it is a traceback, a hang, or no end that it should have; whether it is good."""
    if done.code is None:
        counter.add("hangs", done.said)
    elif "Traceback (most recent call last)" in done.said:
        counter.add("tracebacks", done.said[-2000:])
    elif done.code not in ended:
        counter.add("lost", f"exit code {done.code}: {done.said[-500:]}")
    else:
        return True
    return False
