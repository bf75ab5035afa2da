"""An answer as somebody reads it: text that appears while it is made, ends where it should, and is timed.

```
 tokens    ▒▒▒  ▒▒▒  ▒▒  ▒▒▒▒  ▒▒         ttft: until the first; tpot: from one to the next, on average
 text      Because the light│ <|im        held back while it may be half a letter or the start of a stop string
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import torch

from engine.decode import Emitted, check_room, stream
from engine.model import GPT
from engine.sampling import Sampler, greedy, penalised, sample
from engine.units import SIGNIFICANT_DIGITS, Seconds, TokensPerSecond

if TYPE_CHECKING:
    from engine.checkpoint_files.tokenizer import Tokenizer

LONGEST_STOP = 1000
"""Letters of a stop string: each new piece of text is compared with all its beginnings."""

UNFINISHED = "\N{REPLACEMENT CHARACTER}"
"""What a decoder puts for bytes that are no letter, or not all of one yet."""


class Decoder(Protocol):
    def decode(self, ids: Sequence[int], /) -> str: ...


class Reply:
    """One answer. Iterating over it makes it and gives its text piece by piece; afterwards the rest is known.

    `n_prompt` tokens were read for it; `ids` are those made, one that ended the answer among them; `text` is what
    they say up to there. `ended` says why: a stop token, a stop string, or no more tokens to come.
    """

    def __init__(
        self,
        tokens: Iterable[Emitted],
        decoder: Decoder,
        *,
        n_prompt: int = 0,
        stop_ids: Collection[int] = (),
        stop: Sequence[str] = (),
    ) -> None:
        _check_stop(stop)
        if "" in stop:
            raise ValueError("a stop string is empty: every text would end before it begins")
        self._tokens, self._decoder = tokens, decoder
        self._stop_ids, self._stop = frozenset(stop_ids), tuple(stop)
        self._times: list[float] = []
        self.n_prompt = n_prompt
        self.ids: list[int] = []
        self.text = ""
        self.ended: Literal["stop token", "stop string", "length"] = "length"

    def __iter__(self) -> Iterator[str]:
        for token in self._tokens:
            self.ids.append(token.ids[0])
            self._times.append(token.at)
            if token.ids[0] in self._stop_ids:
                self.ended = "stop token"
                break
            told = self._decoder.decode(self.ids)
            if not told.endswith(UNFINISHED):
                yield from self._say(told)
                if self.ended == "stop string":
                    return
        said = self.ids[:-1] if self.ended == "stop token" else self.ids
        yield from self._say(self._decoder.decode(said), last=True)

    def _say(self, told: str, *, last: bool = False) -> Iterator[str]:
        """What of the whole text so far is new, and certain to be part of the answer."""
        ends = [at for string in self._stop if (at := told.find(string)) >= 0]
        if ends:
            self.ended = "stop string"
            told = told[: min(ends)]
        elif not last:
            told = told[: len(told) - _begun(told, self._stop)]
        new = told[len(self.text) :]
        if new:
            self.text = told
            yield new

    @property
    def ttft(self) -> Seconds:
        """Time to the first token, the prompt read in it."""
        if not self._times:
            raise ValueError("the answer has no token yet; iterate over it first")
        return Seconds(self._times[0], digits=SIGNIFICANT_DIGITS)

    @property
    def tpot(self) -> Seconds | None:
        """Time per output token after the first: (end to end − ttft) / (n − 1). None where there is no second."""
        n = len(self._times)
        if n < 2:
            return None
        return Seconds((self._times[-1] - self._times[0]) / (n - 1), digits=SIGNIFICANT_DIGITS)

    @property
    def speed(self) -> TokensPerSecond | None:
        """Tokens a second after the first."""
        return None if self.tpot is None else TokensPerSecond(1 / self.tpot, digits=SIGNIFICANT_DIGITS)

    def summary(self) -> str:
        """One line: how much was read and made, how fast, and why it ended."""
        if self.tpot is None or self.speed is None:
            return f"{self.n_prompt} tokens read, {len(self.ids)} made, ended by {self.ended}"
        return (
            f"{self.n_prompt} tokens read, first answer token after {self.ttft} (TTFT); {len(self.ids)} made, one "
            f"every {self.tpot} (TPOT), {self.speed}; ended by {self.ended}"
        )

    def as_data(self) -> dict[str, Any]:
        """All that is known of a finished answer, for JSON."""
        return {
            "text": self.text,
            "ended": self.ended,
            "prompt_tokens": self.n_prompt,
            "new_tokens": len(self.ids),
            "ttft_s": float(self.ttft) if self.ids else None,
            "tpot_s": None if self.tpot is None else float(self.tpot),
            "tokens_per_s": None if self.speed is None else float(self.speed),
        }


def _check_stop(stop: Sequence[str]) -> None:
    if isinstance(stop, str) or not all(isinstance(string, str) for string in stop):
        raise ValueError(f"stop={stop!r} is no list of texts")
    if (longest := max(map(len, stop), default=0)) > LONGEST_STOP:
        raise ValueError(f"a stop string has {longest:,} letters; up to {LONGEST_STOP:,} are looked for")


def _begun(told: str, stop: Sequence[str]) -> int:
    """How many letters at the end of a text are the beginning of a stop string, at the most."""
    return max((n for string in stop for n in range(1, len(string)) if told.endswith(string[:n])), default=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampling:
    """How the tokens of an answer are drawn. A `temperature` of 0 is greedy."""

    temperature: float = 0.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    repetition_penalty: float = 1.0
    seed: int | None = None

    def sampler(self, prompt: Sequence[int]) -> Sampler:
        """A sampler for one request. Raises ValueError for settings that contradict one another."""
        if self.repetition_penalty == 1:
            return self._drawn()
        return penalised(self._drawn(), self.repetition_penalty, [prompt])

    def _drawn(self) -> Sampler:
        if self.temperature != 0:
            return sample(
                temperature=self.temperature, top_k=self.top_k, top_p=self.top_p, min_p=self.min_p, seed=self.seed
            )
        for name in ("top_k", "top_p", "min_p"):
            if (value := getattr(self, name)) is not None:
                raise ValueError(f"{name}={value} has no meaning at temperature 0, where the likeliest token is taken")
        return greedy


GREEDY = Sampling()


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked, with what it is told beforehand; or a `raw` text to go on with.

    What somebody typed is text, also where it reads like a control token, unless `control` is asked for.
    """

    text: str
    system: str | None = None
    raw: bool = False
    control: bool = False

    def ids(self, tokenizer: Tokenizer) -> list[int]:
        """The prompt's tokens. Raises ValueError for a prompt that contradicts itself or is empty."""
        if self.raw and self.system is not None:
            raise ValueError("a raw text has no system message; leave one of the two out")
        turns = [{"role": "system", "content": self.system}] if self.system is not None else []
        messages = [*turns, {"role": "user", "content": self.text}]
        if self.raw:
            ids = tokenizer.encode(self.text, control=self.control)
        else:
            ids = tokenizer.chat(messages, control=self.control)
        if not ids:
            raise ValueError("the prompt is empty: there is nothing to go on from")
        return ids


def reply_to(
    model: GPT,
    prompt: str | Prompt,
    *,
    max_new_tokens: int = 256,
    sampling: Sampling = GREEDY,
    stop: Sequence[str] = (),
) -> Reply:
    """A model's answer to a question, in the form of conversation it was taught; or how a raw text goes on.

    Raises ValueError for settings that contradict one another, and before any work for a prompt that leaves too
    little room.
    """
    tokenizer = model.tokenizer
    if tokenizer is None:
        raise ValueError("the checkpoint has no tokenizer that is known here, so it can read no text")
    ids = (Prompt(prompt) if isinstance(prompt, str) else prompt).ids(tokenizer)
    if (highest := max(ids)) >= model.config.vocab_size:
        raise ValueError(
            f"the checkpoint's tokenizer gives token {highest}, and its model knows {model.config.vocab_size} tokens"
        )
    sampler = sampling.sampler(ids)
    read = torch.tensor([ids], device=model.tokens.weight.device)
    check_room(model, read, max_new_tokens)
    tokens = stream(model, read, max_new_tokens, sampler=sampler)
    return Reply(tokens, tokenizer, n_prompt=len(ids), stop_ids=tokenizer.stop_ids, stop=stop)
