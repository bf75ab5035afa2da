import ast
import math
import re
from pathlib import Path

import pytest
import torch

from engine.decode import generate, generate_without_cache, stream, stream_without_cache
from engine.sampling import sample

ENGINE = Path(__file__).parents[2] / "engine"


def prompt(batch: int = 1, width: int = 5) -> torch.Tensor:
    return torch.randint(61, (batch, width), generator=torch.Generator().manual_seed(0))


def test_text_is_the_same_with_and_without_a_cache(model):
    with_cache, without = generate(model, prompt(3), 30), generate_without_cache(model, prompt(3), 30)
    assert torch.equal(with_cache, without)
    assert with_cache.shape == (3, 35)


def test_sampled_text_is_the_same_with_and_without_a_cache(model):
    draw = {"temperature": 0.9, "top_k": 20, "seed": 7}
    with_cache = generate(model, prompt(2), 20, sampler=sample(**draw))
    assert torch.equal(with_cache, generate_without_cache(model, prompt(2), 20, sampler=sample(**draw)))
    assert len(set(with_cache[0, 5:].tolist())) > 3  # a text that varies, or equality says little


def test_the_first_new_token_is_the_likeliest_after_the_prompt(model):
    assert generate(model, prompt(), 1)[0, -1] == model(prompt())[0, -1].argmax()


def test_each_token_is_read_once_with_a_cache_and_all_of_them_each_time_without(model, monkeypatch):
    widths, forward = [], model.forward

    def watched(ids, *rest, **more):
        widths.append(ids.shape[1])
        return forward(ids, *rest, **more)

    monkeypatch.setattr(model, "forward", watched)
    generate(model, prompt(), 4)
    assert widths == [5, 1, 1, 1]
    widths.clear()
    generate_without_cache(model, prompt(), 4)
    assert widths == [5, 6, 7, 8]


def test_no_new_tokens_is_the_prompt_and_no_pass(model):
    assert torch.equal(generate(model, prompt(), 0), prompt())
    assert torch.equal(generate_without_cache(model, prompt(), 0), prompt())


def test_a_cache_that_holds_the_beginning_is_gone_on_with(model):
    whole = generate(model, prompt(), 12)
    cache = model.new_cache(batch_size=1, max_seq_len=20)
    first = generate(model, prompt(), 6, cache)
    assert cache.lengths.tolist() == [10]  # the last token made has not been read
    second = generate(model, first[:, -1:], 6, cache)
    assert torch.equal(torch.cat([first, second[:, 1:]], dim=1), whole)


def test_a_stream_gives_the_same_tokens_each_with_a_later_time(model):
    whole = generate(model, prompt(2), 10)[:, 5:]
    for emitted in (list(stream(model, prompt(2), 10)), list(stream_without_cache(model, prompt(2), 10))):
        assert torch.equal(torch.tensor([token.ids for token in emitted]).T, whole)
        times = [token.at for token in emitted]
        assert times[0] > 0
        assert times == sorted(times)


def test_prompts_of_unequal_lengths_stream_together_as_each_does_alone(model):
    ids = prompt(3, 9)
    together = list(stream(model, ids, 8, lengths=[9, 2, 5]))
    for row, length in enumerate([9, 2, 5]):
        alone = generate(model, ids[row : row + 1, :length], 8)[0, length:].tolist()
        assert [token.ids[row] for token in together] == alone


def test_a_stream_that_is_left_early_makes_no_more_tokens(model):
    cache = model.new_cache(batch_size=1, max_seq_len=30)
    tokens = stream(model, prompt(), 20, cache)
    next(tokens), next(tokens)
    tokens.close()
    assert cache.lengths.tolist() == [6]


def test_text_may_fill_the_model_to_its_last_position_and_no_further(model):
    assert generate(model, prompt(), 44).shape == generate_without_cache(model, prompt(), 44).shape == (1, 49)
    for make in (generate, generate_without_cache):
        with pytest.raises(ValueError, match="5 tokens and 45 new ones need 49 positions; the model has 48"):
            make(model, prompt(), 45)
    with pytest.raises(ValueError, match="n_new=-1 tokens cannot be made"):
        generate(model, prompt(), -1)


def test_a_cache_with_too_little_room_is_refused_before_any_work(model):
    cache = model.new_cache(batch_size=1, max_seq_len=10)
    model(prompt(), cache)
    with pytest.raises(ValueError, match="5 cached tokens, 1 more and 6 new ones need 11 positions; the cache has 10"):
        generate(model, prompt(1, 1), 6, cache)
    assert cache.lengths.tolist() == [5]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("decode.py", "generate_without_cache"),
        ("decode.py", "generate"),
        ("attention/full.py", "FullAttention.forward"),
        ("model.py", "Block.forward"),
    ],
)
def test_code_that_slides_show_fits_on_them(file, name):
    """What stands behind the docstring: a slide gives it a short head of its own."""
    source = (ENGINE / file).read_text(encoding="utf-8")
    node: ast.AST = ast.parse(source)
    for part in name.split("."):
        node = next(child for child in ast.iter_child_nodes(node) if getattr(child, "name", None) == part)
    shown = source.splitlines()[node.body[0].end_lineno : node.end_lineno]
    assert len(shown) <= 14
    assert max(map(len, shown)) <= 59


# ---- numbers that are not finite --------------------------------------------------------------------------
@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize(
    ("weight", "layer"),
    [
        ("blocks.1.feed_forward.down.weight", "blocks.1.feed_forward.down"),
        ("blocks.0.attention_norm.weight", "blocks.0.attention_norm"),
        ("norm.weight", "norm"),
    ],
)
def test_numbers_that_are_not_finite_end_the_text_with_the_name_of_their_layer(build, weight, layer, value):
    model = build()
    model.get_parameter(weight).view(-1)[0] = value
    ids = torch.zeros(1, 4, dtype=torch.long)
    for make in (generate, generate_without_cache, lambda *how: list(stream(*how))):
        with pytest.raises(
            ValueError, match=rf"layer {re.escape(layer)} of the model gives numbers that are not finite"
        ):
            make(model, ids, 3)


def test_a_cache_whose_numbers_are_not_finite_ends_the_text(build):
    model = build()
    cache = model.new_cache(batch_size=1, max_seq_len=8)
    model(torch.zeros(1, 2, dtype=torch.long), cache)
    next(cache.tensors()).fill_(math.nan)
    with pytest.raises(ValueError, match="the cache that the text goes on from holds numbers that are not finite"):
        generate(model, torch.zeros(1, 1, dtype=torch.long), 2, cache)
