"""An engine with three facts, one of each kind, and what its ledger holds."""

from __future__ import annotations

from fact_tree import Tree

from engine.ledger import Ledger, read_ledger

SIZES = """
from engine.shape import HEADS

@computed()
def heads() -> Count:
    "Heads."
    return Count(HEADS)

@published(source="A data sheet")
def memory() -> Bytes:
    "Memory."
    return Bytes(80)
"""
DECODE = """
from engine.step import seconds
SET = Settings(model="m", dtype="fp32", batch=1, prompt="p", new_tokens=2, threads=1, seed=123)

@measured(claim=lambda t: t["step"] < 5, settings=SET, repeats=3)
def decode() -> Table:
    "A step."
    return Table(step=Seconds(seconds()))
"""


def plant(tree: Tree) -> Tree:
    """The facts, on a machine that is always quiet and without torch."""
    tree.write("facts/sizes.py", SIZES)
    tree.write("facts/decode.py", DECODE)
    tree.write("shape.py", "HEADS = 8\n")
    tree.write("step.py", "def seconds():\n    return 2.0\n")
    tree.change("measure.py", 'Path("/proc/stat")', 'Path("/nowhere")')
    tree.change("measure.py", 'find_spec("torch")', "False")
    return tree


def ledger(tree: Tree, name: str = "facts.json") -> Ledger:
    return read_ledger(tree.root / "engine" / name)
