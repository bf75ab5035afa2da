"""OpenAI's own client cannot tell: every call that this server has, whole and streamed."""

import openai
import pytest
from tiny_server import END, NAME, tiny_tokenizer

HELLO = [{"role": "user", "content": "Hello, you."}]
FIRST = "The quick brown fox jumps over the lazy dog. It "


def complete(client, prompt=FIRST, **more):
    return client.completions.create(model=NAME, prompt=prompt, **{"max_tokens": 12, "temperature": 0, **more})


def chat(client, **more):
    asked = {"messages": HELLO, "max_tokens": 12, "temperature": 0, "seed": 1, **more}
    return client.chat.completions.create(model=NAME, **asked)


def joined(stream, index=0) -> str:
    chunks = [choice for chunk in stream for choice in chunk.choices if choice.index == index]
    return "".join((one.text if hasattr(one, "text") else one.delta.content) or "" for one in chunks)


# ---- models ---------------------------------------------------------------------------------------------
def test_the_model_is_listed_and_found(client):
    (listed,) = client.models.list().data
    assert (listed.id, listed.root) == (NAME, NAME)
    assert client.models.retrieve(NAME) == listed


# ---- whole answers ----------------------------------------------------------------------------------------
def test_a_completion_has_its_text_its_end_and_its_usage(client):
    made = complete(client)
    assert (made.object, made.model) == ("text_completion", NAME)
    (choice,) = made.choices
    assert (choice.index, choice.finish_reason, choice.logprobs) == (0, "length", None)
    assert len(tiny_tokenizer().encode(choice.text)) == 12
    usage = made.usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (len(FIRST), 12, len(FIRST) + 12)


def test_a_chat_has_its_message_its_end_and_its_usage(client):
    made = chat(client)
    assert made.object == "chat.completion"
    (choice,) = made.choices
    assert (choice.message.role, choice.finish_reason, choice.message.refusal) == ("assistant", "length", None)
    assert choice.message.content == complete(client, tiny_tokenizer().chat(HELLO), seed=1).choices[0].text
    assert made.usage.completion_tokens == 12
    assert made.usage.prompt_tokens == len(tiny_tokenizer().chat(HELLO))


def test_a_chats_parts_of_text_are_one_text(client):
    parts = [{"type": "text", "text": "Hello, "}, {"type": "text", "text": "you."}]
    there = chat(client, messages=[{"role": "user", "content": parts}])
    assert there.choices[0].message.content == chat(client).choices[0].message.content


def test_a_prompt_may_be_text_or_tokens_or_several_of_either(client):
    ids = tiny_tokenizer().encode(FIRST)
    one = complete(client).choices[0].text
    assert complete(client, ids).choices[0].text == one
    two = complete(client, "Other.").choices[0].text
    for prompts in ([FIRST, "Other."], [ids, tiny_tokenizer().encode("Other.")]):
        made = complete(client, prompts, n=2)
        assert [choice.index for choice in made.choices] == [0, 1, 2, 3]
        assert [choice.text for choice in made.choices] == [one, one, two, two]
        assert made.usage.prompt_tokens == len(ids) + 6
        assert made.usage.completion_tokens == 4 * 12


def test_what_was_read_before_is_told_as_cached(client):
    prompt = "A prompt of fifty letters, three blocks of sixteen."
    usages = [complete(client, prompt).usage for _ in range(2)]
    assert [usage.prompt_tokens_details.cached_tokens for usage in usages] == [0, 48]
    salted = complete(client, prompt, extra_body={"cache_salt": "mine"}).usage
    assert salted.prompt_tokens_details.cached_tokens == 0


def test_echo_puts_the_prompt_before_the_text_also_where_it_is_streamed(client):
    text = complete(client).choices[0].text
    assert complete(client, echo=True).choices[0].text == FIRST + text
    assert joined(complete(client, echo=True, stream=True)) == FIRST + text


def test_the_same_seed_gives_the_same_text_and_another_another(client):
    texts = [complete(client, temperature=1, seed=seed).choices[0].text for seed in (5, 5, 6)]
    assert texts[0] == texts[1] != texts[2]
    assert complete(client, temperature=1).choices[0].text != complete(client, temperature=1).choices[0].text


def test_several_answers_have_several_texts_the_first_as_if_it_were_alone(client):
    made = complete(client, n=3, temperature=1, seed=5)
    texts = [choice.text for choice in made.choices]
    assert [choice.index for choice in made.choices] == [0, 1, 2]
    assert len({*texts}) == 3
    assert texts[0] == complete(client, temperature=1, seed=5).choices[0].text


# ---- where an answer ends -----------------------------------------------------------------------------------
def test_a_stop_string_ends_the_text_before_it_one_of_four_and_streamed_too(client):
    text = complete(client).choices[0].text
    for stop in (text[5:8], ["never", text[5:8], "nowhere"]):
        (choice,) = complete(client, stop=stop).choices
        assert (choice.text, choice.finish_reason) == (text[: text.index(text[5:8])], "stop")
        assert joined(complete(client, stop=stop, stream=True)) == choice.text
    assert complete(client, stop=None).choices[0].text == text


def test_a_token_that_ends_a_turn_ends_an_answer_unless_it_is_to_be_ignored(client):
    bias = {str(END): 100}
    (choice,) = complete(client, logit_bias=bias).choices
    assert (choice.text, choice.finish_reason) == ("", "stop")
    (choice,) = complete(client, logit_bias=bias, extra_body={"ignore_eos": True}).choices
    assert (choice.text, choice.finish_reason) == ("", "length")


def test_a_chat_may_say_its_limit_in_the_old_way_and_the_new_and_go_on_to_the_end_without_one(client):
    assert chat(client, max_tokens=3).usage.completion_tokens == 3
    assert chat(client, max_tokens=openai.omit, max_completion_tokens=3).usage.completion_tokens == 3
    usage = chat(client, max_tokens=openai.omit).usage
    assert usage.prompt_tokens + usage.completion_tokens == 257  # the last token is not read


# ---- how tokens are drawn -----------------------------------------------------------------------------------
def test_a_bias_forbids_a_token_and_forces_one(client):
    first = tiny_tokenizer().encode(complete(client).choices[0].text)[0]
    assert tiny_tokenizer().encode(complete(client, logit_bias={str(first): -100}).choices[0].text)[0] != first
    assert complete(client, max_tokens=4, logit_bias={"1": 100}).choices[0].text == '"' * 4


def test_penalties_make_an_answer_repeat_itself_less(client):
    bias = {"1": 60, "2": 59}  # the first is likelier by 1, until it has been said
    texts = {
        (presence, frequency): complete(
            client, max_tokens=6, logit_bias=bias, presence_penalty=presence, frequency_penalty=frequency
        ).choices[0].text
        for presence, frequency in ((0, 0), (2, 0), (0, 2), (-2, 0))
    }  # fmt: skip
    counts = {penalties: abs(text.count('"') - text.count("#")) for penalties, text in texts.items()}
    assert counts[0, 0] == counts[-2, 0] == 6
    assert counts[0, 2] < 6
    assert {*texts[2, 0]} == {'"', "#"}


# ---- streams ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("more", [{}, {"temperature": 1}, {"temperature": 1.5, "max_tokens": 60}])
def test_a_stream_joined_is_the_whole_text(client, more):
    assert joined(complete(client, stream=True, seed=3, **more)) == complete(client, seed=3, **more).choices[0].text
    whole = chat(client, **more).choices[0].message.content
    assert joined(chat(client, stream=True, **more)) == whole


def test_a_chat_stream_has_its_role_first_one_id_and_its_end_last(client):
    chunks = [*chat(client, stream=True)]
    assert {chunk.id for chunk in chunks} == {chunks[0].id}
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    roles = [chunk.choices[0].delta.role for chunk in chunks]
    assert roles == ["assistant", *[None] * (len(chunks) - 1)]
    assert not chunks[0].choices[0].delta.content
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [*[None] * (len(chunks) - 1), "length"]


def test_several_answers_are_streamed_by_their_index_each_with_one_end(client):
    whole = complete(client, ["One", "Two"], n=2, temperature=1, seed=2)
    chunks = [*complete(client, ["One", "Two"], n=2, temperature=1, seed=2, stream=True)]
    for index, choice in enumerate(whole.choices):
        assert joined(chunks, index) == choice.text
        own = [one for chunk in chunks for one in chunk.choices if one.index == index]
        assert [one.finish_reason for one in own] == [*[None] * (len(own) - 1), "length"]


@pytest.mark.parametrize("include", [True, False])
@pytest.mark.parametrize("continuous", [True, False])
@pytest.mark.parametrize("ask", [complete, chat])
def test_usage_comes_in_the_last_chunk_or_in_all_as_it_is_asked_for(client, ask, include, continuous):
    options = {"include_usage": include, "continuous_usage_stats": continuous}
    *chunks, last = ask(client, stream=True, stream_options=options)
    assert [chunk.usage is not None for chunk in chunks] == [include and continuous] * len(chunks)
    if include:
        assert last.choices == []
        assert last.usage == ask(client).usage.model_copy(
            update={"prompt_tokens_details": last.usage.prompt_tokens_details}
        )
        made = [chunk.usage.completion_tokens for chunk in chunks if chunk.usage]
        assert made == sorted(made)
    else:
        assert (last.usage, last.choices[0].finish_reason) == (None, "length")


# ---- chances ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("wanted", [0, 5])
@pytest.mark.parametrize("stream", [True, False])
def test_the_tokens_of_a_completions_logprobs_joined_are_its_text(client, wanted, stream):
    asked = {"logprobs": wanted, "temperature": 1, "seed": 4, "max_tokens": 24}
    text = complete(client, **asked).choices[0].text
    parts = [*complete(client, stream=True, **asked)] if stream else [complete(client, **asked)]
    chances = [part.choices[0].logprobs for part in parts]
    tokens = [token for one in chances for token in one.tokens]
    assert "".join(tokens) == text
    offsets = [offset for one in chances for offset in one.text_offset]
    assert [text[begin:end] for begin, end in zip(offsets, [*offsets[1:], None], strict=True)] == tokens
    for one in chances:
        for chance, likeliest in zip(one.token_logprobs, one.top_logprobs, strict=True):
            assert chance <= 0
            assert len(likeliest) <= wanted
            assert sorted(likeliest.values(), reverse=True) == [*likeliest.values()]


@pytest.mark.parametrize("stream", [True, False])
def test_the_tokens_of_a_chats_logprobs_joined_are_its_text_with_their_bytes(client, stream):
    asked = {"logprobs": True, "top_logprobs": 3}
    text = chat(client, **asked).choices[0].message.content
    parts = [*chat(client, stream=True, **asked)] if stream else [chat(client, **asked)]
    found = [one for part in parts if part.choices[0].logprobs for one in part.choices[0].logprobs.content]
    assert "".join(one.token for one in found) == text
    assert all(bytes(one.bytes).decode() == one.token for one in found)
    assert all(one.logprob == one.top_logprobs[0].logprob for one in found)  # at temperature 0 the likeliest
    assert {len(one.top_logprobs) for one in found} == {3}


# ---- what is wrong is told ------------------------------------------------------------------------------------
WRONG = [
    (complete, {"model": "gpt-4"}, 404, "model", "the model 'gpt-4' is not served here; 'tiny' is"),
    (complete, {"max_tokens": 0}, 400, "max_tokens", "max_tokens: Input should be greater than or equal to 1"),
    (
        complete, {"max_tokens": 999}, 400, None,
        "the prompt has 48 tokens and up to 999 are to be made; there is room for 256",
    ),
    (complete, {"prompt": ""}, 400, "prompt", "the prompt is empty: there is nothing to go on from"),
    (complete, {"prompt": [300]}, 400, None, "the prompt has tokens beyond the 257 that the model knows"),
    (complete, {"prompt": [-1]}, 400, "prompt.0", "prompt.0: Input should be greater than or equal to 0"),
    (
        complete, {"prompt": [[]]}, 400, "prompt.0",
        "prompt.0: List should have at least 1 item after validation, not 0",
    ),
    (
        complete, {"prompt": []}, 400, "prompt",
        "prompt: a prompt is a text, a list of texts, a list of token ids or a list of such lists, and none of them "
        "is empty",
    ),
    (complete, {"prompt": ["a"] * 65}, 400, "prompt", "65 prompts at once; up to 64 may wait here"),
    (complete, {"logprobs": 21}, 400, "logprobs", "logprobs: Input should be less than or equal to 20"),
    (
        complete, {"echo": True, "logprobs": 1}, 400, "echo",
        "the chances of a prompt's own tokens are not computed; leave out echo or logprobs",
    ),
    (complete, {"stop": list("abcde")}, 400, "stop", "stop: List should have at most 4 items after validation, not 5"),
    (complete, {"stop": ["a", ""]}, 400, "stop.1", "stop.1: String should have at least 1 character"),
    (complete, {"n": 9}, 400, None, "n=9 answers need as many rows; a batch has 8"),
    (complete, {"best_of": 2}, 400, "best_of", "best_of: Input should be 1"),
    (
        complete, {"suffix": "end"}, 400, "suffix",
        "suffix: this server cannot do what it asks for, or does not know it; leave it out",
    ),
    (complete, {"stream_options": {"include_usage": True}}, 400, None, "stream_options is for stream=true only"),
    (complete, {"logit_bias": {"257": 1}}, 400, "logit_bias", "a token beyond the 257 that the model knows"),
    (chat, {"messages": []}, 400, "messages", "messages: List should have at least 1 item after validation, not 0"),
    (
        chat, {"messages": [{"role": "bard", "content": "a"}]}, 400, "messages.0.role",
        "messages.0.role: Input should be 'system', 'developer', 'user' or 'assistant'",
    ),
    (
        chat, {"messages": [{"role": "user", "content": 5}]}, 400, "messages.0.content",
        "messages.0.content: content is a text, or a list of parts of the type text",
    ),
    (chat, {"top_logprobs": 2}, 400, None, "top_logprobs is for logprobs=true only"),
    (
        chat, {"tools": [{"type": "function", "function": {"name": "f"}}]}, 400, "tools",
        "tools: this server cannot do what it asks for, or does not know it; leave it out",
    ),
    (
        chat, {"response_format": {"type": "json_object"}}, 400, "response_format.type",
        "response_format.type: Input should be 'text'",
    ),
    (chat, {"temperature": 3}, 400, "temperature", "temperature: Input should be less than or equal to 2"),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "more", "status", "param", "message"), WRONG, ids=[str(one[1])[:40] for one in WRONG])
def test_what_is_wrong_is_told_in_openais_shape_and_the_server_goes_on(client, ask, more, status, param, message):
    name = more.get("model", NAME)
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client if name == NAME else Renamed(client, name), **{k: v for k, v in more.items() if k != "model"})
    error = caught.value
    assert (error.status_code, error.body["param"], error.body["message"]) == (status, param, message)
    assert error.body["type"] == "invalid_request_error"
    assert complete(client, max_tokens=1).usage.completion_tokens == 1


class Renamed:
    """A client that asks for another model."""

    def __init__(self, client, name: str) -> None:
        self.completions, self._create, self._name = self, client.completions.create, name

    def create(self, *, model: str, **asked):
        return self._create(model=self._name, **asked)


def test_embeddings_are_refused(client):
    with pytest.raises(openai.BadRequestError, match="tiny makes text and no embeddings"):
        client.embeddings.create(model=NAME, input="a")


def test_another_address_is_told_too(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.images.generate(prompt="a")
    assert caught.value.body["message"] == "Not Found"
