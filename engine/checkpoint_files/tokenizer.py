"""The tokenizer that a checkpoint brings along, and the form in which it was taught to hold a conversation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tokenizers
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from tokenizers import AddedToken, Regex, decoders, models, normalizers, pre_tokenizers, processors

Message = Mapping[str, str]
"""`role` ("system", "user" or "assistant") and `content`."""

CONTROL, USER_DEFINED = 3, 4  # token types of GGUF


class Tokenizer:
    """Text to token ids and back. `stop_ids` are the tokens with which the model ends an answer."""

    def __init__(
        self,
        encoding: tokenizers.Tokenizer,
        *,
        stop_ids: Iterable[int] = (),
        template: str | None = None,
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._encoding = encoding
        self._names = dict(names)
        self.stop_ids = frozenset(stop_ids)
        self.template = template

    def encode(self, text: str) -> list[int]:
        """The ids of a text, with those that the checkpoint puts before every text."""
        ids: list[int] = self._encoding.encode(text).ids
        return ids

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; tokens that only steer the model say nothing."""
        return str(self._encoding.decode(list(ids)))

    def chat(self, messages: Sequence[Message]) -> list[int]:
        """The ids of a conversation, up to where the model is to answer. Raises ValueError if it was taught no form."""
        if self.template is None:
            raise ValueError(
                "the checkpoint has no chat template: it goes on with a text, but it was not taught to answer"
            )
        try:
            text = _TEMPLATES.from_string(self.template).render(
                messages=list(messages), add_generation_prompt=True, **self._names
            )
        except TemplateError as error:
            raise ValueError(f"the checkpoint's chat template cannot render these messages: {error}") from None
        ids: list[int] = self._encoding.encode(text, add_special_tokens=False).ids
        return ids


def _refuse(message: str) -> None:
    raise TemplateError(message)


_TEMPLATES = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"], autoescape=False
)
_TEMPLATES.globals["raise_exception"] = _refuse


def folder_tokenizer(folder: Path) -> Tokenizer | None:
    """The tokenizer of a Hugging Face folder; None if it has no tokenizer.json."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        return None
    try:
        encoding = tokenizers.Tokenizer.from_file(str(path))
    except Exception as error:  # what tokenizers raises has no class of its own
        raise ValueError(f"{path} is not a tokenizer: {error}") from None
    said = _json(folder / "tokenizer_config.json")
    ends = [_json(folder / name).get("eos_token_id") for name in ("generation_config.json", "config.json")]
    return Tokenizer(
        encoding,
        stop_ids=next((_ids(end) for end in ends if end is not None), []),
        template=_template(folder, said.get("chat_template")),
        names={name: _text(said[name]) for name in ("bos_token", "eos_token") if said.get(name)},
    )


def gguf_tokenizer(known: Mapping[str, Any]) -> Tokenizer | None:
    """The tokenizer of a GGUF file; None if it splits text in a way that is not known here."""
    splits = PRE_TOKENIZERS.get(str(known.get("tokenizer.ggml.pre")))
    if known.get("tokenizer.ggml.model") != "gpt2" or splits is None:
        return None
    tokens, kinds = known["tokenizer.ggml.tokens"], known["tokenizer.ggml.token_type"]
    merges = [tuple(merge.split(" ", 1)) for merge in known["tokenizer.ggml.merges"]]
    vocabulary = {token: place for place, token in enumerate(tokens)}
    encoding = tokenizers.Tokenizer(models.BPE(vocabulary, merges, ignore_merges=splits["whole_words"]))
    encoding.normalizer = splits["normalizer"]
    encoding.pre_tokenizer = splits["pre_tokenizer"]
    encoding.decoder = decoders.ByteLevel()
    for kind, special in ((CONTROL, True), (USER_DEFINED, False)):
        found = [token for token, its in zip(tokens, kinds, strict=True) if its == kind]
        encoding.add_tokens([AddedToken(token, special=special, normalized=False) for token in found])
    named = {
        name: tokens[known[key]]
        for name, key in (("bos_token", "tokenizer.ggml.bos_token_id"), ("eos_token", "tokenizer.ggml.eos_token_id"))
        if key in known
    }
    if known.get("tokenizer.ggml.add_bos_token") and "bos_token" in named:
        first = named["bos_token"]
        encoding.post_processor = processors.TemplateProcessing(
            single=f"{first} $A", special_tokens=[(first, vocabulary[first])]
        )
    ends = [
        known[f"tokenizer.ggml.{name}_token_id"]
        for name in ("eos", "eot")
        if f"tokenizer.ggml.{name}_token_id" in known
    ]
    return Tokenizer(encoding, stop_ids=ends, template=known.get("tokenizer.chat_template"), names=named)


def _splits(*steps: Any, normalizer: Any = None, whole_words: bool = False) -> dict[str, Any]:
    return {"pre_tokenizer": pre_tokenizers.Sequence(list(steps)), "normalizer": normalizer, "whole_words": whole_words}


def _by(pattern: str) -> list[Any]:
    return [
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]


_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
PRE_TOKENIZERS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "gpt-2": _splits(pre_tokenizers.ByteLevel(add_prefix_space=False)),
        "smollm": _splits(
            pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)
        ),
        "llama-bpe": _splits(*_by(_WORDS % "{1,3}"), whole_words=True),
        "qwen2": _splits(*_by(_WORDS % ""), normalizer=normalizers.NFC()),
    }
)
"""How text is cut before its bytes are merged, by the name that GGUF files use."""


def _template(folder: Path, said: Any) -> str | None:
    """A template of its own file, or one in the tokenizer's settings, where several may be listed by name."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    if isinstance(said, list):
        return next((template["template"] for template in said if template.get("name") == "default"), None)
    return said if isinstance(said, str) else None


def _json(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found if isinstance(found, dict) else {}


def _ids(said: Any) -> list[int]:
    return [int(token) for token in (said if isinstance(said, list) else [said])]


def _text(said: Any) -> str:
    """A special token, plain or with its properties."""
    return str(said["content"] if isinstance(said, dict) else said)
