"""Small pictures of the stages of the four films of serving, drawn from the facts that the films show."""

from __future__ import annotations

from collections.abc import Mapping

from build.drawing.page import Box, Drawable
from build.figures.canvas import in_columns, in_rows
from build.layout.draft import Draft
from build.layout.stage_cells import DrawStage, cell, steps
from engine.units import Series, Table

EVENTS = ("before", "prompt", "fork", "write", "write")  # what has happened in the pool at each stage
READERS = ("mist", "navy", "gold")  # a block's colour by how many texts read it
AIR = 0.03
STRIPS, MEET, KEEP, WALK, MOVED = range(5)  # the stages of the tiles
TEXT, DRAFT, PASS, VERDICT, SAVED = range(5)  # of the guesses


def blocks(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """The pool in two rows: free, of one reader, of two; at the end the block that was taken for it is brick."""
    trace = _series(draft, "paged_trace")
    users = [trace.lines.get(f"{event}: users", ()) for event in EVENTS] if trace else []
    if stage >= len(users) or not all(users):
        return steps(draft, box, name, stage, count)
    before, now = users[stage - 1] if stage else users[0], users[stage]
    if stage == len(EVENTS) - 1:
        before = users[EVENTS.index("fork")]
    half = -(-len(now) // 2)
    places = [place for row in in_rows(box.inset(0.14, 0.14), 2, 0.07) for place in in_columns(row, half, 0.05)]
    parts: list[Drawable] = []
    for i, (was, readers) in enumerate(zip(before, now, strict=True)):
        evicted = stage == len(EVENTS) - 1 and readers and not was
        fill = "brick" if evicted else READERS[min(int(readers), 2)]
        place = places[i]
        parts.append(cell(f"{name} block {i + 1}", place.x, place.y, place.w, place.h, fill))
    return parts


def tiles(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """Strips; a tile; what its row keeps; tiles that are seen and dropped; and the bytes that move, to scale."""
    walk, moved = _series(draft, "tile_walk"), _table(draft, "attention_bytes")
    if walk is None or moved is None or not {"full", "tiled"} <= set(moved) or stage > MOVED:
        return steps(draft, box, name, stage, count)
    if stage == MOVED:
        pair = [float(moved["full"]), float(moved["tiled"])]
        return _bars(box, name, pair, ("brick", "teal"))
    n = len(walk.x)
    side = (box.h - 0.16) / (n + 1)
    left, top = box.x + (box.w - side * (n + 3)) / 2, box.y + 0.08
    seen, now = {STRIPS: (0, -1), MEET: (0, 0), KEEP: (1, 1), WALK: (2 * n + 1, 2 * n + 1)}[stage]
    parts: list[Drawable] = []
    for i in range(n):
        for j in range(2):
            x, y = (left + side * (i + 1), top) if j else (left, top + side * (i + 1))
            parts.append(cell(f"{name} strip {i + 1}.{j + 1}", x, y, side - AIR, side - AIR, "navy"))
        for j in range(n):
            at = i * n + j
            look = ("gold",) if at == now else ("navy100",) if at < seen else (None, "line2")
            place = (left + side * (j + 1), top + side * (i + 1), side - AIR, side - AIR)
            parts.append(cell(f"{name} tile {i + 1}.{j + 1}", *place, *look))
        if stage >= KEEP:
            row = now // n
            fill = "gold" if i == row else "navy300" if i < row else None
            place = (left + side * (n + 1.5), top + side * (i + 1), side * 1.5 - AIR, side - AIR)
            parts.append(cell(f"{name} kept {i + 1}", *place, fill, "" if fill else "line2"))
    return parts


def guesses(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """The text; guesses behind it; one pass below all of them; the verdict; and the passes that it took."""
    trace, passes = _series(draft, "speculation_trace"), _table(draft, "speculation_passes")
    if trace is None or passes is None or stage > SAVED or not {"text", "guessed", "kept", "own"} <= set(trace.lines):
        return steps(draft, box, name, stage, count)
    if stage == SAVED:
        pair = [float(passes[f"large_{way}"]) for way in ("without", "with") if f"large_{way}" in passes]
        return _bars(box, name, pair, ("navy300", "teal")) if len(pair) == 2 else []
    given = int(sum(trace.lines["text"]))
    shown = min(given, 3)  # the last of the text: the rest is as long as it likes
    guessed, kept = int(sum(trace.lines["guessed"])), int(sum(trace.lines["kept"]))
    area = Box(box.x + 0.12, box.y + 0.15, box.w - 0.24, box.h - 0.3)
    upper, middle, lower = in_rows(area, 3, 0.06)
    columns = in_columns(upper, shown + guessed, 0.04)
    parts: list[Drawable] = []
    for i, place in enumerate(columns):
        guess = i - shown
        look: tuple[str | None, str] = ("navy200", "")
        if guess >= 0:
            look = ("gold100", "goldd") if stage >= DRAFT else (None, "line2")
        parts.append(cell(f"{name} token {i + 1}", place.x, upper.y, place.w, upper.h, *look))
        if stage == VERDICT and guess >= 0:
            verdict: tuple[str | None, str] = ("teal", "") if guess < kept else (None, "line2")
            if guess == kept:
                verdict = ("gold", "")
            parts.append(cell(f"{name} verdict {i + 1}", place.x, lower.y, place.w, lower.h, *verdict))
    if stage >= PASS:
        parts.append(cell(f"{name} pass", area.x, middle.y, area.w, middle.h, "navy"))
    return parts


def batches(draft: Draft, box: Box, name: str, stage: int, count: int) -> list[Drawable]:
    """Slots over steps: the first step; the first static batch; all of it with its holes; then continuously."""
    static, continuous = _series(draft, "batching_static"), _series(draft, "batching_continuous")
    totals = _table(draft, "batching_totals")
    wanted = {"slots", "steps_static", "steps_continuous"}
    if static is None or continuous is None or totals is None or not wanted <= set(totals) or stage > 4:
        return steps(draft, box, name, stage, count)
    slots, most = int(totals["slots"]), int(totals["steps_static"])
    shown = static if stage < 3 else continuous
    first_batch = int(max(static.lines["last step"][:slots]))
    until = (1, first_batch, most, int(totals["steps_continuous"]) // 2, int(totals["steps_continuous"]))[stage]
    area = box.inset(0.12, 0.14)
    rows, pitch = in_rows(area, slots, 0.05), area.w / most
    works = {
        (int(slot), step): place >= slots
        for place, (slot, first, last) in enumerate(
            zip(*(shown.lines[line] for line in ("slot", "first step", "last step")), strict=True)
        )
        for step in range(int(first), int(last) + 1)
    }
    parts: list[Drawable] = []
    for slot, row in enumerate(rows, start=1):
        for step in range(1, until + 1):
            late = works.get((slot, step))
            fill = "brick100" if late is None else "gold" if late else "navy"
            place = (area.x + (step - 1) * pitch, row.y, pitch - 0.015, row.h)
            parts.append(cell(f"{name} slot {slot}.{step}", *place, fill))
    return parts


def _bars(box: Box, name: str, pair: list[float], fills: tuple[str, str]) -> list[Drawable]:
    """Two bars to one scale."""
    area = box.inset(0.14, 0.16)
    rows = in_rows(area, 2, 0.12)
    return [
        cell(f"{name} bar {i + 1}", area.x, row.y, area.w * value / max(pair), row.h, fill)
        for i, (row, value, fill) in enumerate(zip(rows, pair, fills, strict=True))
        if value > 0
    ]


def _series(draft: Draft, fact: str) -> Series | None:
    record = draft.ledger.get(fact)
    value = record.quantity if record else None
    return value if isinstance(value, Series) else None


def _table(draft: Draft, fact: str) -> Table | None:
    record = draft.ledger.get(fact)
    value = record.quantity if record else None
    return value if isinstance(value, Table) else None


SERVING: Mapping[str, DrawStage] = {
    "attention_in_tiles": tiles,
    "paged_cache": blocks,
    "speculative_decoding": guesses,
    "static_and_continuous_batching": batches,
}
