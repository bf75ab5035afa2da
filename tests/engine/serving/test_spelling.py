"""What is told token by token is what decoding all tokens at once says, and no token costs more the later it comes."""

import io
from functools import cache

import sentencepiece
from hypothesis import example, given
from hypothesis import strategies as st
from tiny_server import END, tiny_tokenizer

from engine.checkpoint_files.tokenizer import Tokenizer, gguf_tokenizer
from engine.reply import UNFINISHED
from engine.serving.answer import Answer
from engine.serving.draw import Token
from engine.serving.request import Request
from engine.serving.spelling import Spelling

BYTES = tiny_tokenizer()  # every byte a token, and END, which says nothing
STORY = "a story of an old man\n  and a sea, told by an island\nthe sea is old, and so is the man\n"
TEXTS = st.text(alphabet="ab .\n1é光🌊\N{REPLACEMENT CHARACTER}", max_size=20)


@cache
def pieces_of_sentences() -> Tokenizer:
    """A vocabulary whose texts begin with a space that is not told, and whose rarer letters are single bytes."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter((STORY * 9).splitlines()), model_writer=written, vocab_size=310, model_type="bpe",
        byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2,
    )  # fmt: skip
    theirs = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    kinds, places = (("IsUnknown", 2), ("IsControl", 3), ("IsByte", 6)), range(len(theirs))
    ours = gguf_tokenizer(
        {
            "tokenizer.ggml.model": "llama",
            "tokenizer.ggml.tokens": [theirs.IdToPiece(place) for place in places],
            "tokenizer.ggml.scores": [theirs.GetScore(place) for place in places],
            "tokenizer.ggml.token_type": [
                next((kind for name, kind in kinds if getattr(theirs, name)(place)), 1) for place in places
            ],
        }
    )
    assert ours is not None
    return ours


def told(tokenizer: Tokenizer, ids: list[int]) -> list[str]:
    spelling = Spelling(tokenizer.decode)
    return [spelling(token, last=place == len(ids)) for place, token in enumerate(ids, 1)]


def whole_told(tokenizer: Tokenizer, ids: list[int]) -> list[str]:
    """The same by decoding all tokens at every one."""
    pieces, said = [], ""
    for place in range(1, len(ids) + 1):
        text = tokenizer.decode(ids[:place])
        is_certain = place == len(ids) or not text.endswith(UNFINISHED)
        pieces.append(text[len(said) :] if is_certain else "")
        said = text if is_certain else said
    return pieces


@example([*"é".encode()][:1] * 3)
@example([END, END, *b"a", END, *"é".encode(), END])
@given(st.lists(st.integers(0, END), max_size=24) | TEXTS.map(BYTES.encode))
def test_any_bytes_are_told_as_the_whole_says_them(ids):
    assert told(BYTES, ids) == whole_told(BYTES, ids)


@example("  a \n\n  b 光")
@given(TEXTS)
def test_a_text_of_sentencepiece_is_told_as_the_whole_says_it(text):
    tokenizer = pieces_of_sentences()
    ids = tokenizer.encode(text)
    assert told(tokenizer, ids) == whole_told(tokenizer, ids)
    assert "".join(told(tokenizer, ids)) == text


WORDS = st.sampled_from(
    [*range(3), *range(259, 310)]
)  # no lone bytes: control tokens, and pieces with and without space


@given(st.lists(WORDS, max_size=16))
def test_control_tokens_between_pieces_take_no_space_from_them(ids):
    assert told(pieces_of_sentences(), ids) == whole_told(pieces_of_sentences(), ids)


@given(
    ids=st.lists(st.sampled_from([*b"  ab.", *"é".encode(), END]), min_size=1, max_size=24),
    stop=st.lists(st.text(alphabet="ab.é ", min_size=1, max_size=4), max_size=3),
)
def test_an_answer_ends_at_the_stop_string_that_the_whole_text_has_first(ids, stop):
    request = Request(id="a", prompt=(1,), max_new_tokens=len(ids), stop=tuple(stop))
    answer, pieces = Answer(request, 0, BYTES), []
    for token in ids:
        pieces.append(answer.take(Token(token), 0.0))
        if pieces[-1].finish:
            break
    assert "".join(piece.text for piece in pieces) == answer.text
    made = answer.ids
    ends = []
    for place in range(1, len(made) + 1):  # the first prefix of the tokens that has a stop string ends it
        text = BYTES.decode(made[:place])
        if place == len(made) or not text.endswith(UNFINISHED):
            ends = [at for string in stop if (at := text.find(string)) >= 0]
        assert not ends or place == len(made)
    whole = BYTES.decode(made)
    assert answer.text == (whole[: min(ends)] if ends else whole)
    assert answer.finish == ("stop string" if ends else "length")


def test_what_is_decoded_for_a_token_is_as_short_at_the_end_of_a_long_answer_as_at_its_beginning():
    lengths: list[int] = []

    class Counting:
        def decode(self, ids) -> str:
            lengths.append(len(ids))
            return BYTES.decode(ids)

    n = 3000
    request = Request(id="a", prompt=(1,), max_new_tokens=n, stop=("never said",))
    answer = Answer(request, 0, Counting())
    text = BYTES.encode("Ein Öl für 光 und 🌊. ")
    for place in range(n):
        answer.take(Token(END if place % 7 == 3 else text[place % len(text)]), 0.0)
    assert max(lengths) < 16
    assert len(lengths) < 4 * n
    assert answer.text == BYTES.decode(answer.ids)
