"""Builds, recorders and another program's saves at once: all records and all edits are there at the end."""

from __future__ import annotations

import json
import os
import random
import tempfile
import threading
import time
from pathlib import Path

from attempt import Checkout, Counter, judge
from kills import edit_deck, words_of
from outcome import Outcome

NAME = "races of two and four"
ROUNDS = 12


def run(seed: int) -> Outcome:
    chance, counter = random.Random(seed), Counter(NAME)
    with tempfile.TemporaryDirectory() as folder:
        copy = Checkout.copied(Path(folder) / "copy")
        assert copy.run("deck").code == 0
        edit_deck(copy.deck)
        for number in range(1, ROUNDS + 1):
            at_once = 2 if number % 2 else 4
            copy.write_spec(number)
            _builds(copy, counter, at_once)
            _recorders(copy, counter, at_once)
            copy.write_spec(number + ROUNDS)
            _saves(copy, counter, chance)
    return counter.outcome


def _builds(copy: Checkout, counter: Counter, at_once: int) -> None:
    """Builds of one spec: one does the work, the others find nothing left to do, none sees a conflict."""
    done = [copy.end(process) for process in [copy.start("deck") for _ in range(at_once)]]
    idle = sum("nothing changed" in end.said for end in done)
    for end in done:
        counter.add("tried")
        if judge(counter, end, ended=(0,)):
            wrong = "conflict" in end.said or "not kept" in end.said or idle != at_once - 1
            counter.add("lost" if wrong else "passed", f"builds: {[end.said for end in done]}")
    if "My words" not in words_of(copy.deck):
        counter.add("lost", "the edit is gone")


def _recorders(copy: Checkout, counter: Counter, at_once: int) -> None:
    """Recorders of different facts, each stale before: all are recorded after."""
    ledger = copy.root / "engine" / "facts.json"
    content = json.loads(ledger.read_text(encoding="utf-8"))
    names = [name for name in content["facts"] if content["facts"][name]["kind"] == "computed"][:at_once]
    for name in names:
        content["facts"][name]["digest"] = "0"
    ledger.write_text(json.dumps(content), encoding="utf-8")
    done = [copy.end(process) for process in [copy.start("facts", name) for name in names]]
    facts = json.loads(ledger.read_text(encoding="utf-8"))["facts"]
    for name, end in zip(names, done, strict=True):
        counter.add("tried")
        if judge(counter, end, ended=(0,)):
            counter.add("lost" if facts[name]["digest"] == "0" else "passed", f"{name} is not recorded")


def _saves(copy: Checkout, counter: Counter, chance: random.Random) -> None:
    """A build, and another program that saves the deck at any moment of it, whole as such programs do."""
    counter.add("tried")
    saved = copy.deck.with_name("saved.tmp")
    saved.write_bytes(copy.deck.read_bytes())
    mine = f"My words {chance.random()}"
    edit_deck(saved, mine)

    def save() -> None:
        time.sleep(chance.uniform(0, 3))
        os.replace(saved, copy.deck)

    program = threading.Thread(target=save)
    process = copy.start("deck")
    program.start()
    end = copy.end(process)
    program.join()
    if judge(counter, end):
        kept = [path for path in copy.deck.parent.glob("lesson*.pptx") if mine in words_of(path)]
        counter.add("passed" if kept else "lost", f"a save is gone: {end.said}")
