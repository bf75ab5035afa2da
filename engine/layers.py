"""Linear layers and embeddings that begin as GPT-2's do: N(0, 0.02), and biases of zero."""

from __future__ import annotations

from torch import Tensor, nn

from engine.kernels.linear import embedding, linear

INITIAL_STD = 0.02


class Linear(nn.Linear):
    def reset_parameters(self) -> None:
        nn.init.normal_(self.weight, std=INITIAL_STD)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight, self.bias)


class Embedding(nn.Embedding):
    def reset_parameters(self) -> None:
        nn.init.normal_(self.weight, std=INITIAL_STD)

    def forward(self, ids: Tensor) -> Tensor:
        return embedding(ids, self.weight)
