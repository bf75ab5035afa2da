"""An answer whose tokens are handed to it reads as a reply that fetches them."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import ROWS, VOCABULARY, Letters, loop_without_model

from engine.decode import Emitted
from engine.reply import Reply, Sampling
from engine.sampling import greedy
from engine.serving.answer import Answer
from engine.serving.draw import Token, draw, sampler_of
from engine.serving.loop import serve
from engine.serving.request import Request


class HalfLetters:
    """A tokenizer whose tokens are bytes."""

    def decode(self, ids) -> str:
        return bytes(ids).decode(errors="replace")


@settings(max_examples=60)
@given(
    text=st.text(alphabet="ab.é🌊", min_size=1, max_size=12),
    stop=st.lists(st.text(alphabet="ab.é", min_size=1, max_size=3), max_size=2),
    stop_ids=st.sampled_from([frozenset(), frozenset(b"b")]),
    fewer=st.integers(0, 2),
)
def test_its_pieces_and_its_end_are_those_of_a_reply(text, stop, stop_ids, fewer):
    ids = list(text.encode())
    room = max(1, len(ids) - fewer)
    reply = Reply(
        [Emitted((token,), 1.0 + at) for at, token in enumerate(ids[:room])],
        HalfLetters(),
        stop=stop,
        stop_ids=stop_ids,
    )
    pieces = list(reply)
    request = Request(id="a", prompt=(1,), max_new_tokens=room, stop=tuple(stop), stop_ids=stop_ids, arrives=5.0)
    answer = Answer(request, 0, HalfLetters())
    said = []
    for at, token in enumerate(ids[:room]):
        piece = answer.take(Token(token), 6.0 + at)
        said += [piece.text] if piece.text else []
        if piece.finish:
            break
    assert ("".join(said), answer.text, answer.finish) == ("".join(pieces), reply.text, reply.ended)
    assert (answer.ids, answer.ttft, answer.tpot) == (reply.ids, reply.ttft, reply.tpot)


def test_log_probabilities_are_the_models_own_whatever_is_drawn_by():
    row = ROWS[0]
    logs = row.double().log_softmax(-1)
    token = draw(row, sampler_of(Sampling(temperature=2.0, seed=3), (), 0), 4)
    assert token.logprob == pytest.approx(float(logs[token.id]), abs=1e-6)
    likeliest = sorted(range(VOCABULARY), key=lambda id: -logs[id])[:4]
    assert [id for id, _ in token.top] == likeliest
    assert [log for _, log in token.top] == pytest.approx([float(logs[id]) for id in likeliest], abs=1e-6)
    assert draw(row, greedy) == Token(int(row.argmax()))
    assert draw(row, greedy, 0).top == ()


def test_no_token_is_chosen_from_what_is_not_finite():
    assert draw(torch.tensor([0.0, math.nan]), greedy) is None
    assert draw(torch.tensor([0.0, math.inf]), greedy) is None


def test_a_row_that_is_not_finite_ends_its_own_answer_and_no_other():
    loop = loop_without_model(max_rows=2)
    row = loop.runner.row
    loop.runner.row = lambda one: row(one) * (math.nan if one.sequence.request.id == "bad" else 1)
    asked = [Request(id=name, prompt=(1, 2), max_new_tokens=3) for name in ("bad", "good")]
    answers = serve(loop, asked)
    assert (answers["bad"][0].finish, answers["bad"][0].tokens) == ("failed", [])
    assert (answers["good"][0].finish, len(answers["good"][0].tokens)) == ("length", 3)


def test_answers_of_one_prompt_differ_and_come_again_with_their_seed():
    asked = Request(id="a", prompt=(1, 2, 3), max_new_tokens=12, n=4, sampling=Sampling(temperature=1.0, seed=5))
    first, again = (serve(loop_without_model(max_rows=4), [asked])["a"] for _ in range(2))
    ids = [answer.ids for answer in first]
    assert ids == [answer.ids for answer in again]
    assert len(set(map(tuple, ids))) == 4
    alone = serve(
        loop_without_model(),
        [Request(id="a", prompt=(1, 2, 3), max_new_tokens=12, sampling=Sampling(temperature=1.0, seed=5))],
    )["a"]
    assert alone[0].ids == ids[0]


def test_stop_strings_and_ids_end_an_answer_and_are_not_said():
    text = serve(loop_without_model(decoder=Letters()), [Request(id="a", prompt=(1,), max_new_tokens=9)])["a"][0].text
    ended = Request(id="a", prompt=(1,), max_new_tokens=9, stop=(text[3:5],))
    answer = serve(loop_without_model(decoder=Letters()), [ended])["a"][0]
    assert (answer.text, answer.finish) == (text[: text.index(text[3:5])], "stop string")
    stop = ord(text[2]) - ord("a")
    ended = Request(id="a", prompt=(1,), max_new_tokens=9, stop_ids=frozenset({stop}))
    answer = serve(loop_without_model(decoder=Letters()), [ended])["a"][0]
    assert (answer.text, answer.finish) == (text[: text.index(text[2])], "stop token")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"prompt": ()}, "the prompt is empty"),
        ({"max_new_tokens": 0}, "max_new_tokens=0: 1 or more is needed"),
        ({"n": 0}, "n=0: 1 or more is needed"),
        ({"logprobs": 21}, "logprobs=21 is not from 0 to 20"),
    ],
)
def test_what_no_loop_could_answer_is_no_request(wrong, message):
    with pytest.raises(ValueError, match=message):
        Request(**{"id": "a", "prompt": (1,), "max_new_tokens": 1, **wrong})


def test_settings_that_contradict_one_another_are_refused_when_a_request_is_added():
    loop = loop_without_model()
    with pytest.raises(ValueError, match="top_k=5 has no meaning at temperature 0"):
        loop.add(Request(id="a", prompt=(1,), max_new_tokens=1, sampling=Sampling(top_k=5)))
    assert loop.idle
