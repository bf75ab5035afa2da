"""A prefix cache: full blocks found again by a chain of hashes, the longest unused forgotten first."""

import argparse
import hashlib
import sys
from collections import OrderedDict

from engine.units import Count, Quantity, Ratio
from labs.lab import Lab, positive
from labs.report import Report, claimed, joined
from labs.shape import estimate

BLOCK = 16  # tokens


class Cache:
    """Blocks by name. What a block holds hangs on the whole text up to it, and so does its name."""

    def __init__(self, n_blocks, size):
        self.size = size
        self.holds = [()] * n_blocks  # the text that a block's keys and values were computed from
        self.named = {}
        self.free = OrderedDict.fromkeys(range(n_blocks))  # the first is taken next
        self.readers = [0] * n_blocks
        self.asked = self.found = 0

    def names(self, text, salt):
        """The names of a text's blocks. At least one token is left: what follows is read from the last one."""
        parent = salt
        for first in range(0, (len(text) - 1) // self.size * self.size, self.size):
            block = text[first : first + self.size]
            parent = hashlib.sha256(repr((parent, block)).encode()).hexdigest()
            yield parent

    def begin(self, text, salt=""):
        """The table of a text: blocks that are known, then new ones. Returns it with the tokens that were found."""
        table, names = [], list(self.names(text, salt))
        for name in names:
            if name not in self.named:
                break
            table.append(self.named[name])
        for block in table:  # before any is taken, or they might be
            self.free.pop(block, None)
            self.readers[block] += 1
        found = len(table) * self.size
        right = all(self.holds[b] == text[: (i + 1) * self.size] for i, b in enumerate(table))
        while len(table) * self.size < len(text):
            table.append(self.take())
        for i, name in enumerate(names):
            self.holds[table[i]] = text[: (i + 1) * self.size]
            self.named.setdefault(name, table[i])
        self.asked, self.found = self.asked + len(text), self.found + found
        return table, found, right

    def take(self):
        block, _ = self.free.popitem(last=False)
        self.named = {name: known for name, known in self.named.items() if known != block}
        self.readers[block] = 1
        return block

    def give_back(self, table):
        """In reverse: the beginning, which most others share, is the last to be forgotten."""
        for block in reversed(table):
            self.readers[block] -= 1
            if self.readers[block] == 0:
                self.free[block] = None


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=positive, default=16)
    parser.add_argument("--shared", type=positive, default=256, help="tokens with which all requests begin")
    parser.add_argument("--own", type=positive, default=16, help="tokens that each has behind them")
    parser.add_argument("--block-size", type=positive, default=BLOCK)


def ask(cache, text, salt=""):
    """One request, alone: the tokens found of its text, and whether they were computed from the same text."""
    blocks, found, right = cache.begin(text, salt)
    cache.give_back(blocks)
    return found, right


def table(args: argparse.Namespace) -> Report:
    """Requests that begin alike, one after another, and three cases that a cache must not get wrong."""
    size, shared = args.block_size, tuple(range(args.shared))
    length = args.shared + args.own
    cache = Cache((args.requests + 4) * (length // size + 2), size)
    for request in range(args.requests):
        ask(cache, (*shared, *(("own", request, i) for i in range(args.own))))
    asked, found = cache.asked, cache.found
    formula = (args.requests - 1) * (args.shared // size) * size / (args.requests * length)
    ask(cache, shared)
    again, _ = ask(cache, shared)  # a prompt that is known to its last token
    other = tuple(("other", i) for i in range(size))
    ask(cache, (*other, "end"))
    _, right = ask(cache, (*other, *shared))  # the same blocks behind another beginning
    probe, _ = ask(cache, shared, salt="another tenant")
    counts: dict[str, Quantity] = {
        "asked": Count(asked),
        "found": Count(found),
        "computed": Count(asked - found),
        "hit_rate": Ratio(found / asked),
        "by_the_formula": Ratio(formula),
        "found_by_another_tenant": Count(probe),
        "kept_in_a_small_memory": Count(after_others(args)),
    }
    claims = {
        "found_is_right": ("What is found was computed from the same text.", right),
        "one_token_is_left": ("Of a prompt that is known wholly, a token is left to compute.", again < len(shared)),
        "no_tenant_sees_another": ("Another tenant finds nothing.", probe == 0),
    }
    title = f"{args.requests} requests, {args.shared} tokens shared, {args.own} of their own, blocks of {size}"
    return joined(title, [estimate(title, **counts), claimed(claims)])


def after_others(args):
    """Tokens still found of the shared beginning once another text has taken half of a small memory."""
    size, shared = args.block_size, tuple(range(args.shared))
    n_blocks = args.shared // size + 1
    cache = Cache(n_blocks, size)
    ask(cache, (*shared, "end"))
    ask(cache, tuple(("other", i) for i in range(n_blocks // 2 * size)))
    return ask(cache, (*shared, "end"))[0]


LAB = Lab(
    says=__doc__,
    facts=("prefix_hits", "prefix_questions", "prefix_example", "prefix_run"),
    claims={"prefix_run": "The first token comes sooner where the prompt's beginning is known."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
