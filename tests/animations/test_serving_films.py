"""The films of serving draw what a trace says: slots, blocks, tiles and guesses, and another trace is another film."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest

from animations.attention_in_tiles import AttentionInTiles
from animations.mobjects.schedule import Stay, holes
from animations.paged_cache import PagedCache
from animations.scene import FilmScene
from animations.speculative_decoding import SpeculativeDecoding, shown
from animations.static_and_continuous_batching import StaticAndContinuousBatching
from engine.ledger import Ledger

Construct = Callable[[str, Ledger], FilmScene]
Change = Callable[..., Ledger]


@pytest.fixture
def batching(construct: Construct, ledger: Ledger) -> StaticAndContinuousBatching:
    film = construct("static_and_continuous_batching", ledger)
    assert isinstance(film, StaticAndContinuousBatching)
    return film


@pytest.fixture
def paged(construct: Construct, ledger: Ledger) -> PagedCache:
    film = construct("paged_cache", ledger)
    assert isinstance(film, PagedCache)
    return film


@pytest.fixture
def tiles(construct: Construct, ledger: Ledger) -> AttentionInTiles:
    film = construct("attention_in_tiles", ledger)
    assert isinstance(film, AttentionInTiles)
    return film


@pytest.fixture
def guesses(construct: Construct, ledger: Ledger) -> SpeculativeDecoding:
    film = construct("speculative_decoding", ledger)
    assert isinstance(film, SpeculativeDecoding)
    return film


def changed(ledger: Ledger, change: Change, name: str, **fields: float) -> Ledger:
    """Facts of which one table has other fields."""
    value: Any = copy.deepcopy(ledger[name].value)
    for field, number in fields.items():
        value[field]["value"] = number
    return change(ledger, name, value=value)


# ---- batching ---------------------------------------------------------------------------------------
def test_bars_stand_at_the_end_where_continuous_batching_served_them(batching: StaticAndContinuousBatching) -> None:
    assert {name: bar.stay for name, bar in batching.bars.items()} == batching.joined
    for bar in batching.bars.values():
        place = batching.lanes.box(bar.stay)
        assert bar.body.width == pytest.approx(place.w)
        assert bar.body.get_left()[0] + 13.333 / 2 == pytest.approx(place.x, abs=0.01)


def test_bars_never_overlap_and_holes_fill_what_they_leave(batching: StaticAndContinuousBatching) -> None:
    for places, steps in ((batching.static, "static"), (batching.joined, "continuous")):
        every = [*places.values(), *holes(places.values(), batching.slots, batching.steps[steps])]
        assert sum(stay.length for stay in every) == batching.slots * batching.steps[steps]
        for one, other in combinations(every, 2):
            assert one.slot != other.slot or one.last < other.first or other.last < one.first


def test_both_cards_say_what_was_counted(batching: StaticAndContinuousBatching) -> None:
    assert [[line.string for line in card.numbers] for card in batching.cards.values()] == [["15", "25"], ["9", "1"]]
    assert "6 steps" in batching.strings()


def test_a_run_that_saves_nothing_has_no_teal_end(construct: Construct, ledger: Ledger, change: Change) -> None:
    same = change(ledger, "batching_continuous", value=ledger["batching_static"].value)
    film = construct(
        "static_and_continuous_batching",
        changed(same, change, "batching_totals", steps_continuous=15, idle_continuous=25, steps_saved=0),
    )
    assert not any("saved" in words for words in film.strings())


def test_holes_are_the_longest_stretches_in_which_a_slot_is_nobodys() -> None:
    assert holes([Stay(1, 2, 3), Stay(2, 1, 4)], 2, 5) == [Stay(1, 1, 1), Stay(1, 4, 5), Stay(2, 5, 5)]


# ---- blocks -----------------------------------------------------------------------------------------
def test_a_block_has_as_many_users_as_entries_point_at_it(paged: PagedCache) -> None:
    entries = [block for answer in "AB" for block in paged.table(answer, "write")]
    assert [block.users_count for block in paged.blocks] == [entries.count(number) for number in range(paged.count)]
    assert not set(entries) & set(paged.free("write"))


def test_the_first_to_write_is_given_the_oldest_free_block(paged: PagedCache) -> None:
    assert (paged.writer, paged.source, paged.target) == ("A", 5, 7)
    assert paged.target == paged.free("fork")[0]
    assert paged.captions[-1].words == "A shares two blocks, copies the third, evicts the oldest to make room."
    assert {"10 tokens not recomputed", "another request finds 8: whole blocks only"} <= set(paged.strings())


def test_cells_are_filled_as_far_as_their_blocks(paged: PagedCache) -> None:
    tokens = paged.line("write", "tokens")
    for block, count in zip(paged.blocks, tokens, strict=True):
        assert sum(cell.get_fill_opacity() > 0 for cell in block.cells) == count


# ---- tiles ------------------------------------------------------------------------------------------
def test_every_row_ends_with_the_numbers_that_it_keeps_and_a_whole_output(
    tiles: AttentionInTiles, ledger: Ledger
) -> None:
    lines = ledger["tile_walk"].value["lines"]
    for number, row in enumerate(tiles.state, start=1):
        assert [line.string for line in row.numbers] == [
            f"{lines[f'row {number}: {name}'][-1]:.1f}" for name in ("max", "sum")
        ]
        assert row.part == 1


def test_columns_are_at_one_scale_and_say_their_bytes(tiles: AttentionInTiles, ledger: Ledger) -> None:
    value = ledger["attention_bytes"].value
    full, tiled = (shape.height for shape in tiles.bytes.shapes)
    assert full / tiled == pytest.approx(value["full"]["value"] / value["tiled"]["value"], rel=0.01)
    assert {"137 MB", "35 MB", "calculated · fp16"} <= set(tiles.strings())


def test_an_answer_that_differs_is_not_called_the_same(construct: Construct, ledger: Ledger, change: Change) -> None:
    off = changed(ledger, change, "tile_equals_reference", difference=0.01)
    assert construct("attention_in_tiles", off).captions[-1].words.startswith("The answer is nearly the same")


# ---- guesses ----------------------------------------------------------------------------------------
def test_what_comes_out_are_the_kept_guesses_and_the_models_own_token(guesses: SpeculativeDecoding) -> None:
    words = [shown(token) for line in ("kept", "own") for token in guesses.tokens(line)]
    assert [line.string for line in guesses.rows.made] == words == ["the", "dog", "sat"]


def test_passes_are_blocks_one_a_pass(guesses: SpeculativeDecoding) -> None:
    assert [len(blocks) for blocks in guesses.card.blocks] == [3, 1]
    assert {"2", "passes saved", "guesses looked up", "dropped"} <= set(guesses.strings())


def test_other_guesses_are_told_otherwise(construct: Construct, ledger: Ledger, change: Change) -> None:
    value: Any = copy.deepcopy(ledger["speculation_trace"].value)
    kept = [index for index, mark in enumerate(value["lines"]["guessed"]) if mark]
    value["lines"]["kept"] = [int(index in kept) for index in range(len(value["x"]))]
    every = changed(
        ledger, change, "speculation_passes", kept=4, dropped=0, tokens=5, large_without=5, saved=4, small=4
    )
    film = construct("speculative_decoding", change(every, "speculation_trace", value=value))
    said = [caption.words for caption in film.captions]
    assert said[1] == "A small model guesses four tokens ahead."
    assert said[3] == "It keeps the first four, adds one of its own."
    assert "and 4 small passes" in film.strings()
    assert isinstance(film, SpeculativeDecoding)
    assert [line.string for line in film.rows.made] == ["the", "dog", "lay", "in", "sat"]
