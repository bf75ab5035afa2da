import pytest
import torch

from engine.attention.full import attend
from engine.attention.reference import attend as attend_by_loops
from engine.config import DeltaConfig, LatentConfig, MoeConfig
from engine.model import GPT
from engine.plan import plan


@pytest.mark.parametrize("n_kv_heads", [1, 2, 4])
@pytest.mark.parametrize(
    ("starts", "lengths"),
    [((0, 0), (5, 5)), ((3, 3), (1, 1)), ((3, 3), (4, 4)), ((1, 6), (4, 2)), ((6, 2), (1, 1)), ((4, 4), (1, 3))],
    ids=["a prompt", "one token", "a chunk", "rows of unequal length", "one token each", "unequal chunks"],
)
def test_the_fast_path_gives_what_the_loops_give(build, holding, n_kv_heads, starts, lengths):
    model = build(n_kv_heads=n_kv_heads)
    cache = holding(model, starts, max_seq_len=12)
    step = plan(model.config, torch.zeros(2, max(lengths), dtype=torch.long), cache, lengths, torch.float32)["full"]
    end = max(start + new for start, new in zip(starts, lengths, strict=True))
    torch.manual_seed(0)
    q = torch.randn(2, 4, max(lengths), 8)
    k, v = torch.randn(2, 2, n_kv_heads, end, 8)
    fast = attend(q, k, v, mask=step.mask, causal=step.causal)
    plain = attend_by_loops(q, k, v, step.positions.expand(2, -1).clamp(max=end - 1))
    for row, new in enumerate(lengths):
        assert torch.allclose(fast[row, :, :new], plain[row, :, :new], atol=1e-5)


@pytest.mark.parametrize("window", [1, 3, 4, 50])
@pytest.mark.parametrize("start", [0, 2, 9])
@pytest.mark.parametrize("new", [1, 3, 11])
def test_a_window_gives_what_the_loops_give(build, window, start, new):
    model = build(n_layers=1, layers=("window",), window=window)
    cache = model.new_cache(batch_size=2, max_seq_len=20)
    torch.manual_seed(0)
    q = torch.randn(2, 4, start + new, 8)
    k, v = torch.randn(2, 2, 2, start + new, 8)
    found = []
    for chunk in (slice(0, start), slice(start, start + new)):
        width = chunk.stop - chunk.start
        if width:
            step = plan(model.config, torch.zeros(2, width, dtype=torch.long), cache, None, torch.float32)["window"]
            kept = cache.append(0, (k[:, :, chunk], v[:, :, chunk]), step)
            found.append(model.blocks[0].attention.attend(q[:, :, chunk], *kept, step))
            cache.advance(step)
    plain = attend_by_loops(q, k, v, torch.arange(start + new).expand(2, -1), window=window)
    assert torch.allclose(torch.cat(found, dim=2), plain, atol=1e-5)


@pytest.mark.parametrize("new", [1, 6])
def test_capped_scores_give_what_the_loops_give(new):
    torch.manual_seed(0)
    q = 3 * torch.randn(2, 4, new, 8)
    k, v = torch.randn(2, 2, 2, 6, 8)
    mask = torch.ones(6, 6, dtype=torch.bool).tril()[6 - new :]
    plain = attend_by_loops(q, k, v, torch.arange(6 - new, 6).expand(2, -1), cap=2.0)
    assert torch.allclose(attend(q, k, v, mask=mask, cap=2.0), plain, atol=1e-5)
    if new == 6:
        assert torch.allclose(attend(q, k, v, causal=True, cap=2.0), plain, atol=1e-5)
    assert not torch.allclose(attend(q, k, v, mask=mask), plain, atol=1e-2)


def test_sharing_keys_is_the_same_as_giving_each_query_head_a_copy(build):
    shared, copied = build(n_kv_heads=2), build(n_kv_heads=4)
    weights = shared.state_dict()
    for layer in range(2):
        q, k, v = weights[f"blocks.{layer}.attention.qkv.weight"].split([32, 16, 16])
        k, v = (part.view(2, 1, 8, 24).expand(2, 2, 8, 24).reshape(32, 24) for part in (k, v))
        weights[f"blocks.{layer}.attention.qkv.weight"] = torch.cat([q, k, v])
    copied.load_state_dict(weights)
    ids = torch.arange(20)[None]
    assert torch.allclose(shared(ids), copied(ids), atol=1e-5)


def test_a_later_token_changes_no_earlier_logits(model):
    ids = torch.arange(12)[None]
    other = ids.clone()
    other[0, 7] = 60
    assert torch.allclose(model(ids)[:, :7], model(other)[:, :7], atol=1e-5)
    assert not torch.allclose(model(ids)[:, 7:], model(other)[:, 7:])


def test_last_only_gives_the_last_of_the_logits(model):
    ids = torch.randint(61, (3, 9))
    assert torch.allclose(model(ids, last_only=True), model(ids)[:, -1:], atol=1e-6)


DELTA = DeltaConfig(n_k_heads=2, n_v_heads=4, k_dim=8, v_dim=8, conv=4)
EXPERTS = MoeConfig(n_experts=4, top_k=2, d_ff_expert=8)
LATENT = LatentConfig(kv_latent=16, nope_dim=8, rope_dim=4, v_dim=8)


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"moe": EXPERTS, "bias": True}, "experts with biases"),
        ({"moe": EXPERTS, "ffn": "gelu", "score_cap": 2.0}, "experts without a gate (ffn='gelu')"),
        (
            {"layers": ("latent", "full"), "mla": LATENT, "score_cap": 2.0, "bias": True},
            "capped scores in latent layers, biases in latent layers",
        ),
        ({"layers": ("delta",), "delta": DELTA, "bias": True}, "biases in delta layers"),
    ],
)
def test_a_shape_that_only_the_formulas_know_is_refused_with_the_reason(tiny, changes, lacking):
    with pytest.raises(ValueError, match=r"^GPT cannot run") as refused:
        GPT(tiny.replace(**changes))
    assert str(refused.value) == f"GPT cannot run {lacking}; engine.cost can still count this shape"


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (torch.zeros(3, dtype=torch.long), r"token_ids is torch.int64 \[3\]; whole numbers \[B, T\] are needed"),
        (torch.zeros(1, 0, dtype=torch.long), r"token_ids is torch.int64 \[1, 0\]; whole numbers"),
        (torch.zeros(1, 3), r"token_ids is torch.float32 \[1, 3\]; whole numbers"),
        (torch.tensor([[1, 61]]), "token ids from 1 to 61 are not all in the vocabulary of 61"),
        (torch.tensor([[-1, 6]]), "token ids from -1 to 6 are not all in the vocabulary of 61"),
        (torch.zeros(1, 49, dtype=torch.long), "0 cached and 49 new tokens do not fit in the model's max_seq_len=48"),
    ],
)
def test_tokens_without_room_or_meaning_are_refused_with_the_reason(model, ids, message):
    with pytest.raises(ValueError, match=message):
        model(ids)


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([3], "lengths has 1 entries for 2 rows of token_ids"),
        ([0, 5], r"lengths=\[0, 5\] must lie between 1 and the width of token_ids, 5, and reach it"),
        ([3, 6], r"lengths=\[3, 6\] must lie between 1 and the width of token_ids, 5, and reach it"),
        ([3, 4], r"lengths=\[3, 4\] must lie between 1 and the width of token_ids, 5, and reach it"),
    ],
)
def test_lengths_that_do_not_match_the_tokens_are_refused_with_the_reason(model, lengths, message):
    with pytest.raises(ValueError, match=message):
        model(torch.zeros(2, 5, dtype=torch.long), lengths=lengths)


def test_a_model_begins_as_gpt2_does(tiny):
    torch.manual_seed(0)
    model = GPT(tiny.replace(d_model=256, d_ff=512, n_layers=8, bias=True, qkv_bias=True)).requires_grad_(False)
    block = model.blocks[3]
    assert float(block.attention.qkv.weight.std()) == pytest.approx(0.02, rel=0.05)
    assert float(block.attention.output.weight.std()) == pytest.approx(0.02 / 16**0.5, rel=0.05)
    assert float(block.feed_forward.down.weight.std()) == pytest.approx(0.02 / 16**0.5, rel=0.05)
    assert float(model.tokens.weight.std()) == pytest.approx(0.02, rel=0.05)
    assert not block.attention.qkv.bias.any()
