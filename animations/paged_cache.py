"""A paged cache: two answers to one prompt share its blocks, and the first to write gets a copy."""

from __future__ import annotations

from manim import FadeIn, FadeOut, VGroup
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.block_table import NEW, BlockTable
from animations.mobjects.cache_block import CacheBlock
from animations.mobjects.free_queue import FreeQueue
from animations.mobjects.panels import chip, curved_arrow, slanted_arrow, tile
from animations.quality import WIDTH
from animations.scene import FilmScene
from animations.style import MARGIN, FrameBox, FrameText, at
from animations.words import count_word, counted, place_word
from engine.units import Series, Table

UPPER, POOL, POOL_HIGH, LOWER = 2.27, 3.5, 1.13, 5.72
BLOCK_GAP = 0.12
NOTE = 6.22
SAG = 0.5
BEFORE, PROMPT, FORK, WRITE = "before", "prompt", "fork", "write"
ANSWERS = ("A", "B")


class PagedCache(FilmScene):
    title = "PagedAttention: blocks and a shared prompt"
    stages = ("Cut into blocks", "Block table", "Fork", "Copy on write", "Evict the oldest")
    play_spot = (WIDTH / 2, 5.6)

    paged_trace: Series
    paged_setting: Table
    prefix_reuse: Table

    def setup(self) -> None:
        self.count, self.size = (int(self.paged_setting[name]) for name in ("blocks", "block_size"))
        self.numbers |= {f"paged_trace.x[{block}]": f"{block:g}" for block in map(float, self.paged_trace.x)}
        super().setup()

    def construct(self) -> None:
        self.set_out()
        cut, table, fork, copy, evict = self.stages
        with self.stage(cut):
            self.show("paged_setting.block_size")
            self.say(f"The cache is cut into blocks of {counted(self.size, 'token')}.")
            self.cut()
        with self.stage(table):
            self.say(f"Answer A sees one row. Its {counted(len(self.table('A', PROMPT)), 'block')} may lie anywhere.")
            self.read_prompt()
        with self.stage(fork):
            self.say("B has the same prompt, so it points at the same blocks.")
            self.fork()
        with self.stage(copy):
            self.say(f"{self.writer} writes on in a shared block, so it gets its own copy.")
            self.want_copy()
        with self.stage(evict):
            place = place_word(self.table(self.writer, FORK).index(self.source) + 1)
            shared = count_word(self.prefix_reuse["fork_blocks"])
            self.say(f"{self.writer} shares {shared} blocks, copies the {place}, evicts the oldest to make room.")
            self.copy()

    # ---- what the trace says ------------------------------------------------------------------------
    def line(self, event: str, name: str) -> tuple[int, ...]:
        """A number for each block."""
        return tuple(map(int, self.paged_trace.lines[f"{event}: {name}"]))

    def table(self, answer: str, event: str) -> list[int]:
        """An answer's blocks in the order of its text."""
        places = self.line(event, answer)
        return sorted((block for block in range(self.count) if places[block]), key=lambda block: places[block])

    def free(self, event: str) -> list[int]:
        """The free blocks, the oldest first."""
        places = self.line(event, "free")
        return sorted((block for block in range(self.count) if places[block]), key=lambda block: places[block])

    @property
    def writer(self) -> str:
        """The answer whose table is another behind the write."""
        return next(answer for answer in ANSWERS if self.table(answer, FORK) != self.table(answer, WRITE))

    @property
    def source(self) -> int:
        """The block that the writer leaves."""
        return next(iter(set(self.table(self.writer, FORK)) - set(self.table(self.writer, WRITE))))

    @property
    def target(self) -> int:
        """The block that it gets."""
        return next(iter(set(self.table(self.writer, WRITE)) - set(self.table(self.writer, FORK))))

    def users(self, event: str, block: int) -> str:
        """How many have a block, as it is written."""
        return "×" + self.show(f"paged_trace[{event}: users][{self.paged_trace.x[block]}]")

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """The cache as one strip, and the dashed tables of both answers."""
        wide = (WIDTH - 2 * MARGIN + BLOCK_GAP) / self.count
        boxes = [FrameBox(MARGIN + number * wide, POOL, wide - BLOCK_GAP, POOL_HIGH) for number in range(self.count)]
        old = self.line(BEFORE, "tokens")
        self.blocks = [
            CacheBlock(self.theme, box, f"{number}", self.size, old[number]) for number, box in enumerate(boxes)
        ]
        entries = max(len(self.table(answer, WRITE)) for answer in ANSWERS)
        self.tables = {
            answer: BlockTable(self.theme, f"Answer {answer}", y, entries)
            for answer, y in zip(ANSWERS, (UPPER, LOWER), strict=True)
        }
        self.queue = FreeQueue(self.theme, UPPER, [str(block) for block in self.free(BEFORE)])
        for number, block in enumerate(self.blocks):
            block.shift(at((self.count - 1) / 2 * BLOCK_GAP - number * BLOCK_GAP, 0) - at(0, 0))
            block.number.set_opacity(0)
        self.waiting = FrameText(self.theme, "same prompt, still waiting", size="frame_floor", color="mute")
        self.waiting.put(self.tables["B"].right + 0.3, LOWER)
        self.add(*self.blocks, *self.tables.values(), self.waiting)

    def cut(self) -> None:
        """The strip comes apart, and all blocks are free."""
        moves = [
            block.animate(rate_func=ease_in_out_cubic).shift(
                at(number * BLOCK_GAP - (self.count - 1) / 2 * BLOCK_GAP, 0) - at(0, 0)
            )
            for number, block in enumerate(self.blocks)
        ]
        self.play(*moves, run_time=0.9)
        self.play(*(block.number.animate.set_opacity(1) for block in self.blocks), run_time=0.3)
        self.play(self.queue.appear(run_time=1.2))

    # ---- motion -------------------------------------------------------------------------------------
    def read_prompt(self) -> None:
        """Block by block: the oldest free one is taken, pointed at and filled."""
        table, tokens = self.tables["A"], self.line(PROMPT, "tokens")
        for place, number in enumerate(self.table("A", PROMPT)):
            block, disc = self.blocks[number], self.queue.take()
            box = table.boxes[place]
            goal = at(box.x + box.w / 2, box.y + box.h / 2)
            self.play(disc.animate(rate_func=ease_in_out_cubic).move_to(goal), run_time=0.35)
            entry, arrow = table.point(str(number), block)
            self.remove(disc)
            self.play(entry)
            self.play(arrow)
            self.play(block.use(1, self.users(PROMPT, number)), block.forget(run_time=0.25))
            self.play(block.fill(0, tokens[number], "kept"))
        words = f"{self.users(PROMPT, number)} = one user"
        legend = FrameText(self.theme, words, color="navy", bold=True)
        self.legend = legend.put(WIDTH - MARGIN, LOWER, "right")
        self.play(FadeIn(self.legend), *table.settle(), run_time=0.3)

    def fork(self) -> None:
        """Entry by entry, the second answer points at the blocks of the first."""
        table = self.tables["B"]
        self.play(FadeOut(self.waiting, run_time=0.2))
        for number in self.table("B", FORK):
            block = self.blocks[number]
            for step in table.point(str(number), block):
                self.play(step)
            self.play(block.use(2, self.users(FORK, number)))
        self.play(*table.settle(), run_time=0.25)

    def want_copy(self) -> None:
        """A new token has no place in a shared block: where it will go is dashed."""
        source, target = (self.blocks[number] for number in (self.source, self.target))
        y = POOL + POOL_HIGH + 0.07
        start, end = source.box.x + source.box.w - 0.25, target.box.x + target.box.w / 2
        self.arc = curved_arrow(self.theme, (start, y), (end, y), SAG, ink="goldd")
        words = FrameText(self.theme, "copy", color="goldink", bold=True)
        self.words = words.put((start + end) / 2, y + SAG / 2, "center")
        self.play(source.want())
        self.play(FadeIn(self.arc, self.words, run_time=0.4))

    def copy(self) -> None:
        """The oldest free block is emptied, tokens fly into it, a new one follows; the other answer writes in place."""
        source, target = (self.blocks[number] for number in (self.source, self.target))
        fork, write = self.line(FORK, "tokens"), self.line(WRITE, "tokens")
        kept = fork[self.source]
        self.play(self.queue.mark())
        x, y = self.queue.head
        evict = slanted_arrow(
            self.theme, (x, y + 0.07), (target.box.x + target.box.w / 2 + 0.2, POOL - 0.07), ink="brick"
        )
        words = FrameText(self.theme, "evict", color="brick", bold=True).put(x + 0.75, 2.95)
        self.play(FadeIn(evict, words, run_time=0.3))
        self.play(target.forget())
        flying = VGroup(
            *(tile(self.theme, source.cell_place(place), fill="navy500", radius=0.05) for place in range(kept))
        )
        goals = [target.cells[place].get_center() for place in range(kept)]
        self.play(
            *(cell.animate(path_arc=0.9).move_to(goal) for cell, goal in zip(flying, goals, strict=True)), run_time=0.8
        )
        table = self.tables[self.writer]
        place = self.table(self.writer, FORK).index(self.source)
        entry = table.entry(place, str(self.target), NEW)
        arrow = table.arrow(place, target, NEW[2], -0.2)
        self.play(target.fill(0, kept, "kept", run_time=0.05))
        self.remove(*flying)
        self.play(FadeOut(table.arrows[place], table.entries[place], run_time=0.2))
        self.play(FadeIn(entry, arrow, run_time=0.3))
        self.play(
            target.use(1, self.users(WRITE, self.target), fresh=True), source.use(1, self.users(WRITE, self.source))
        )
        self.play(target.fill(kept, write[self.target], "new"))
        self.play(source.fill(kept, write[self.source], "kept"))
        saved = self.show("prefix_reuse.fork_tokens")
        self.play(FadeOut(self.legend, run_time=0.2))
        mark = chip(
            self.theme,
            f"{saved} tokens not recomputed",
            WIDTH - MARGIN,
            LOWER,
            fill="teal100",
            ink="teal",
            align="right",
        )
        found = self.show("prefix_reuse.found_tokens")
        note = FrameText(
            self.theme, f"another request finds {found}: whole blocks only", size="frame_floor", color="slate"
        )
        self.play(FadeIn(mark, note.put(WIDTH - MARGIN, NOTE, "right"), run_time=0.3))
