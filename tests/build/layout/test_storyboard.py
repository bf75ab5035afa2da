"""The small pictures below a film are drawn from the facts that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from build.drawing.page import Group, Shape, TextBox
from build.files.course import course_in
from build.files.places import ROOT, THEME
from build.layout.book import lay_out
from build.layout.serving_pictures import SERVING
from build.spec.deck import Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger, read_ledger

SPEC = (
    "# D\n## Slide 1: Animation - The film\nAnimation Asset:\n- `{}`\n\nStages:\n{}\n\n"
    'Cues:\n- **One** by one\n\nWisdom:\n"So."\n'
)


@pytest.fixture(scope="module")
def films() -> Ledger:
    return read_ledger(ROOT / "tests" / "animations" / "fixtures" / "facts.json")


@pytest.fixture
def pictures(deck_of: Callable[[str], Deck], films: Ledger, tmp_path: Path) -> Callable[..., list[list[Shape]]]:
    """The shapes of each stage's picture, its tile left out."""

    def draw(scene: str, ledger: Ledger = films) -> list[list[Shape]]:
        spec = SPEC.format(scene, "\n".join(f"{number}. Stage" for number in range(1, 6)))
        book, _ = lay_out(deck_of(spec), load_theme(THEME), ledger, {}, course_in(tmp_path))
        groups = [item for item in book.pages[0].items if isinstance(item, Group) and item.name.endswith("picture")]
        return [[part for part in group.children[1:] if isinstance(part, Shape)] for group in groups]

    return draw


def test_the_loops_rows_are_the_counted_tokens_and_the_last_ones_speeds_and_memory(
    pictures: Callable[..., list[list[Shape]]],
) -> None:
    *passes, speeds, memory = pictures("kv_cache_loop")
    assert [len(cells) for cells in passes] == [2 * 4, 2 * (4 + 5), 2 * (4 + 5 + 6)]
    assert [sum(cell.fill == "gold" for cell in cells) for cells in passes] == [4 + 4, 5 + 1, 6 + 1]
    assert [sum(cell.fill == "navy200" for cell in cells) for cells in passes] == [0, 4, 4 + 5]
    slow, fast = (bar.box.w for bar in speeds)
    assert slow / fast == pytest.approx(3.68 / 21.9)
    assert [column.box.h / memory[3].box.h for column in memory] == pytest.approx([4 / 7, 5 / 7, 6 / 7, 1, 3 / 7])


def test_the_map_goes_with_the_length(pictures: Callable[..., list[list[Shape]]]) -> None:
    stages = pictures("tradeoff_map")
    assert [len(spots) for spots in stages] == [6] * 5
    for name in ("MHA", "MLA", "Delta mix"):
        across, up = zip(*(_place(spots, name) for spots in stages), strict=True)
        assert list(across) == sorted(across)
        assert list(up) == sorted(up)
    first, last = ({name: _place(spots, name)[1] for name in ("MoE", "MLA")} for spots in (stages[0], stages[-1]))
    assert first["MoE"] < first["MLA"]
    assert last["MoE"] > last["MLA"]


def test_the_score_flow_goes_from_matrix_to_matrix_and_hides_the_future(
    pictures: Callable[..., list[list[Shape]]],
) -> None:
    scores, scaled, masked, shares, context = pictures("attention_score_flow")
    assert [len(cells) for cells in (scores, scaled, masked, shares, context)] == [25, 25, 25, 25, 20]
    for cells, hidden in ((scores, 0), (scaled, 0), (masked, 10), (shares, 10), (context, 0)):
        assert [cell.fill for cell in cells].count(None) == hidden
    assert len({cell.fill for cell in scores}) > len({cell.fill for cell in scaled})  # scaled, they come closer


def test_heads_are_split_attend_and_are_joined(pictures: Callable[..., list[list[Shape]]]) -> None:
    projected, split, attend, joined, mixed = pictures("multihead_causal_mask")
    queries, keys, values = (bar.box.w for bar in projected)
    assert keys == values == pytest.approx(queries / 3)
    colors = ["navy", "gqa", "teal", "plum"]
    assert [[cell.fill for cell in cells] for cells in (split, joined, mixed)] == [colors, colors, [*colors, "navy"]]
    assert len(attend) == 4 * 21  # no cell of the future
    assert attend[0].fill == "navy 100"


def test_without_its_facts_a_picture_shows_how_far_the_film_is(pictures: Callable[..., list[list[Shape]]]) -> None:
    for scene in ("kv_cache_loop", "tradeoff_map", "attention_score_flow", "multihead_causal_mask"):
        assert [[cell.fill for cell in cells].index("gold") for cells in pictures(scene, Ledger())] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("scene", ["kv_cache_loop", "attention_score_flow", "multihead_causal_mask", *SERVING])
def test_without_its_film_a_slide_shows_the_facts_and_how_to_make_it_in_letters_large_enough(
    scene: str, deck_of: Callable[[str], Deck], films: Ledger, tmp_path: Path
) -> None:
    spec = SPEC.format(scene, "1. Stage")
    book, found = lay_out(deck_of(spec), load_theme(THEME), films, {}, course_in(tmp_path))
    assert [str(finding) for finding in found] == []
    items = book.pages[0].items
    assert any(item.name.startswith("s01 visual") for item in items)
    (hint,) = (item for item in items if isinstance(item, TextBox) and item.name == "s01 film hint")
    (run,) = hint.paragraphs[0].runs
    assert run.text.endswith(f"The film: coursewright animations {scene}")
    assert run.style.size == 14


def test_a_long_name_of_a_film_takes_two_lines_and_keeps_its_size(
    deck_of: Callable[[str], Deck], films: Ledger, tmp_path: Path
) -> None:
    spec = SPEC.format("a_film_whose_name_is_longer_than_most", "1. Stage")
    book, found = lay_out(deck_of(spec), load_theme(THEME), films, {}, course_in(tmp_path))
    assert [str(finding) for finding in found] == []
    (hint,) = (item for item in book.pages[0].items if isinstance(item, TextBox) and item.name == "s01 film hint")
    assert len(hint.paragraphs[0].lines) == 2
    assert hint.paragraphs[0].runs[0].style.size == 14


def _place(spots: list[Shape], name: str) -> tuple[float, float]:
    """How far to the right in its tile a variant stands, and how far up."""
    left = min(spot.box.x for spot in spots) // 1.633 * 1.633
    spot = next(spot for spot in spots if spot.name.endswith(name))
    return round(spot.box.x - left, 6), -spot.box.y


def fills(cells: list[Shape]) -> Counter[str]:
    return Counter(str(cell.fill) for cell in cells)


def test_the_pool_is_taken_shared_and_copied_from_and_what_was_evicted_is_brick(
    pictures: Callable[..., list[list[Shape]]],
) -> None:
    assert [fills(cells) for cells in pictures("paged_cache")] == [
        {"mist": 10}, {"mist": 7, "navy": 3}, {"mist": 7, "gold": 3}, {"mist": 6, "gold": 2, "navy": 2},
        {"mist": 6, "gold": 2, "navy": 1, "brick": 1},
    ]  # fmt: skip


def test_tiles_are_seen_one_by_one_and_the_bytes_are_to_scale(pictures: Callable[..., list[list[Shape]]]) -> None:
    strips, one, kept, walk, moved = pictures("attention_in_tiles")
    assert [fills(cells)["gold"] for cells in (strips, one, kept, walk)] == [0, 1, 2, 2]
    assert [fills(cells)["navy100"] for cells in (strips, one, kept, walk)] == [0, 0, 1, 9]
    full, tiled = (bar.box.w for bar in moved)
    assert full / tiled == pytest.approx(137363456 / 34611200)


def test_guesses_are_passed_judged_and_the_passes_counted(pictures: Callable[..., list[list[Shape]]]) -> None:
    text, draft, one, verdict, saved = pictures("speculative_decoding")
    assert [fills(cells)["gold100"] for cells in (text, draft, one)] == [0, 4, 4]
    assert fills(verdict) == {"navy200": 3, "gold100": 4, "navy": 1, "teal": 2, "gold": 1, "None": 1}
    assert saved[0].box.w / saved[1].box.w == pytest.approx(3)


def test_slots_are_filled_as_the_schedules_were_noted(pictures: Callable[..., list[list[Shape]]]) -> None:
    first, batch, static, _, continuous = pictures("static_and_continuous_batching")
    assert fills(first) == {"navy": 4}
    assert fills(batch) == {"navy": 19, "brick100": 17}
    assert fills(static) == {"navy": 19, "gold": 16, "brick100": 25}
    assert fills(continuous) == {"navy": 19, "gold": 16, "brick100": 1}


@pytest.mark.parametrize(
    "scene", ["paged_cache", "attention_in_tiles", "speculative_decoding", "static_and_continuous_batching"]
)
def test_a_film_of_serving_without_its_facts_shows_how_far_it_is(
    scene: str, pictures: Callable[..., list[list[Shape]]]
) -> None:
    assert [fills(cells)["gold"] for cells in pictures(scene, Ledger({}))] == [1] * 5
