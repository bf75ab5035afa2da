"""The tokenizer that a checkpoint brings along, and the form in which it was taught to hold a conversation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tokenizers

from engine.checkpoint_files.boundary import brief, cut, reading
from engine.checkpoint_files.chat_template import render
from engine.checkpoint_files.gguf_vocabulary import ENDS, NAMED, Vocabulary, gguf_encoding
from engine.checkpoint_files.plain_text import check_text, unused_letters
from engine.checkpoint_files.tokenizer_settings import (
    added_tokens,
    chat_template,
    end_ids,
    token_text,
    tokenizer_settings,
)

Message = Mapping[str, str]
"""`role` ("system", "user" or "assistant") and `content`."""


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Raises ValueError for what tokenizers raises on a text, which has no class of its own, or is a panic of Rust."""
    try:
        yield
    except BaseException as error:
        if type(error) is Exception or type(error).__name__ == "PanicException":
            said = f"the checkpoint's tokenizer.json cannot be used with this text: {cut(str(error))}"
            raise ValueError(said) from None
        raise


class Tokenizer:
    """Text to token ids and back. `stop_ids` are the tokens with which the model ends an answer.

    What somebody typed is text: where it reads like a token that steers the model, such as `<|im_end|>`, it is cut
    into ordinary tokens, unless `control` is asked for. Only a template opens and ends turns.
    """

    def __init__(
        self,
        encoding: tokenizers.Tokenizer,
        *,
        stop_ids: Iterable[int] = (),
        template: str | None = None,
        other_templates: Sequence[str] = (),
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._encoding = encoding
        self._names = dict(names)
        self.stop_ids = frozenset(stop_ids)
        self.template = template
        self._other_templates = tuple(other_templates)
        added = encoding.get_added_tokens_decoder()
        named = {*self._names.values()}
        self._steering = {
            token.content: id_
            for id_, token in added.items()
            if token.special
            or id_ in self.stop_ids
            or token.content in named
            or (token.content.strip() and token.content in (template or ""))
        }
        self._signs = {letter for token in self._steering for letter in token if not letter.isalnum()} - {" ", "\n"}
        longest_first = sorted(self._steering, key=len, reverse=True)
        self._reads_like_one = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._plain = tokenizers.Tokenizer(encoding.model)  # which knows of no added token
        self._plain.normalizer, self._plain.pre_tokenizer = encoding.normalizer, encoding.pre_tokenizer

    @_in_a_sentence()
    def encode(self, text: str, *, control: bool = False) -> list[int]:
        """The ids of a text, with those that the checkpoint puts before every text. Raises ValueError for no text."""
        check_text(text)
        begin, end = unused_letters(text)
        around: list[int] = self._encoding.encode("").ids
        marked = text if control else self._marked(text, begin, end)
        if marked == text:
            ids: list[int] = self._encoding.encode(text).ids
            if control or not self._steers_more(ids, around):
                return ids
            marked = f"{begin}{text}{end}"
        return [*around, *self._pieces(marked, begin, end)]

    @_in_a_sentence()
    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; tokens that only steer the model say nothing."""
        return str(self._encoding.decode(list(ids)))

    @_in_a_sentence()
    def chat(self, messages: Sequence[Message], *, control: bool = False) -> list[int]:
        """The ids of a conversation, up to where the model is to answer. Raises ValueError if it was taught no form."""
        if self.template is None and self._other_templates:
            listed = ", ".join(map(brief, self._other_templates))
            raise ValueError(f"the checkpoint has no chat template named 'default'; those that it has are: {listed}")
        if self.template is None:
            raise ValueError(
                "the checkpoint has no chat template: it goes on with a text, but it was not taught to answer"
            )
        for message in messages:
            for text in message.values():
                check_text(text)
        begin, end = unused_letters(self.template, *(text for message in messages for text in message.values()))

        def marked(text: str) -> str:
            return text if control else self._marked(text, begin, end)

        def ids_of(asked: Callable[[str], str]) -> list[int]:
            """The ids where what is asked of the model is written so."""
            typed = [
                {
                    key: asked(text) if key == "content" and message.get("role") != "assistant" else marked(text)
                    for key, text in message.items()
                }
                for message in messages
            ]
            return self._pieces(self._rendered(typed), begin, end)

        ids = ids_of(marked)
        contents = [message.get("content", "") for message in messages]
        if control or [*map(self._harmless, contents)] == contents:
            return ids
        template_alone = ids_of(self._harmless)
        if self._steers_more(ids, template_alone):
            ids = ids_of(lambda text: f"{begin}{text}{end}")
            if self._steers_more(ids, template_alone):
                raise ValueError("the checkpoint's chat template makes a control token of what was typed")
        return ids

    def _rendered(self, messages: Sequence[Message]) -> str:
        without = {"tools": None, "documents": None}  # which templates ask for
        variables = {**without, **self._names, "messages": messages, "add_generation_prompt": True}
        text = render(self.template or "", variables)
        check_text(text, "what the chat template makes")
        return text

    def _steers_more(self, ids: Sequence[int], others: Sequence[int]) -> bool:
        """Whether ids hold a control token more often than others do."""
        return any(token in self._steering.values() for token in Counter(ids) - Counter(others))

    def _harmless(self, text: str) -> str:
        """A text as long, without the signs of which control tokens consist."""
        return "".join(
            "\N{REPLACEMENT CHARACTER}" if self._signs & {*unicodedata.normalize("NFKC", letter)} else letter
            for letter in text
        )

    def _marked(self, text: str, begin: str, end: str) -> str:
        """A text with marks round all that would be read as a control token, or round the whole of it.

        The whole, where one appears only when the vocabulary has made its letters alike (as NFKC makes `＜` a `<`).
        """
        found = len(self._reads_like_one.findall(text))
        normalizer = self._encoding.normalizer
        if normalizer and len(self._reads_like_one.findall(normalizer.normalize_str(text))) > found:
            return f"{begin}{text}{end}"
        return self._reads_like_one.sub(rf"{begin}\g<0>{end}", text)

    def _pieces(self, marked: str, begin: str, end: str) -> list[int]:
        """The ids of a text in which what stands between marks is text, however it reads."""
        pieces = re.split(f"{begin}([^{begin}{end}]*){end}|[{begin}{end}]", marked)
        ids: list[int] = []
        begun = False
        for place, piece in enumerate(pieces):
            if piece:
                encode = self._as_text if place % 2 else self._encoded
                ids += self._after_another(piece, encode) if begun else encode(piece)
                begun = True
        return ids

    def _encoded(self, text: str) -> list[int]:
        ids: list[int] = self._encoding.encode(text, add_special_tokens=False).ids
        return ids

    def _as_text(self, text: str) -> list[int]:
        """The ids of a text without added tokens: letter by letter, where the vocabulary itself knows it as a whole."""
        ids: list[int] = self._plain.encode(text).ids
        if set(ids) & set(self._steering.values()):
            ids = [token for letter in text for token in self._plain.encode(letter).ids]
        return ids

    def _after_another(self, text: str, encode: Callable[[str], list[int]]) -> list[int]:
        """The ids of a text that does not begin the whole, as some vocabularies set a space before what does."""
        before, ids = encode("\n"), encode("\n" + text)
        return ids[len(before) :] if ids[: len(before)] == before else encode(text)


def folder_tokenizer(folder: Path) -> Tokenizer | None:
    """The tokenizer of a Hugging Face folder; None if it has no tokenizer.json.

    An answer ends with any token that one of its files calls its end.
    """
    path = folder / "tokenizer.json"
    if not path.is_file():
        return None
    with reading(path):
        try:
            encoding = tokenizers.Tokenizer.from_file(str(path))
        except Exception as error:  # what tokenizers raises has no class of its own
            raise ValueError(f"{path} is not a tokenizer: {cut(str(error))}") from None
        encoding.no_truncation()
        encoding.no_padding()
    said = tokenizer_settings(folder)
    encoding.add_tokens(added_tokens(folder, said, encoding))
    names = {f"{name}_token": token_text(folder, said, f"{name}_token") for name in NAMED if said.get(f"{name}_token")}
    ends = end_ids(folder)
    named = encoding.token_to_id(names["eos_token"]) if "eos_token" in names else None
    template, others = chat_template(folder, said.get("chat_template"))
    return Tokenizer(
        encoding,
        stop_ids=ends if named is None else {*ends, named},
        template=template,
        other_templates=others,
        names=names,
    )


def gguf_tokenizer(known: Mapping[str, Any]) -> Tokenizer | None:
    """The tokenizer of a GGUF file; None if it splits text in a way that is not known here.

    Raises ValueError with the key for a vocabulary that is not whole or contradicts itself.
    """
    if known.get("tokenizer.ggml.model", "none") in ("none", "no_vocab"):
        return None
    vocabulary = Vocabulary.read(known)
    encoding = gguf_encoding(vocabulary)
    if encoding is None:
        return None
    template = known.get("tokenizer.chat_template")
    if template is not None and not isinstance(template, str):
        raise ValueError(f"tokenizer.chat_template={brief(template)} is no text")
    as_sentencepiece = known["tokenizer.ggml.model"] == "llama"
    defaults = {"bos": 1, "eos": 2} if as_sentencepiece else {}
    keys = {**{end: end for end in ENDS}, **NAMED}
    ids = {name: vocabulary.token_id(key, defaults.get(name)) for name, key in keys.items()}
    return Tokenizer(
        encoding,
        stop_ids=[token for name in ENDS if (token := ids[name]) is not None],
        template=template,
        names={f"{name}_token": vocabulary.tokens[token] for name in NAMED if (token := ids[name]) is not None},
    )
