"""Answers as OpenAI's interface writes them: whole, or piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.serving.answer import Answer, Piece
from engine.serving.draw import Token
from engine.serving.spelling import Spelling

Json = dict[str, Any]

FINISH = {"stop token": "stop", "stop string": "stop", "length": "length"}


def usage(answers: Iterable[Answer], prompts: Sequence[int], cached: int) -> Json:
    """Tokens read and made. A prompt counts once, however many answers it has."""
    made, read = sum(len(one.ids) for one in answers), sum(prompts)
    return {
        "prompt_tokens": read,
        "completion_tokens": made,
        "total_tokens": read + made,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


@dataclass
class CompletionChances:
    """The `logprobs` of a completion: four lists, one entry a token."""

    spelling: Spelling
    offset: int = 0

    def __call__(self, tokens: Sequence[Token], *, last: bool) -> Json:
        told: Json = {"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []}
        for token in tokens:
            text = self.spelling(token.id, last=last and token is tokens[-1])
            told["tokens"].append(text)
            told["token_logprobs"].append(token.logprob)
            told["top_logprobs"].append({self.spelling.decode([id_]): chance for id_, chance in token.top})
            told["text_offset"].append(self.offset)
            self.offset += len(text)
        return told


@dataclass
class ChatChances:
    """The `logprobs` of a chat answer: a list of tokens, each with its bytes and the likeliest in its place."""

    spelling: Spelling

    def __call__(self, tokens: Sequence[Token], *, last: bool) -> Json:
        return {"content": [self._one(token, last and token is tokens[-1]) for token in tokens], "refusal": None}

    def _one(self, token: Token, last: bool) -> Json:
        likeliest = [_with_bytes(self.spelling.decode([id_]), chance) for id_, chance in token.top]
        return {**_with_bytes(self.spelling(token.id, last=last), token.logprob), "top_logprobs": likeliest}


def _with_bytes(text: str, chance: float | None) -> Json:
    return {"token": text, "logprob": chance, "bytes": [*text.encode()]}


Chances = CompletionChances | ChatChances


class CompletionForm:
    """text_completion."""

    name, prefix = "text_completion", "cmpl"
    chunk_name = name

    def opening(self, index: int, echoed: str) -> Json | None:
        return self.part(index, echoed, None, None) if echoed else None

    def chances(self, decode: Callable[[Sequence[int]], str]) -> Chances:
        return CompletionChances(Spelling(decode))

    def choice(self, index: int, text: str, chances: Json | None, finish: str | None) -> Json:
        return {"index": index, "text": text, "logprobs": chances, "finish_reason": finish}

    part = choice


class ChatForm:
    """chat.completion, and chat.completion.chunk."""

    name, prefix, chunk_name = "chat.completion", "chatcmpl", "chat.completion.chunk"

    def opening(self, index: int, echoed: str) -> Json | None:
        delta = {"role": "assistant", "content": ""}
        return {"index": index, "delta": delta, "logprobs": None, "finish_reason": None}

    def chances(self, decode: Callable[[Sequence[int]], str]) -> Chances:
        return ChatChances(Spelling(decode))

    def choice(self, index: int, text: str, chances: Json | None, finish: str | None) -> Json:
        message = {"role": "assistant", "content": text, "refusal": None}
        return {"index": index, "message": message, "logprobs": chances, "finish_reason": finish}

    def part(self, index: int, text: str, chances: Json | None, finish: str | None) -> Json:
        delta = {"content": text} if text or not finish else {}
        return {"index": index, "delta": delta, "logprobs": chances, "finish_reason": finish}


Form = CompletionForm | ChatForm


def finish_of(piece: Piece | Answer) -> str | None:
    return None if piece.finish is None else FINISH[piece.finish]
