"""The memory of a paged KV cache as numbers: which block is whose, and which is taken next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

BLOCK = 16
"""Tokens of a block where nothing else is asked for, as in vLLM."""

Copy = tuple[int, int]
"""What a block holds is wanted in another too: (from, to). Copies are made in order, before anything is written."""


class OutOfBlocksError(ValueError):
    """Fewer blocks are free than are asked for. Nothing has been taken."""


class BlockPool:
    """Blocks of `block_size` tokens, handed out one at a time (PagedAttention, arXiv 2309.06180, section 4).

    ```
    sequence a   table 0 1 4     a a a a│a a a a│a . . .      blocks 0 and 1 have two readers
    sequence b   table 0 1 2     a a a a│a a a a│b b . .
    free         3 5             the head is taken first, what is given back stands at the tail
    ```
    A sequence's table lists its blocks in the order of its text: token t stands in block `table[t // block_size]`.
    The pool holds no vectors; `engine.serving.paged_cache` does. A block that is given back keeps what it holds,
    and the `key` it was named by, until it is taken for something else: that is what a prefix cache finds again.
    """

    def __init__(self, n_blocks: int, block_size: int) -> None:
        for name, value in (("n_blocks", n_blocks), ("block_size", block_size)):
            if value < 1:
                raise ValueError(f"{name}={value} holds no token; 1 or more is needed")
        self.n_blocks, self.block_size = n_blocks, block_size
        self._readers = [0] * n_blocks
        self._free = OrderedDict.fromkeys(range(n_blocks))
        self._keys: list[bytes | None] = [None] * n_blocks
        self._named: dict[bytes, list[int]] = {}

    @property
    def n_free(self) -> int:
        """Blocks that can be taken, those that a prefix cache still knows among them."""
        return len(self._free)

    @property
    def free_queue(self) -> tuple[int, ...]:
        """The free blocks, the next to be taken first."""
        return tuple(self._free)

    def readers(self, block: int) -> int:
        """How many tables have that block."""
        return self._readers[block]

    def blocks_for(self, tokens: int) -> int:
        """Blocks that a sequence of so many tokens fills or begins."""
        return -(-tokens // self.block_size)

    def allocate(self) -> int:
        """The block that was given back longest ago, for one reader; what it held is forgotten.

        Raises OutOfBlocksError if none is free.
        """
        if not self._free:
            raise OutOfBlocksError(f"all {self.n_blocks} blocks are in use; free a sequence first")
        block, _ = self._free.popitem(last=False)
        self._unname(block)
        self._readers[block] = 1
        return block

    def share(self, blocks: Iterable[int]) -> list[int]:
        """A table of blocks that others have or that are free, with one reader more each: a fork, or a known beginning.

        Both sequences go on by `extend`, which keeps them apart.
        """
        table = list(blocks)
        for block in table:
            self._free.pop(block, None)
            self._readers[block] += 1
        return table

    def free(self, table: list[int]) -> None:
        """Gives all blocks of a table back and empties it; those without another reader join the free ones.

        In reverse, so that the beginning of a text, which most others may share, is the last to be taken.
        Raises ValueError for a block that is free already.
        """
        while table:
            block = table.pop()
            if not self._readers[block]:
                raise ValueError(f"block {block} is free already: its table was given back twice")
            self._leave(block)

    def lacking(self, table: Sequence[int], start: int, end: int) -> int:
        """Free blocks that `extend` would take."""
        return len(self._shared(table, start, end)) + max(0, self.blocks_for(end) - len(table))

    def extend(self, table: list[int], start: int, end: int) -> list[Copy]:
        """Makes room in a table for its sequence's tokens from `start` to before `end`, which are written next.

        A block that others read too is replaced by one of its own: copy on write. What of it is to be kept has to be
        copied before the write. Raises OutOfBlocksError, and leaves everything as it was, if too few blocks are free.
        """
        self._check_room(table, start, end)
        copies = []
        for i in self._shared(table, start, end):
            shared, table[i] = table[i], self.allocate()
            self._leave(shared)
            if i * self.block_size < start:
                copies.append((shared, table[i]))
        needed = self.blocks_for(end)
        for block in table[start // self.block_size : needed]:
            self._unname(block)  # it is written over
        while len(table) < needed:
            table.append(self.allocate())
        return copies

    def name(self, block: int, key: bytes) -> None:
        """Says what a block holds, so that `find` finds it."""
        self._unname(block)
        self._keys[block] = key
        self._named.setdefault(key, []).append(block)

    def key(self, block: int) -> bytes | None:
        """What a block was named by, if it still holds that."""
        return self._keys[block]

    def find(self, key: bytes) -> int | None:
        """A block of that name, in use or free."""
        return self._named[key][0] if key in self._named else None

    def _check_room(self, table: Sequence[int], start: int, end: int) -> None:
        if (lacking := self.lacking(table, start, end)) > self.n_free:
            raise OutOfBlocksError(f"tokens {start} to {end} need {lacking} blocks more, and {self.n_free} are free")

    def _shared(self, table: Sequence[int], start: int, end: int) -> list[int]:
        """Where in a table the tokens would be written into a block of several readers."""
        written = range(start // self.block_size, min(self.blocks_for(end), len(table)))
        return [i for i in written if self._readers[table[i]] > 1]

    def _leave(self, block: int) -> None:
        self._readers[block] -= 1
        if not self._readers[block]:
            self._free[block] = None

    def _unname(self, block: int) -> None:
        key, self._keys[block] = self._keys[block], None
        if key is not None:
            self._named[key].remove(block)
            if not self._named[key]:
                del self._named[key]
