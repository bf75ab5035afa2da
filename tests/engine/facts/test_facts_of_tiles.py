"""The facts of attention in tiles: by hand, and beside what the paper's figure 2 states."""

from __future__ import annotations

import pytest
import torch

from engine.attention.tiles.attend import attend
from engine.attention.tiles.grid import TileSize
from engine.facts import tiles, tiles_agree, tiles_run


def test_the_score_matrix_of_ten_thousand_tokens_is_200_mb_a_head_and_not_a_layer() -> None:
    fact = tiles.score_matrix_10k()
    assert (fact.row, fact.head) == (20e3, 200e6)
    assert fact.layer == 6.4e9
    assert fact.all_layers == 204.8e9
    assert fact.kept == 1.28e6


def test_twice_the_tokens_are_four_times_the_matrix_and_twice_what_tiles_keep() -> None:
    curves = tiles.scores_by_length()
    assert curves["full matrix"][2048] == 4 * curves["full matrix"][1024]
    assert curves["tiles"][2048] == 2 * curves["tiles"][1024]


def test_plain_attention_moves_what_the_paper_measured() -> None:
    """40.3 GB are 18.8 passes over the score matrices; counted are 19, a quarter of one for a scale by itself."""
    fact = tiles.gpt2_medium_traffic()
    assert (fact.bare, fact.vectors, fact.dropout) == (12, 1, 5)
    assert fact.mask == pytest.approx(2 + 1 / 1024)  # the mask itself is read once for all heads
    assert fact.passes == pytest.approx(19, abs=0.001)
    assert fact.passes_stated == pytest.approx(18.8, abs=0.05)
    assert (fact.passes - 0.25) * fact.matrices == pytest.approx(tiles.STATED.moved_plain, rel=2e-3)


def test_tiles_move_a_tenth_less_than_the_paper_measured() -> None:
    fact = tiles.gpt2_medium_traffic()
    assert fact.tiles == pytest.approx(3.93e9, rel=1e-3)
    assert 0.85 < fact.tiles_of_stated < 1
    assert 9 < fact.less_moved < 11


def test_tiles_do_seven_products_for_six() -> None:
    fact = tiles.gpt2_medium_flops()
    assert (fact.products_plain, fact.products_tiles) == (6, 7)
    assert fact.plain == 6 * 2 * 64 * 16 * 1024**2 * 64


def test_what_the_paper_adds_for_tiles_is_one_product_of_64_heads() -> None:
    fact = tiles.gpt2_medium_flops()
    assert fact.stated_heads == 64


def test_the_tile_of_an_a100s_multiprocessor() -> None:
    fact = tiles.tile_of_sram()
    assert (fact.n_keys, fact.n_queries, fact.columns) == (384, 64, 3)
    assert fact.filled < 1 < fact.largest < 1.3


def test_traffic_follows_the_theorem() -> None:
    fact = tiles.traffic_rule()
    assert fact.keys_stay == pytest.approx(12, rel=0.05)
    assert fact.queries_stay == pytest.approx(8, rel=0.05)
    assert fact.halved == pytest.approx(2, rel=0.05)
    assert fact.even_at == 24 * 1024
    assert fact.even == pytest.approx(1, rel=0.02)
    assert fact.full == pytest.approx(4, rel=0.05)
    assert fact.causal == (1 + 2 * 17 / 2) / (1 + 2 * 16)  # of 16 rows of tiles the first sees one, the last all


def test_a_chip_that_is_too_small_moves_more_than_the_matrix_does() -> None:
    curves = tiles.tile_traffic()
    assert curves["keys stay"][12] > curves["full matrix"][12]
    assert curves["keys stay"][48] < curves["full matrix"][48]
    assert all(curves["queries stay"][kib] < curves["keys stay"][kib] for kib in tiles.CHIPS_KIB)


def test_what_computes_something_else_does_not_race() -> None:
    def looks_ahead(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        return attend(q, k, v, size=TileSize(queries=1024, keys=1024))

    with pytest.raises(ValueError, match=r"^looks_ahead is \d\.\de[+-]\d\d off SDPA; it can't race$"):
        tiles_run.asked("looks_ahead", looks_ahead)


def test_tiles_are_exact() -> None:
    fact = tiles_agree.tiles_equal()
    assert fact.outputs < 2e-6
    assert fact.gradients < 5e-6


def test_softmax_reads_its_scores_three_times_or_twice_or_once() -> None:
    fact = tiles_agree.softmax_passes()
    assert (fact.three, fact.two, fact.one) == (3, 2, 1)


def test_a_tile_of_twice_the_side_reads_keys_and_values_half_as_often() -> None:
    curves = tiles_agree.tile_counts()
    once = 2 * 1024 * 64  # bytes of the queries, of the keys and of the values
    assert [(curves["read"][side] - once) / (2 * once) for side in (16, 32, 64, 1024)] == [64, 32, 16, 1]
    assert len(set(curves["written"].values())) == 1
    assert curves["on the chip"][512] > 7 * curves["on the chip"][128]  # the scores grow with the square
