"""Experts by dispatch and by loops, and the watch over them."""

import pytest
import torch

from engine.config import MoeConfig
from engine.feed_forward.reference import mix, route
from engine.watch.expert_load import watch_experts

ROUTINGS = {
    "the best two": {},
    "the best two, not normalised": {"normalised": False, "scale": 4.0},
    "one": {"top_k": 1},
    "all": {"top_k": 8},
    "groups by their best": {"n_groups": 4, "top_groups": 2, "top_k": 3, "normalised": False},
    "sigmoid": {"scoring": "sigmoid", "scale": 2.5},
    "groups by their two best": {"scoring": "sigmoid", "n_groups": 2, "top_groups": 1, "top_k": 3},
}
SHARED = {
    "no shared expert": {},
    "two shared experts": {"n_shared_experts": 2, "d_ff_shared": 6},
    "a shared expert behind a gate": {"n_shared_experts": 1, "d_ff_shared": 6, "shared_gate": True},
}


def experts(build, **changes):
    moe = MoeConfig(**{"n_experts": 8, "top_k": 2, "d_ff_expert": 10, **changes})
    model = build(n_layers=1, moe=moe)
    layer = model.blocks[0].feed_forward
    if layer.router.balance is not None:
        layer.router.balance.normal_(std=0.3, generator=torch.Generator().manual_seed(3))
    return model, layer, moe


@pytest.mark.parametrize("ffn", ["swiglu", "geglu"])
@pytest.mark.parametrize("shared", SHARED)
@pytest.mark.parametrize("routing", ROUTINGS)
def test_dispatch_by_expert_gives_what_a_loop_over_tokens_gives(build, routing, shared, ffn):
    moe = MoeConfig(**{"n_experts": 8, "top_k": 2, "d_ff_expert": 10, **ROUTINGS[routing], **SHARED[shared]})
    layer = build(n_layers=1, moe=moe, ffn=ffn).blocks[0].feed_forward
    x = torch.randn(2, 7, 24, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(layer(x), mix(layer, moe, x), atol=1e-5)


def test_a_bias_moves_the_choice_and_not_the_shares(build):
    _, layer, moe = experts(build, scoring="sigmoid", normalised=False)
    x = torch.randn(1, 30, 24, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(layer(x), mix(layer, moe, x), atol=1e-5)
    layer.router.balance.zero_()
    layer.router.balance[5] = 10.0
    shares, chosen = layer.router(x)
    assert (chosen == 5).any(dim=-1).all()
    own = torch.sigmoid(x @ layer.router.weight.T)
    assert torch.allclose(shares, own.gather(-1, chosen), atol=1e-6)


def test_an_expert_reads_its_tokens_once_and_one_without_tokens_is_not_read(build, monkeypatch):
    _, layer, _ = experts(build)
    x = torch.randn(1, 20, 24, generator=torch.Generator().manual_seed(0))
    _, chosen = layer.router(x)
    read, plain = [], layer.expert
    monkeypatch.setattr(layer, "expert", lambda e, rows: read.append((e, len(rows))) or plain(e, rows))
    layer(x)
    counts = chosen.flatten().bincount(minlength=8).tolist()
    assert read == [(expert, count) for expert, count in enumerate(counts) if count]
    read.clear()
    layer(x[:, :1])
    assert len(read) == 2


def test_the_load_is_counted_without_padding_and_only_while_it_is_watched(build):
    model, layer, moe = experts(build)
    ids = torch.randint(61, (2, 9), generator=torch.Generator().manual_seed(1))
    expected = torch.zeros(8, dtype=torch.long)
    seen = []
    handle = layer.router.register_forward_pre_hook(lambda _, args: seen.append(args[0]))
    with watch_experts(model) as load:
        model(ids, lengths=[9, 4])
    handle.remove()
    model(ids)
    for row, length in enumerate((9, 4)):
        for token in seen[0][row, :length]:
            for expert in route(layer, moe, token):
                expected[expert] += 1
    assert load.visits.tolist() == [expected.tolist()]
    assert int(load.visits.sum()) == 2 * 13
    assert float(load.imbalance) == pytest.approx(int(expected.max()) / (26 / 8))
    assert int(load.reached) == int((expected > 0).sum())
    assert float(load.shares.sum()) == pytest.approx(1)


def test_a_model_without_experts_cannot_be_watched(build):
    with pytest.raises(ValueError, match="the model has no mixture of experts to watch"), watch_experts(build()):
        pass


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_groups": 3}, "n_experts=8 do not divide into n_groups=3"),
        ({"n_groups": 4, "top_groups": 5}, "top_groups=5 is more than n_groups=4"),
        ({"n_groups": 4, "top_k": 3}, "top_k=3 is more than the 2 experts of the top_groups"),
        ({"n_groups": 8, "top_k": 1, "scoring": "sigmoid"}, "n_groups=8 leaves one expert a group"),
        ({"scoring": "sigmoidal"}, "unknown scoring 'sigmoidal'; did you mean 'sigmoid'"),
    ],
)
def test_a_routing_that_cannot_be_is_refused_with_the_reason(changes, message):
    with pytest.raises(ValueError, match=message):
        MoeConfig(**{"n_experts": 8, "top_k": 2, "d_ff_expert": 10, **changes})
