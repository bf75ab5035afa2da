"""The vocabulary of a GGUF file as a tokenizer: GPT-2's byte pairs with merges, or SentencePiece's with scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import tokenizers
from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers, processors

from engine.checkpoint_files.boundary import brief

UNKNOWN, CONTROL, USER_DEFINED = 2, 3, 4  # token types
NAMED = {
    "bos": "bos",
    "eos": "eos",
    "unk": "unknown",
    "sep": "seperator",
    "pad": "padding",
    "cls": "cls",
    "mask": "mask",
}
"""How keys call the special tokens that a template may name; one of them llama.cpp misspells."""

ENDS = ("eos", "eot", "eom")  # of a text, a turn, a message
SPACE = "▁"
LONGEST_TOKEN = 512  # letters: each is cut everywhere to find the pairs that make it


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the keys `tokenizer.ggml.…` say, checked to agree with one another."""

    known: Mapping[str, Any]
    tokens: Sequence[str]
    kinds: Sequence[int]

    @classmethod
    def read(cls, known: Mapping[str, Any]) -> Vocabulary:
        """Raises ValueError with the key that is missing, or is not what it should be."""
        tokens = _values(known, "tokens", str)
        kinds = _values(known, "token_type", int) if _key("token_type") in known else [1] * len(tokens)
        if len(kinds) != len(tokens):
            raise ValueError(f"{_key('token_type')} has {len(kinds)} entries for {len(tokens)} tokens")
        found = cls(known, tokens, kinds)
        if _key("token_type") not in known:
            steering = {found.token_id(name) for name in (*NAMED.values(), *ENDS) if name != NAMED["unk"]}
            found = cls(known, tokens, [CONTROL if place in steering else 1 for place in range(len(tokens))])
        return found

    def values(self, name: str, kind: type) -> list[Any]:
        return _values(self.known, name, kind)

    def token_id(self, name: str, default: int | None = None) -> int | None:
        """The id under `NAME_token_id`, the default if there is none. Raises ValueError for one beyond the tokens."""
        key = _key(f"{name}_token_id")
        if (found := self.known.get(key, default)) is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool):
            raise ValueError(f"{key}={brief(found)} is no whole number")
        if not 0 <= found < len(self.tokens):
            if key not in self.known or found == 2**32 - 1:  # what llama.cpp writes for none
                return None
            raise ValueError(f"{key}={found} is beyond the {len(self.tokens)} tokens")
        return found

    def flag(self, name: str, default: bool) -> bool:
        found = self.known.get(_key(name), default)
        if not isinstance(found, bool):
            raise ValueError(f"{_key(name)}={brief(found)} is neither true nor false")
        return found


def _key(name: str) -> str:
    return f"tokenizer.ggml.{name}"


def _values(known: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    found = known.get(_key(name))
    if found is None:
        raise ValueError(f"the key {_key(name)} is missing, without which the vocabulary cannot be read")
    if (
        not isinstance(found, list)
        or not (found or name == "merges")
        or not all(isinstance(value, kind) for value in found)
    ):
        raise ValueError(f"{_key(name)} is no list of values of the type {kind.__name__}")
    return found


def gguf_encoding(vocabulary: Vocabulary) -> tokenizers.Tokenizer | None:
    """The encoding, with its special tokens; None for a kind of vocabulary that is not known here."""
    model = vocabulary.known.get(_key("model"))
    if model == "llama":
        encoding = _sentencepiece(vocabulary)
    elif model == "gpt2" and str(vocabulary.known.get(_key("pre"), "default")) in PRE_TOKENIZERS:
        encoding = _byte_pairs(vocabulary)
    else:
        return None
    for kind, special in ((CONTROL, True), (USER_DEFINED, False)):
        found = [token for token, its in zip(vocabulary.tokens, vocabulary.kinds, strict=True) if its == kind and token]
        encoding.add_tokens([AddedToken(token, special=special, normalized=False) for token in found])
    begins_with_its_own = model == "llama" or vocabulary.known.get(_key("pre")) == "llama-bpe"
    bos = vocabulary.token_id("bos", 1 if model == "llama" else None)
    if bos is not None and vocabulary.flag("add_bos_token", begins_with_its_own):
        first = vocabulary.tokens[bos]
        whole = {"id": "bos", "ids": [bos], "tokens": [first]}  # by a name: a token may read like a template
        encoding.post_processor = processors.TemplateProcessing(single="bos $A", special_tokens=[whole])
    return encoding


def _byte_pairs(vocabulary: Vocabulary) -> tokenizers.Tokenizer:
    splits = PRE_TOKENIZERS[str(vocabulary.known.get(_key("pre"), "default"))]
    ids = {token: place for place, token in enumerate(vocabulary.tokens)}
    merges = [tuple(merge.split(" ", 1)) for merge in vocabulary.values("merges", str)]
    for merge in merges:
        if len(merge) != 2 or merge[0] not in ids or merge[1] not in ids or merge[0] + merge[1] not in ids:
            raise ValueError(
                f"{_key('merges')} has {brief(' '.join(merge))}, which is no pair of tokens that make a third"
            )
    encoding = tokenizers.Tokenizer(models.BPE(ids, merges, ignore_merges=splits["whole_words"]))
    encoding.normalizer = splits["normalizer"]
    encoding.pre_tokenizer = splits["pre_tokenizer"]
    encoding.decoder = decoders.ByteLevel()
    return encoding


def _sentencepiece(vocabulary: Vocabulary) -> tokenizers.Tokenizer:
    """Byte pairs by scores: two neighbours are joined first whose token has the highest one."""
    tokens, kinds, scores = vocabulary.tokens, vocabulary.kinds, vocabulary.values("scores", float)
    if len(scores) != len(tokens):
        raise ValueError(f"{_key('scores')} has {len(scores)} entries for {len(tokens)} tokens")
    ids = {token: place for place, token in enumerate(tokens)}
    plain = {token for token, kind in zip(tokens, kinds, strict=True) if kind not in (UNKNOWN, CONTROL)}
    if (longest := max(map(len, plain), default=0)) > LONGEST_TOKEN:
        raise ValueError(f"{_key('tokens')} has one of {longest:,} letters; up to {LONGEST_TOKEN} are read")
    pairs = [
        (token[:cut], token[cut:])
        for token in sorted(plain, key=lambda token: (-scores[ids[token]], ids[token]))
        for cut in range(1, len(token))
        if token[:cut] in plain and token[cut:] in plain
    ]
    unknown = vocabulary.token_id("unknown", 0)
    encoding = tokenizers.Tokenizer(
        models.BPE(
            ids, pairs, unk_token=None if unknown is None else tokens[unknown], fuse_unk=True, byte_fallback=True
        )
    )
    spaced = vocabulary.flag("add_space_prefix", True)
    steps = [normalizers.Prepend(SPACE)] if spaced else []
    encoding.normalizer = normalizers.Sequence([*steps, normalizers.Replace(" ", SPACE)])
    ends = [decoders.Strip(" ", 1, 0)] if spaced else []
    encoding.decoder = decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(), *ends]
    )
    return encoding


def _splits(*steps: Any, normalizer: Any = None, whole_words: bool = False) -> dict[str, Any]:
    return {"pre_tokenizer": pre_tokenizers.Sequence(list(steps)), "normalizer": normalizer, "whole_words": whole_words}


def _by(*patterns: str) -> list[Any]:
    return [
        *(pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]


_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
PRE_TOKENIZERS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "default": _splits(
            *_by(
                r"[\p{P}\$\+<=>\^~\|]+",
                r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)",
                r"\p{N}+",
                r"[0-9][0-9][0-9]",
            )
        ),
        "gpt-2": _splits(pre_tokenizers.ByteLevel(add_prefix_space=False)),
        "smollm": _splits(
            pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)
        ),
        "llama-bpe": _splits(*_by(_WORDS % "{1,3}"), whole_words=True),
        "qwen2": _splits(*_by(_WORDS % ""), normalizer=normalizers.NFC()),
    }
)
"""How text is cut before its bytes are merged, by the name that GGUF files use; "default" where they give none."""
