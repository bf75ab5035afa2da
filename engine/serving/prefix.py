"""A prefix cache: what one request has computed of a text's beginning, the next finds again."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence

from engine.serving.blocks import BlockPool
from engine.units import Ratio


def block_key(parent: bytes, tokens: Sequence[int]) -> bytes:
    """The name of a full block: of its tokens, and by its `parent`'s name of all tokens before it.

    Keys and values hang on the whole text so far, so two blocks of the same tokens are alike only behind the same
    beginning. SHA-256, since whoever finds two texts of one name could read another's answers.
    """
    return hashlib.sha256(parent + array("q", tokens).tobytes()).digest()


def root_key(salt: str) -> bytes:
    """The parent of a text's first block: texts of unlike salts have no name in common."""
    return hashlib.sha256(salt.encode("utf-8", "surrogatepass")).digest()


class PrefixCache:
    """Finds full blocks of a text's beginning in a pool by a chain of hashes (vLLM, docs/design/prefix_caching.md).

    ```
    text    a b c d│e f g h│i j        block size 4
    names   h(salt, abcd) ◀─ h(·, efgh)      the third block is not full, so it has none
    ```
    It costs no memory of its own: blocks without a reader stay findable until the pool takes them, the longest
    unused first. A tenant's `salt` keeps others from probing by an answer's delay what its prompts were.
    Not `enabled`, it finds nothing.
    """

    def __init__(self, pool: BlockPool, *, enabled: bool = True) -> None:
        self.pool, self.enabled = pool, enabled
        self.asked = self.found = 0

    @property
    def hit_rate(self) -> Ratio:
        """Tokens found, of all tokens of the texts that were taken in."""
        return Ratio(self.found / self.asked if self.asked else 0.0)

    def match(self, tokens: Sequence[int], salt: str = "") -> list[int]:
        """The blocks that hold the longest known beginning of a text; nothing is taken.

        One token at least is left to be computed: what follows a text is read from its last one.
        """
        size, key = self.pool.block_size, root_key(salt)
        known = list[int]()
        for first in range(0, self._findable(tokens), size):
            key = block_key(key, tokens[first : first + size])
            block = self.pool.find(key)
            if block is None:
                break
            known.append(block)
        return known

    def take(self, tokens: Sequence[int], salt: str = "") -> list[int] | None:
        """A table that begins a text with the blocks that are known of it, with room left for the rest.

        The room is free and not yet taken: `extend` takes it. None, and nothing taken or counted, where it is not
        there. `len(table) · block_size` tokens need not be computed.
        """
        known = self.match(tokens, salt)
        start = len(known) * self.pool.block_size
        resting = sum(not self.pool.readers(block) for block in known)
        if self.pool.lacking(known, start, len(tokens)) > self.pool.n_free - resting:
            return None
        self.asked += len(tokens)
        self.found += start
        return self.pool.share(known)

    def keep(self, table: Sequence[int], tokens: Sequence[int], salt: str = "") -> None:
        """Names the full blocks of a text whose keys and values are all computed, so that others find them.

        Call it after a forward pass with the `tokens` that it has brought into the table.
        """
        if not self.enabled:
            return
        full = len(tokens) // self.pool.block_size
        first = full
        while first and self.pool.key(table[first - 1]) is None:
            first -= 1
        key = (first and self.pool.key(table[first - 1])) or root_key(salt)
        for i in range(first, full):
            key = block_key(key, tokens[i * self.pool.block_size : (i + 1) * self.pool.block_size])
            self.pool.name(table[i], key)

    def _findable(self, tokens: Sequence[int]) -> int:
        """Tokens in full blocks, of all but the last one."""
        size = self.pool.block_size
        return (len(tokens) - 1) // size * size if self.enabled else 0
