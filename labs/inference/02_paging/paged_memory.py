"""A paged KV cache as bookkeeping: blocks handed out as texts grow, shared by answers to one prompt, given back."""

import argparse
import random
import sys
from collections import deque

from engine.units import Count, Number, Quantity, Ratio
from labs.lab import Lab, positive, seed
from labs.report import Report, claimed, joined
from labs.shape import estimate

BLOCK = 16  # tokens


class Blocks:
    """Memory for tokens in blocks. A text's table says which blocks are its own, in the order of the text."""

    def __init__(self, n_blocks, size):
        self.size = size
        self.cells = [[None] * size for _ in range(n_blocks)]  # where keys and values stand; here the token itself
        self.free = deque(range(n_blocks))
        self.readers = [0] * n_blocks
        self.copies = 0

    def take(self):
        block = self.free.popleft()
        self.readers[block] = 1
        return block

    def needs(self, table, length):
        """Whether the next token takes a block."""
        return length % self.size == 0 or self.readers[table[-1]] > 1

    def append(self, table, length, token):
        """One token more behind `length`."""
        if length % self.size == 0:
            table.append(self.take())
        elif self.readers[table[-1]] > 1:  # copy on write
            shared, table[-1] = table[-1], self.take()
            self.cells[table[-1]][:] = self.cells[shared]
            self.readers[shared] -= 1
            self.copies += 1
        self.cells[table[-1]][length % self.size] = token

    def fork(self, table):
        """A second text that begins as this one."""
        for block in table:
            self.readers[block] += 1
        return list(table)

    def give_back(self, table):
        for block in reversed(table):
            self.readers[block] -= 1
            if self.readers[block] == 0:  # nobody else reads it
                self.free.append(block)
        table.clear()

    def read(self, table, length):
        return [self.cells[table[at // self.size]][at % self.size] for at in range(length)]


class Text:
    """A prompt and how long its answer gets. `number` tells it from others, and so do its tokens."""

    def __init__(self, number, prompt, new):
        self.number, self.prompt, self.new = number, prompt, new
        self.table, self.tokens = [], []

    @property
    def done(self):
        return len(self.tokens) == self.prompt + self.new


def load(requests, longest, seed):
    """Pairs of answers to one prompt each, of lengths with a long tail."""
    chance, texts = random.Random(seed), []
    for number in range(0, 2 * requests, 2):
        prompt = min(longest // 2, round(64 * chance.lognormvariate(0, 0.8)) + 1)
        for twin in (number, number + 1):
            new = min(longest - prompt, round(128 * chance.lognormvariate(0, 0.8)) + 1)
            texts.append(Text(twin, prompt, new))
    return texts


def reserved(texts, memory, longest):
    """Every text has room for the longest from its start: steps, and texts at once on average."""
    slots, running, waiting, at_once = memory // longest, [], deque(texts), []
    while running or waiting:
        while waiting and len(running) < slots:
            running.append(waiting.popleft().new)
        at_once.append(len(running))
        running = [left - 1 for left in running if left > 1]
    return len(at_once), sum(at_once) / len(at_once)


def in_blocks(texts, blocks):
    """A step gives each text one token more. Where no block is left, the last that came waits again, from its start."""
    running, waiting, at_once, used, put_back, whole = [], deque(texts), [], [], 0, True
    while running or waiting:
        while waiting and len(blocks.free) > waiting[0].prompt // blocks.size + 1 + len(running):
            begin(text := waiting.popleft(), running, blocks)
            running.append(text)
        for text in list(running):
            while text in running and blocks.needs(text.table, len(text.tokens)) and not blocks.free:
                last = running.pop()
                blocks.give_back(last.table)
                last.tokens = []
                waiting.appendleft(last)
                put_back += 1
            if text in running:
                add(text, (text.number, len(text.tokens)), blocks)
        at_once.append(len(running))
        used.append(share_used(running, blocks.size))
        for text in [text for text in running if text.done]:
            whole = whole and blocks.read(text.table, len(text.tokens)) == text.tokens
            blocks.give_back(text.table)
            running.remove(text)
    return len(at_once), sum(at_once) / len(at_once), 1 - sum(used) / len(used), put_back, whole


def begin(text, running, blocks):
    """The prompt's blocks: those of its twin, where that runs, or its own."""
    twin = next((other for other in running if other.number // 2 == text.number // 2), None)
    if twin is not None and len(twin.tokens) == twin.prompt:
        text.table, text.tokens = blocks.fork(twin.table), list(twin.tokens)
    while len(text.tokens) < text.prompt:
        add(text, (text.number // 2, "prompt", len(text.tokens)), blocks)


def add(text, token, blocks):
    blocks.append(text.table, len(text.tokens), token)
    text.tokens.append(token)


def share_used(running, size):
    """Of the places in blocks that running texts have, those that hold a token; shared ones are counted once."""
    held = {block for text in running for block in text.table}
    filled = {(text.table[at // size], at % size) for text in running for at in range(len(text.tokens))}
    return len(filled) / (len(held) * size)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=positive, default=24, help="prompts, each with two answers")
    parser.add_argument("--memory", type=positive, default=4096, help="tokens that the cache has room for")
    parser.add_argument("--longest", type=positive, default=1024, help="tokens that are reserved for a text")
    parser.add_argument("--block-size", type=positive, default=BLOCK)
    parser.add_argument("--seed", type=seed, default=123, help="of the lengths")


def table(args: argparse.Namespace) -> Report:
    """The same texts with room reserved for the longest, and in blocks."""
    if args.memory < args.longest:
        raise ValueError(f"--memory {args.memory} has no room for one text of --longest {args.longest}")
    blocks = Blocks(args.memory // args.block_size, args.block_size)
    steps, at_once = reserved(load(args.requests, args.longest, args.seed), args.memory, args.longest)
    texts = load(args.requests, args.longest, args.seed)
    paged_steps, paged_at_once, wasted, put_back, whole = in_blocks(texts, blocks)
    counts: dict[str, Quantity] = {
        "texts": Count(len(texts)),
        "at_once_reserved": Number(at_once),
        "at_once_in_blocks": Number(paged_at_once),
        "steps_reserved": Count(steps),
        "steps_in_blocks": Count(paged_steps),
        "times_fewer_steps": Ratio(steps / paged_steps),
        "wasted_in_blocks": Ratio(wasted),
        "copies": Count(blocks.copies),
        "put_back": Count(put_back),
    }
    free = sorted(blocks.free) == list(range(len(blocks.cells)))
    claims = {
        "texts_are_whole": ("Every text reads its own tokens, and no other's.", whole),
        "nothing_is_lost": ("At the end every block is free, once.", free),
    }
    title = f"{len(texts)} texts in memory for {args.memory:,} tokens, blocks of {args.block_size}"
    return joined(title, [estimate(title, **counts), claimed(claims)])


LAB = Lab(
    says=__doc__,
    facts=("kv_block", "paging_waste", "paging_load", "paging_fork", "paging_cost"),
    claims={"paging_cost": "Gathering keys and values from blocks costs more than reading them where they lie."},
    options=options,
    table=table,
    always=True,
)

if __name__ == "__main__":
    sys.exit(LAB.main(__file__))
