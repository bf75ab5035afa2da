"""A cache changes how long logits take and nothing else."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from engine.cost.kv_cache import kv_cache_bytes

CLOSE = 2e-5


def some_ids(batch: int, width: int, seed: int = 0) -> Tensor:
    return torch.randint(61, (batch, width), generator=torch.Generator().manual_seed(seed))


def assert_close(found: Tensor, expected: Tensor) -> None:
    assert found.shape == expected.shape
    assert (found - expected).abs().max() <= CLOSE * max(1.0, float(expected.abs().max()))


def test_one_token_at_a_time_gives_the_logits_of_one_pass(model):
    ids = some_ids(2, 20)
    cache = model.new_cache(batch_size=2, max_seq_len=20)
    steps = [model(ids[:, t : t + 1], cache) for t in range(20)]
    assert_close(torch.cat(steps, dim=1), model(ids))


@settings(max_examples=10)  # for each of the models
@given(chunks=st.lists(st.integers(1, 9), min_size=1, max_size=8).filter(lambda chunks: sum(chunks) <= 48))
def test_chunks_of_any_sizes_give_the_logits_of_one_pass(model, chunks):
    ids = some_ids(2, sum(chunks))
    cache = model.new_cache(batch_size=2, max_seq_len=sum(chunks))
    parts = [model(part, cache) for part in ids.split(chunks, dim=1)]
    assert_close(torch.cat(parts, dim=1), model(ids))
    assert cache.lengths.tolist() == [sum(chunks)] * 2


ragged = st.integers(1, 4).flatmap(
    lambda rows: st.lists(st.lists(st.integers(1, 6), min_size=rows, max_size=rows), min_size=1, max_size=4)
)


@settings(max_examples=10)
@given(passes=ragged, padding=st.integers(0, 60))
def test_rows_of_unequal_lengths_give_the_logits_that_each_gives_alone(model, passes, padding):
    rows = len(passes[0])
    totals = [sum(lengths[row] for lengths in passes) for row in range(rows)]
    texts = [some_ids(1, total, seed=row) for row, total in enumerate(totals)]
    cache = model.new_cache(batch_size=rows, max_seq_len=max(totals))
    read, found = [0] * rows, [[] for _ in range(rows)]
    for lengths in passes:
        ids = torch.full((rows, max(lengths)), padding)
        for row, new in enumerate(lengths):
            ids[row, :new] = texts[row][0, read[row] : read[row] + new]
            read[row] += new
        before = cache.fork()
        logits = model(ids, cache, lengths=lengths)
        last = model(ids, before, lengths=lengths, last_only=True)
        for row, new in enumerate(lengths):
            found[row].append(logits[row : row + 1, :new])
            assert_close(last[row], logits[row, new - 1 : new])
    for row in range(rows):
        assert_close(torch.cat(found[row], dim=1), model(texts[row]))
    assert cache.lengths.tolist() == totals


def test_unequal_rows_need_no_cache_to_be_read_together(model):
    ids = some_ids(3, 8)
    logits = model(ids, lengths=[8, 3, 5])
    for row, new in enumerate([8, 3, 5]):
        assert_close(logits[row : row + 1, :new], model(ids[row : row + 1, :new]))


def test_two_requests_in_turn_or_interleaved_give_what_each_gives_alone(model):
    first, second = some_ids(1, 18, seed=1), some_ids(2, 13, seed=2)
    one, two = model.new_cache(batch_size=1, max_seq_len=18), model.new_cache(batch_size=2, max_seq_len=13)
    a = [model(first[:, :6], one)]
    b = [model(second[:, :4], two)]
    model(some_ids(3, 9, seed=3))  # a pass without a cache between them
    for t in range(4, 13):
        a.append(model(first[:, t + 2 : t + 3], one))
        b.append(model(second[:, t : t + 1], two))
    a.append(model(first[:, 15:], one))
    assert_close(torch.cat(a, dim=1), model(first))
    assert_close(torch.cat(b, dim=1), model(second))


def test_a_second_request_with_a_new_cache_knows_nothing_of_the_first(model):
    ids = some_ids(1, 9)
    model(some_ids(1, 20, seed=4), model.new_cache(batch_size=1, max_seq_len=20))
    assert torch.equal(
        model(ids, model.new_cache(batch_size=1, max_seq_len=9)),
        model(ids, model.new_cache(batch_size=1, max_seq_len=9)),
    )


def test_a_fork_goes_its_own_way(model):
    start, left, right = some_ids(1, 7), some_ids(1, 8, seed=1), some_ids(1, 8, seed=2)
    cache = model.new_cache(batch_size=1, max_seq_len=15)
    model(start, cache)
    other = cache.fork()
    found_left, found_right = [], []
    for t in range(0, 8, 2):
        found_left.append(model(left[:, t : t + 2], cache))
        found_right.append(model(right[:, t : t + 2], other))
    assert_close(torch.cat(found_left, dim=1), model(torch.cat([start, left], dim=1))[:, 7:])
    assert_close(torch.cat(found_right, dim=1), model(torch.cat([start, right], dim=1))[:, 7:])


def goes_back(model, held: int, kept: int) -> bool:
    """A state cannot; a ring that has gone round can by one token, since the one overwritten is out of sight."""
    kinds, window = model.config.kinds, model.config.window
    if kept in (0, *range(held, 50)):
        return True
    return "delta" not in kinds and ("window" not in kinds or window >= held or kept == held - 1)


@pytest.mark.parametrize("kept", [0, 1, 4, 9, 11, 12, 30])
def test_a_truncated_cache_goes_on_as_if_it_had_seen_no_more_or_refuses_and_is_left_as_it_was(model, kept):
    ids, other = some_ids(2, 12), some_ids(2, 6, seed=1)
    cache = model.new_cache(batch_size=2, max_seq_len=18)
    model(ids, cache)
    if goes_back(model, held=12, kept=kept):
        cache.truncate(kept)
        kept = min(kept, 12)
    else:
        with pytest.raises(ValueError, match=r"a row of 12 tokens cannot go back to .* fork\(\) the cache before"):
            cache.truncate(kept)
        kept = 12
    assert cache.lengths.tolist() == [kept, kept]
    found = [model(other[:, :4], cache), model(other[:, 4:5], cache), model(other[:, 5:], cache)]
    assert_close(torch.cat(found, dim=1), model(torch.cat([ids[:, :kept], other], dim=1))[:, kept:])


def test_truncating_leaves_shorter_rows_as_they_are(build):
    model = build()
    cache = model.new_cache(batch_size=2, max_seq_len=12)
    model(some_ids(2, 8), cache, lengths=[8, 3])
    cache.truncate(5)
    assert cache.lengths.tolist() == [5, 3]
    with pytest.raises(ValueError, match="n=-1 tokens cannot be kept"):
        cache.truncate(-1)


@pytest.mark.parametrize(
    ("held", "kept", "goes"), [(5, 2, True), (9, 8, True), (9, 7, False), (9, 0, True), (6, 2, False)]
)
def test_a_window_can_go_back_as_far_as_it_still_holds_what_would_be_in_sight(build, held, kept, goes):
    model = build(layers=("window",), window=5)
    cache = model.new_cache(batch_size=1, max_seq_len=20)
    ids = some_ids(1, held + 3)
    model(ids[:, :held], cache)
    if not goes:
        with pytest.raises(
            ValueError, match=f"a row of {held} tokens cannot go back to {kept}: a window of 5 has let go"
        ):
            cache.truncate(kept)
        return
    cache.truncate(kept)
    text = torch.cat([ids[:, :kept], ids[:, held:]], dim=1)
    assert_close(model(ids[:, held:], cache), model(text)[:, kept:])


def test_a_pass_that_is_broken_off_makes_a_cache_of_windows_refuse_and_one_of_full_layers_go_on(build):
    ids = some_ids(1, 12)
    for changes, goes_on in (({}, True), ({"layers": ("full", "window"), "window": 4}, False)):
        model = build(**changes)
        cache = model.new_cache(batch_size=1, max_seq_len=12)
        model(ids[:, :7], cache)
        handle = model.blocks[1].feed_forward.register_forward_pre_hook(_interrupt)
        with pytest.raises(KeyboardInterrupt):
            model(ids[:, 7:], cache)
        handle.remove()
        if goes_on:
            assert_close(model(ids[:, 7:], cache), model(ids)[:, 7:])
        else:
            with pytest.raises(ValueError, match="the last pass over this cache was broken off"):
                model(ids[:, 7:], cache)


def _interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize("window", [1, 2, 5, 12, 40])
@pytest.mark.parametrize("chunks", [[12], [1] * 12, [4, 4, 4], [5, 5, 2], [7, 1, 4], [11, 1]])
def test_at_every_edge_of_a_window_chunks_give_the_logits_of_one_pass(build, window, chunks):
    model = build(layers=("window",), window=window)
    ids = some_ids(2, 12)
    cache = model.new_cache(batch_size=2, max_seq_len=12)
    found = torch.cat([model(part, cache) for part in ids.split(chunks, dim=1)], dim=1)
    assert_close(found, model(ids))


def test_a_window_never_holds_more_than_itself(build):
    model = build(layers=("window",), window=5)
    cache = model.new_cache(batch_size=2, max_seq_len=48)
    assert {tensor.shape for tensor in cache.tensors()} == {(2, 2, 5, 8)}
    model(some_ids(2, 40), cache)
    assert {tensor.shape for tensor in cache.tensors()} == {(2, 2, 5, 8)}


@pytest.mark.parametrize(
    ("dtype", "name", "max_seq_len"),
    [
        (torch.float32, "fp32", 31),
        (torch.bfloat16, "bf16", 4),
        (torch.float16, "fp16", 31),
        (torch.int8, "int8", 1),
        (torch.int8, "int8", 31),
    ],
)
def test_the_bytes_that_the_formula_counts_are_the_bytes_that_are_held(model, dtype, name, max_seq_len):
    cache = model.new_cache(batch_size=3, max_seq_len=max_seq_len, dtype=dtype)
    counted = kv_cache_bytes(model.config, seq_len=max_seq_len, batch=3, dtype=name, policy="engine")
    storages = {tensor.untyped_storage() for tensor in cache.tensors()}
    assert counted == cache.nbytes == sum(storage.nbytes() for storage in storages)
    model(some_ids(3, max_seq_len), cache)
    assert counted == cache.nbytes
    assert cache.fork().nbytes == counted
    if name != "int8":
        assert counted == kv_cache_bytes(model.config, seq_len=max_seq_len, batch=3, dtype=name)


def test_reading_the_cache_copies_nothing(model):
    cache = model.new_cache(batch_size=1, max_seq_len=9)
    storages = [tensor.data_ptr() for tensor in cache.tensors()]
    for t in range(9):
        model(some_ids(1, 1, seed=t), cache)
    assert [tensor.data_ptr() for tensor in cache.tensors()] == storages


@pytest.mark.parametrize(("dtype", "at_most"), [(torch.bfloat16, 0.05), (torch.int8, 0.1)])
def test_a_narrow_cache_changes_logits_by_its_rounding_only(model, dtype, at_most):
    ids = some_ids(1, 16)
    cache = model.new_cache(batch_size=1, max_seq_len=16, dtype=dtype)
    found = torch.cat([model(ids[:, :8], cache), model(ids[:, 8:], cache)], dim=1)
    expected = model(ids)
    error = (found - expected).std() / expected.std()
    assert 1e-5 < error < at_most


def test_a_full_cache_refuses_more_and_is_left_as_it_was(model):
    ids = some_ids(1, 10)
    cache = model.new_cache(batch_size=1, max_seq_len=8)
    model(ids[:, :6], cache)
    with pytest.raises(ValueError, match="6 cached and 3 new tokens do not fit in the cache's max_seq_len=8"):
        model(ids[:, 6:9], cache)
    assert cache.lengths.tolist() == [6]
    assert_close(model(ids[:, 6:8], cache), model(ids[:, :8])[:, 6:])


def test_padding_may_reach_beyond_the_cache_where_tokens_do_not(model):
    cache = model.new_cache(batch_size=2, max_seq_len=48)
    ids = some_ids(2, 48)
    model(ids[:, :46], cache, lengths=[46, 2])
    more = torch.stack([ids[0, 44:], ids[1, 2:6]])
    more[0, :2] = ids[0, 46:]
    logits = model(more, cache, lengths=[2, 4])
    assert_close(logits[:1, :2], model(ids[:1])[:, 46:])
    assert_close(logits[1:], model(ids[1:, :6])[:, 2:])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0, "max_seq_len": 4}, "batch_size=0 holds no request"),
        ({"batch_size": 1, "max_seq_len": 49}, "max_seq_len=49 is not between 1 and the model's 48"),
        ({"batch_size": 1, "max_seq_len": 0}, "max_seq_len=0 is not between 1 and the model's 48"),
    ],
)
def test_a_cache_that_cannot_be_is_refused_with_the_reason(model, arguments, message):
    with pytest.raises(ValueError, match=message):
        model.new_cache(**arguments)


def test_a_cache_of_another_batch_or_model_is_refused(build, model):
    cache = model.new_cache(batch_size=2, max_seq_len=9)
    with pytest.raises(ValueError, match="the cache holds 2 rows and token_ids has 1"):
        model(some_ids(1, 3), cache)
    with pytest.raises(ValueError, match="the cache was made for a model of another shape"):
        build(n_layers=1)(some_ids(2, 3), cache)
