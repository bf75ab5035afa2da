"""The two films of attention show what a real head computed: every cell, bar, number and word follows its fact."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from told_films import Films

from animations.attention_score_flow import AttentionScoreFlow
from animations.multihead_causal_mask import FACTS, MultiheadCausalMask
from animations.scene import FilmScene
from engine.ledger import Ledger
from engine.units import Matrix

Construct = Callable[[str, Ledger], FilmScene]
Change = Callable[..., Ledger]
NAMES = ("attention_score_flow", "multihead_causal_mask")


def matrix(ledger: Ledger, name: str) -> Matrix:
    found = ledger[name].quantity
    assert isinstance(found, Matrix)
    return found


def below_the_diagonal(size: int) -> set[tuple[int, int]]:
    return {(row, column) for row in range(size) for column in range(row + 1)}


def darkness(color: Any) -> float:
    return 3.0 - sum(color.to_rgb())


@pytest.fixture
def flow(construct: Construct, ledger: Ledger) -> AttentionScoreFlow:
    film = construct("attention_score_flow", ledger)
    assert isinstance(film, AttentionScoreFlow)
    return film


@pytest.fixture
def heads(construct: Construct, ledger: Ledger) -> MultiheadCausalMask:
    film = construct("multihead_causal_mask", ledger)
    assert isinstance(film, MultiheadCausalMask)
    return film


@pytest.mark.parametrize("name", NAMES)
def test_every_number_that_stands_when_a_stage_ends_is_one_of_the_facts(
    films: Films, ledger: Ledger, name: str
) -> None:
    known = set(films.told(name, ledger).numbers.values())
    said = {part.words for stage in films.ends(name, ledger).values() for part in stage}
    lines = {line for line in said if not line.startswith("calculated · ")}
    found = {number for line in lines for number in re.findall(r"−?\d[\d.,]*\d|−?\d", line)}
    assert len(found) > 4
    assert found <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_number_is_recorded_with_the_cell_that_it_shows(construct: Construct, ledger: Ledger, name: str) -> None:
    numbers = construct(name, ledger).numbers
    shown = [re.fullmatch(r"(\w+)\[(.+)\]\[(.+)\]", where) for where in numbers]
    for where in filter(None, shown):
        fact, row, column = where.groups()
        value = matrix(ledger, fact)[row][column]
        assert float(numbers[where.string].replace("−", "-")) == pytest.approx(value, abs=0.0501)
    assert name == "multihead_causal_mask" or len(list(filter(None, shown))) > 20


# ---- score flow -------------------------------------------------------------------------------------
def test_the_followed_row_is_written_from_score_to_sum(flow: AttentionScoreFlow, ledger: Ledger) -> None:
    word, weights = flow.word, matrix(ledger, "flow_weights")
    strings = flow.strings()
    for column, share in weights[word].items():
        text = flow.numbers[f"flow_weights[{word}][{column}]"]
        assert text in (f"{share:of_one.2}", f"{share:of_one.3}")
        assert text in strings
    written = [float(flow.numbers[f"flow_weights[{word}][{column}]"]) for column in weights.columns]
    assert sum(written) == pytest.approx(1)  # as a viewer adds them
    for fact, rows in (("flow_values", weights.rows[: flow.seen]), ("flow_context", (word,))):
        for row in rows:
            for number in matrix(ledger, fact)[row].values():
                assert f"{number:of_one.2}" in strings


def test_values_of_hidden_words_are_not_written(flow: AttentionScoreFlow, ledger: Ledger) -> None:
    hidden = matrix(ledger, "flow_weights").rows[flow.seen :]
    assert hidden
    assert not any(name.startswith(f"flow_values[{word}]") for name in flow.numbers for word in hidden)


def test_bars_are_as_long_as_their_scores_and_shares(flow: AttentionScoreFlow, ledger: Ledger) -> None:
    for bars, name in ((flow.bars, "flow_scaled"), (flow.shares, "flow_weights")):
        values = matrix(ledger, name).values[flow.row]
        assert bars.values == values
        longest = max(range(flow.seen), key=lambda number: abs(values[number]))
        for number in range(flow.seen):
            wanted = abs(values[number] / values[longest])
            assert bars.bars[number].width / bars.bars[longest].width == pytest.approx(wanted, abs=0.02)
            assert (bars.bars[number].get_center()[0] > bars.zero_line(0, 1).get_center()[0]) == (values[number] >= 0)


def test_cells_of_the_future_are_dashed_from_the_mask_on(flow: AttentionScoreFlow, ledger: Ledger) -> None:
    size = len(matrix(ledger, "flow_weights").rows)
    raw, scaled, masked, shares, result = (card.cells for card in flow.strip.matrices)
    assert len(raw) == len(scaled) == size * size
    assert set(masked) == set(shares) == below_the_diagonal(size)
    assert len(result) == size * len(matrix(ledger, "flow_context").columns)


def test_cells_are_the_darker_the_larger_and_scaling_brings_them_closer(
    flow: AttentionScoreFlow, ledger: Ledger
) -> None:
    spans = []
    for number, name in ((0, "flow_scores"), (1, "flow_scaled"), (3, "flow_weights")):
        values = matrix(ledger, name).values
        shades = {place: darkness(cell.get_fill_color()) for place, cell in flow.strip.matrices[number].cells.items()}
        order = sorted(shades, key=lambda place: values[place[0]][place[1]])
        dark = [shades[place] for place in order]
        assert all(after >= before - 0.02 for before, after in pairwise(dark))
        spans.append(dark[-1] - dark[0])
    assert spans[1] < spans[0] / 2


def test_other_weights_are_told_otherwise(construct: Construct, ledger: Ledger, change: Change) -> None:
    value = copy.deepcopy(ledger["flow_weights"].value)
    value["values"][2], value["values"][3] = [0.5, 0.25, 0.25, 0.0, 0.0], [0.01, 0.02, 0.92, 0.05, 0.0]
    film = construct("attention_score_flow", change(ledger, "flow_weights", value=value))
    said = [caption.words for caption in film.captions]
    assert said[1] == "“on” holds its query against every key."
    assert said[4] == "Softmax makes shares of one: “sat” gets 0.92."


def test_a_cell_that_is_not_there_is_told(flow: AttentionScoreFlow) -> None:
    with pytest.raises(ValueError, match=r"fact 'flow_weights' has no cell 'sat', 'dog'; rows: The, cat, sat"):
        flow.show("flow_weights[sat][dog]")


# ---- heads ------------------------------------------------------------------------------------------
def test_each_head_shows_its_own_weights_and_dashes_the_future(heads: MultiheadCausalMask, ledger: Ledger) -> None:
    assert len(heads.heads) == len(FACTS)
    for card, name in zip(heads.heads, FACTS, strict=True):
        values = matrix(ledger, f"head_{name}").values
        assert set(card.cells.cells) == below_the_diagonal(len(values))
        dark = {place: darkness(cell.get_fill_color()) for place, cell in card.cells.cells.items()}
        order = sorted(dark, key=lambda place: values[place[0]][place[1]])
        assert all(dark[a] <= dark[b] + 0.02 for a, b in pairwise(order))


def test_heads_are_named_by_their_weights_and_their_places_by_the_fact(
    construct: Construct, heads: MultiheadCausalMask, ledger: Ledger, change: Change
) -> None:
    names = ["previous word", "itself", "first word", "all words so far"]
    assert [line for line in heads.strings() if line in names] == names
    kinds = ledger["head_kinds"].value
    places = [f"layer {kinds[f'{name}_layer']['value']}, head {kinds[f'{name}_head']['value']}" for name in FACTS]
    assert [note.string for note in heads.places] == places
    assert not set(places) & set(heads.strings()), "a layer joins heads of its own"
    swapped = change(ledger, "head_spread", value=ledger["head_self"].value)
    strings = construct("multihead_causal_mask", swapped).strings()
    assert [line for line in strings if line in names] == [*names[:3], "itself"]


def test_a_head_that_looks_ahead_is_not_called_causal(construct: Construct, ledger: Ledger, change: Change) -> None:
    value = copy.deepcopy(ledger["head_self"].value)
    value["values"][0][1] = 0.1
    film = construct("multihead_causal_mask", change(ledger, "head_self", value=value))
    assert "looks ahead" in "".join(caption.words for caption in construct("multihead_causal_mask", ledger).captions)
    assert "looks ahead" not in "".join(caption.words for caption in film.captions)


def test_projections_are_as_wide_as_they_are(heads: MultiheadCausalMask, ledger: Ledger) -> None:
    shapes = {name: field["value"] for name, field in ledger["split_shapes"].value.items()}
    queries, keys, values = (bar.width for bar in heads.bars.bars)
    assert keys == values == pytest.approx(queries * shapes["kv_heads"] / shapes["heads"])
    assert len(heads.bars.lines) == shapes["heads"] - 1 + 2 * (shapes["kv_heads"] - 1)


def test_shared_keys_are_told_where_heads_share_them(construct: Construct, ledger: Ledger, change: Change) -> None:
    value = copy.deepcopy(ledger["split_shapes"].value)
    value["kv_heads"] = value["heads"]
    alone = construct("multihead_causal_mask", change(ledger, "split_shapes", value=value))
    assert isinstance(alone, MultiheadCausalMask)
    shared = construct("multihead_causal_mask", ledger)
    assert isinstance(shared, MultiheadCausalMask)
    assert (len(alone.shared), len(shared.shared)) == (0, 2)


def test_what_a_layer_joins_is_written_from_its_shape(heads: MultiheadCausalMask) -> None:
    said = [caption.words for caption in heads.captions]
    assert "Each layer joins its own 9 heads of 64: 576 numbers a word." in said


def test_the_chip_says_from_which_model_as_far_as_there_is_room(
    flow: AttentionScoreFlow, heads: MultiheadCausalMask
) -> None:
    assert "calculated · SmolLM2, arXiv:2502.02737" in flow.strings()
    assert "calculated · SmolLM2" in heads.strings()
