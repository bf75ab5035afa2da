"""Commands killed at any moment: what they write is whole, nobody lives on, and the next run removes what was left."""

from __future__ import annotations

import io
import os
import random
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from attempt import Checkout, Counter, judge
from outcome import Outcome

NAME = "kills of deck, stills, facts, diff, films"
TRIES = 200
FILM = ("animations", "kv_cache_loop", "--quality", "480p", "--force")
COMMANDS = (
    ("deck",), ("deck",), ("stills",), ("stills",), ("facts", "kv_cache_gqa_4k", "kv_cache_mha_4k"), ("diff", "HEAD"),
    FILM,
)  # fmt: skip


def run(seed: int) -> Outcome:
    chance, counter = random.Random(seed), Counter(NAME)
    with tempfile.TemporaryDirectory() as folder:
        copy = Checkout.copied(Path(folder) / "copy")
        took = {command: _time(copy, command) for command in dict.fromkeys(COMMANDS)}
        edit_deck(copy.deck)
        for number in range(1, TRIES + 1):
            command = COMMANDS[number % len(COMMANDS)]
            copy.write_spec(number)
            counter.add("tried")
            interrupt = chance.random() < 0.25
            process = copy.start(*command)
            # While Python itself starts, it answers Ctrl-C in its own words.
            time.sleep(chance.uniform(min(1.0, took[command] / 2) if interrupt else 0, took[command]))
            with suppress(ProcessLookupError):
                if interrupt:
                    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
                else:
                    os.kill(process.pid, signal.SIGKILL)
            done = copy.end(process)
            ended = (0, 1, 2, 130, -signal.SIGINT, -signal.SIGKILL)
            faults = [f"{pid} lives on" for pid in copy.orphans()] + [*copy.torn()]
            for pid in copy.living():
                os.kill(pid, signal.SIGKILL)
            if faults:
                counter.add("lost", f"{command}: {faults}")
            elif judge(counter, done, ended=ended):
                counter.add("passed")
        for command in took:
            counter.add("tried")
            done = copy.run(*command)
            if not judge(counter, done, ended=(0, 1) if command[0] == "diff" else (0,)):
                continue
            counter.add("passed")
        if litter := copy.litter():
            counter.add("lost", f"litter: {litter}")
        if "My words" not in words_of(copy.deck):
            counter.add("lost", "the edit is gone")
    return counter.outcome


def _time(copy: Checkout, command: tuple[str, ...]) -> float:
    started = time.monotonic()
    done = copy.run(*command)
    assert done.code in (0, 1), done.said
    return time.monotonic() - started


def edit_deck(path: Path, words: str = "My words") -> None:
    """What somebody does in PowerPoint."""
    from pptx import Presentation

    deck = Presentation(io.BytesIO(path.read_bytes()))
    deck.slides[1].shapes.title.text_frame.paragraphs[0].runs[0].text = words
    with path.open("wb") as file:
        deck.save(file)


def words_of(path: Path) -> str:
    """All titles of a deck."""
    from pptx import Presentation

    return "\n".join(slide.shapes.title.text for slide in Presentation(str(path)).slides)
