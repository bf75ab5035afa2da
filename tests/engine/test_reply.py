import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.decode import Emitted, stream
from engine.reply import Reply
from engine.tokenizer import gpt2_tokenizer

TEXT = "Blue — because ein Lichtstrahl 光 is scattered 🌊. Stop here."


class Letters:
    """A tokenizer whose tokens are bytes."""

    def decode(self, ids) -> str:
        return bytes(ids).decode(errors="replace")


def emitted(ids) -> list[Emitted]:
    return [Emitted((token,), 2.0 + 0.5 * n) for n, token in enumerate(ids)]


def told(text: str, **how) -> tuple[list[str], Reply]:
    reply = Reply(emitted(text.encode()), Letters(), **how)
    return list(reply), reply


def test_text_comes_piece_by_piece_and_never_with_half_a_letter():
    pieces, reply = told(TEXT)
    assert "".join(pieces) == reply.text == TEXT
    assert "🌊" in pieces
    assert not any("�" in piece for piece in pieces)
    assert (reply.ended, len(reply.ids)) == ("length", len(TEXT.encode()))


def test_a_byte_level_vocabulary_that_splits_letters_over_tokens_is_put_together():
    encoding = gpt2_tokenizer()
    reply = Reply(emitted(encoding.encode(TEXT)), encoding)
    assert "".join(reply) == TEXT


@given(
    text=st.text(alphabet="ab.", max_size=12),
    stop=st.lists(st.text(alphabet="ab.", min_size=1, max_size=4), max_size=3),
)
def test_a_stop_string_ends_the_text_before_it_wherever_it_falls(text, stop):
    pieces, reply = told(text, stop=stop)
    first = min((text.find(string) for string in stop if string in text), default=None)
    seen = next((n for n in range(len(text) + 1) if any(string in text[:n] for string in stop)), None)
    if first is None:
        assert ("".join(pieces), reply.ended) == (text, "length")
    else:
        expected = min(text[:seen].find(string) for string in stop if string in text[:seen])
        assert ("".join(pieces), reply.ended) == (text[:expected], "stop string")
        assert len(reply.ids) == seen  # nothing is made beyond it
    assert reply.text == "".join(pieces)


def test_what_may_begin_a_stop_string_is_said_once_it_does_not():
    pieces, _ = told("a</b></a>", stop=["</a>"])
    assert pieces[:3] == ["a", "</b", ">"]


def test_a_stop_token_ends_the_text_and_says_nothing_itself():
    reply = Reply(emitted([72, 105, 3, 88]), Letters(), stop_ids={3}, stop=["i!"])
    assert "".join(reply) == "Hi"
    assert (reply.ended, reply.ids) == ("stop token", [72, 105, 3])


def test_a_stop_string_before_half_a_letter_at_the_end_is_seen():
    reply = Reply(emitted(b"a.\xf0\x9f"), Letters(), stop=[".\ufffd"])
    assert "".join(reply) == "a"
    assert reply.ended == "stop string"


def test_times_are_to_the_first_token_and_between_the_later_ones():
    _, reply = told("abc")
    assert (float(reply.ttft), float(reply.tpot)) == (2.0, 0.5)
    _, reply = told("a")
    assert reply.tpot is None
    with pytest.raises(ValueError, match="the answer has no token yet"):
        _ = told("")[1].ttft


def test_an_empty_stop_string_is_refused():
    with pytest.raises(ValueError, match="a stop string is empty"):
        Reply([], Letters(), stop=["a", ""])


def test_a_reply_is_what_the_model_generates(build):
    model = build(vocab_size=128)
    prompt = torch.tensor([[72, 105]])
    reply = Reply(stream(model, prompt, 10), Letters())
    text = "".join(reply)
    assert text == Letters().decode(reply.ids)
    assert len(reply.ids) == 10
    assert reply.ttft > 0


@pytest.mark.parametrize(
    ("stop", "words"),
    [
        ("abc", "stop='abc' is no list of texts"),
        ([5], r"stop=\[5\] is no list of texts"),
        (["x" * 1001], "a stop string has 1,001 letters; up to 1,000 are looked for"),
    ],
)
def test_stop_strings_are_a_list_of_texts_that_are_not_too_long(stop, words):
    with pytest.raises(ValueError, match=words):
        Reply([], Letters(), stop=stop)
