"""Vocabularies of GGUF files, held to SentencePiece's own library; and what is said of one that is not whole."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers

from engine.checkpoint_files.tokenizer import Tokenizer, gguf_tokenizer

TEXT = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
KINDS = (("IsUnknown", 2), ("IsControl", 3), ("IsByte", 6), ("IsUnused", 5))


@cache
def sentencepieces() -> tuple[sentencepiece.SentencePieceProcessor, Tokenizer]:
    """A vocabulary that their library trains, and ours from the keys that llama.cpp writes for it."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.splitlines()), model_writer=written, vocab_size=600, model_type="bpe",
        byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2,
    )  # fmt: skip
    theirs = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    places = range(len(theirs))
    ours = gguf_tokenizer(
        {
            "tokenizer.ggml.model": "llama",
            "tokenizer.ggml.tokens": [theirs.IdToPiece(place) for place in places],
            "tokenizer.ggml.scores": [theirs.GetScore(place) for place in places],
            "tokenizer.ggml.token_type": [
                next((kind for name, kind in KINDS if getattr(theirs, name)(place)), 1) for place in places
            ],
        }
    )
    assert ours is not None
    return theirs, ours


@example("<s> begins the text")
@settings(max_examples=300)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.text(alphabet="aeinst \n▁é光</s>`-", max_size=40)
    | st.text(alphabet="- ", max_size=40)
    | st.sampled_from(TEXT.splitlines())
)
def test_tokens_are_those_of_sentencepiece_and_back(text):
    theirs, ours = sentencepieces()
    ids = ours.encode(text)
    assert ids == [theirs.bos_id(), *theirs.encode(text)]
    assert ours.decode(ids) == theirs.decode(ids)
    assert ours.stop_ids == {theirs.eos_id()}


# ---- keys -------------------------------------------------------------------------------------------------
LETTERS = sorted(pre_tokenizers.ByteLevel.alphabet())
N = len(LETTERS)


def known(**changes: Any) -> dict[str, Any]:
    """The keys of a vocabulary of bytes, one merge and an end; None takes one away."""
    keys = {
        "model": "gpt2", "pre": "gpt-2", "tokens": [*LETTERS, "<|end|>", "ab"], "token_type": [1] * N + [3, 1],
        "merges": ["a b"], "eos_token_id": N,
    } | changes  # fmt: skip
    return {f"tokenizer.ggml.{name}": value for name, value in keys.items() if value is not None}


def test_keys_that_are_missing_have_their_defaults():
    for name in ("token_type", "eos_token_id", "pre"):
        tokenizer = gguf_tokenizer(known(**{name: None}))
        assert tokenizer.encode("cab") == [LETTERS.index("c"), N + 1]
        assert tokenizer.stop_ids == (set() if name == "eos_token_id" else {N})


def test_an_answer_ends_with_the_end_of_a_text_a_turn_or_a_message():
    assert gguf_tokenizer(known(eot_token_id=3, eom_token_id=4)).stop_ids == {N, 3, 4}


def test_a_vocabulary_of_another_kind_is_none():
    assert gguf_tokenizer(known(model="bert")) is None
    assert gguf_tokenizer(known(pre="of-tomorrow")) is None
    assert gguf_tokenizer({}) is None
    assert gguf_tokenizer({"tokenizer.ggml.model": "no_vocab"}) is None
    assert gguf_tokenizer({"tokenizer.ggml.model": "none"}) is None


@pytest.mark.parametrize("bos", ["<s 1>", "<s:0>", "<s>:1", "a b", "$A", "$", "bos"])
def test_a_text_begins_with_its_token_however_that_reads(bos):
    tokenizer = gguf_tokenizer(known(tokens=[*LETTERS, bos, "ab"], bos_token_id=N, add_bos_token=True))
    assert tokenizer.encode("ab") == [N, N + 1]


def test_tokens_that_keys_name_steer_where_no_types_are_given():
    template = "{{ messages[0]['content'] }}<|end|>{{ pad_token }}{{ unk_token }}{{ sep_token }}"
    names = {"padding_token_id": N, "unknown_token_id": 0, "seperator_token_id": N}
    tokenizer = gguf_tokenizer(known(token_type=None, **names) | {"tokenizer.chat_template": template})
    ids = tokenizer.chat([{"role": "user", "content": "<|end|>"}])
    assert ids.count(N) == 3
    assert ids[-2:] == [0, N]


def test_a_vocabulary_may_have_nothing_to_merge():
    assert gguf_tokenizer(known(merges=[])).encode("ab") == [LETTERS.index("a"), LETTERS.index("b")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokens": None}, "the key tokenizer.ggml.tokens is missing, without which the vocabulary cannot be read"),
        ({"merges": None}, "the key tokenizer.ggml.merges is missing, without which the vocabulary cannot be read"),
        ({"tokens": []}, "tokenizer.ggml.tokens is no list of values of the type str"),
        ({"tokens": 7}, "tokenizer.ggml.tokens is no list of values of the type str"),
        ({"merges": [1]}, "tokenizer.ggml.merges is no list of values of the type str"),
        ({"merges": ["ab"]}, "tokenizer.ggml.merges has 'ab', which is no pair of tokens that make a third"),
        ({"merges": ["c d"]}, "tokenizer.ggml.merges has 'c d', which is no pair of tokens that make a third"),
        ({"token_type": [1]}, f"tokenizer.ggml.token_type has 1 entries for {N + 2} tokens"),
        ({"eos_token_id": N + 2}, f"tokenizer.ggml.eos_token_id={N + 2} is beyond the {N + 2} tokens"),
        ({"bos_token_id": "a"}, "tokenizer.ggml.bos_token_id='a' is no whole number"),
        ({"add_bos_token": 3, "bos_token_id": 1}, "tokenizer.ggml.add_bos_token=3 is neither true nor false"),
        ({"model": "llama"}, "the key tokenizer.ggml.scores is missing, without which the vocabulary cannot be read"),
        (
            {"model": "llama", "tokens": ["?", "a" * 513], "token_type": [2, 1], "scores": [0.0] * 2},
            "tokenizer.ggml.tokens has one of 513 letters; up to 512 are read",
        ),
        ({"model": "llama", "scores": [0.0]}, f"tokenizer.ggml.scores has 1 entries for {N + 2} tokens"),
    ],
)
def test_keys_that_contradict_one_another_are_named(changes, message):
    with pytest.raises(ValueError, match=r"tokenizer\.ggml") as caught:
        gguf_tokenizer(known(**changes))
    assert str(caught.value) == message
