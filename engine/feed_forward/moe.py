"""A mixture of experts: many feed-forward layers, of which each token meets a few."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.config import ModelConfig, MoeConfig
from engine.feed_forward.geglu import GeGlu
from engine.feed_forward.swiglu import SwiGlu
from engine.kernels.linear import linear
from engine.layers import INITIAL_STD, Linear


class MixtureOfExperts(nn.Module):
    """Experts with a router before them (Mixtral, arXiv 2401.04088), some shared by all (DeepSeekMoE, 2401.06066).

    ```
    tokens      a b c d                    router: a→1,3  b→0,1  c→1,2  d→3,0
    expert 0    b d      one product each, for all the tokens that come to it
    expert 1    a b c
    expert 2    c
    expert 3    a d
    ```
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        moe, dense = _sizes(config), GeGlu if config.ffn == "geglu" else SwiGlu
        E, F, C = moe.n_experts, moe.d_ff_expert, config.d_model
        self.router = Router(config.d_model, moe)
        self.gate = nn.Parameter(torch.empty(E, F, C))
        self.up = nn.Parameter(torch.empty(E, F, C))
        self.down = nn.Parameter(torch.empty(E, C, F))
        self.bend = dense.bend
        shared = moe.n_shared_experts * moe.d_ff_shared  # side by side they are one wide layer
        self.shared = dense(config, shared) if shared else None
        self.shared_gate = Linear(config.d_model, 1, bias=False) if shared and moe.shared_gate else None
        for weight in (self.gate, self.up, self.down):
            nn.init.normal_(weight, std=INITIAL_STD)

    def forward(self, x: Tensor) -> Tensor:
        """x [B, T, C] -> [B, T, C]"""
        shares, chosen = self.router(x)  # [B, T, k] each
        y = self.dispatch(x.flatten(0, 1), shares.flatten(0, 1), chosen.flatten(0, 1)).view_as(x)
        if self.shared is not None:
            common = self.shared(x)
            if self.shared_gate is not None:
                common = common * torch.sigmoid(self.shared_gate(x))
            y = y + common
        return y

    def dispatch(self, tokens: Tensor, shares: Tensor, chosen: Tensor) -> Tensor:
        """Each token's sum over its experts. tokens [N, C], shares and chosen [N, k] -> [N, C]"""
        n_experts, k = len(self.gate), chosen.shape[1]
        visits = chosen.flatten()  # expert of each visit, [N·k]
        order = visits.argsort(stable=True)  # visits, those to one expert together
        counts = visits.bincount(minlength=n_experts).tolist()
        y = torch.zeros_like(tokens)
        for expert, mine in enumerate(torch.split(order, counts)):
            if len(mine):
                rows = mine // k
                found = self.expert(expert, tokens[rows]) * shares.flatten()[mine, None]
                y.index_add_(0, rows, found.to(y.dtype))
        return y

    def expert(self, expert: int, x: Tensor) -> Tensor:
        """One expert alone: a gated feed-forward layer. x [N, C] -> [N, C]"""
        opened = self.bend(linear(x, self.gate[expert])) * linear(x, self.up[expert])
        return linear(opened, self.down[expert])


class Router(nn.Module):
    """Which experts each token meets, and how much each counts."""

    def __init__(self, d_model: int, moe: MoeConfig) -> None:
        super().__init__()
        self.moe = moe
        self.weight = nn.Parameter(torch.empty(moe.n_experts, d_model))
        nn.init.normal_(self.weight, std=INITIAL_STD)
        self.balance: Tensor | None
        self.register_buffer("balance", torch.zeros(moe.n_experts) if moe.scoring == "sigmoid" else None)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x [.., C] -> shares and experts, [.., k] each; in fp32, since near ties would fall otherwise in bf16"""
        moe = self.moe
        logits = linear(x.float(), self.weight.float())
        scores = logits.softmax(dim=-1) if moe.scoring == "softmax" else logits.sigmoid()
        ranked = scores if self.balance is None else scores + self.balance.float()
        if moe.n_groups > 1:
            ranked = ranked.masked_fill(~self.within_top_groups(ranked), -torch.inf)
        chosen = ranked.topk(moe.top_k, dim=-1).indices
        shares = scores.gather(-1, chosen)
        if moe.normalised:
            shares = shares / shares.sum(dim=-1, keepdim=True)
        return shares * moe.scale, chosen

    def within_top_groups(self, ranked: Tensor) -> Tensor:
        """True for the experts of a token's best groups. [.., E] -> [.., E]"""
        moe = self.moe
        groups = ranked.view(*ranked.shape[:-1], moe.n_groups, -1)  # [.., groups, E / groups]
        best = groups.topk(1 if moe.scoring == "softmax" else 2, dim=-1).values.sum(dim=-1)
        kept = torch.zeros_like(best, dtype=torch.bool).scatter(-1, best.topk(moe.top_groups, dim=-1).indices, True)
        return kept[..., None].expand_as(groups).flatten(-2)


def _sizes(config: ModelConfig) -> MoeConfig:
    if config.moe is None:
        raise ValueError("a mixture of experts needs moe=…")
    return config.moe
