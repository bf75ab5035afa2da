"""Whatever a client sends, it gets a clear answer, never one of status 500, and the server goes on."""

import json
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_server import NAME

COMPLETIONS, CHAT, FILES, BATCHES = "/v1/completions", "/v1/chat/completions", "/v1/files", "/v1/batches"
GOOD = {"model": NAME, "prompt": "a", "max_tokens": 1, "temperature": 0, "ignore_eos": True}


@pytest.fixture(autouse=True)
def goes_on(web, server):
    yield
    assert web.post(COMPLETIONS, json=GOOD).json()["usage"]["completion_tokens"] == 1
    assert server.pool.n_free == server.pool.n_blocks


def raw(**more: str) -> bytes:
    """A body whose values are written as they are, JSON or not."""
    fields = {**{name: json.dumps(value) for name, value in GOOD.items()}, **more}
    return ("{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}").encode()


UNKNOWN = "this server cannot do what it asks for, or does not know it; leave it out"
MOST = "List should have at most 4 items after validation"
NO_NUMBER = "Input should be a valid integer, unable to parse string as an integer"
ROOM = "up to 1 are to be made; there is room for 256"
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"", 400, "Field required"),
        (b"{", 400, "this is not JSON: Expecting property name enclosed in double quotes"),
        (b"\xff\xfe", 400, "this is not JSON: Expecting value"),
        (b"[]", 400, "Input should be a valid dictionary or object to extract fields from"),
        (b"5", 400, "Input should be a valid dictionary or object to extract fields from"),
        (DEEP.encode(), 400, "There was an error parsing the body"),
        (raw(temperature="NaN"), 400, "temperature: Input should be a finite number"),
        (raw(temperature="Infinity"), 400, "temperature: Input should be a finite number"),
        (raw(temperature="1e999"), 400, "temperature: Input should be a finite number"),
        (raw(seed="1" * 400), 400, "seed: Input should be less than or equal to 9223372036854775807"),
        (raw(seed="1" * 5000), 400, "There was an error parsing the body"),
        (raw(stop=json.dumps(["x"] * 10_000)), 400, f"stop: {MOST}, not 10000"),
        (raw(stop=json.dumps("x" * 1001)), 400, "stop.0: String should have at most 1000 characters"),
        (raw(stop="5"), 400, "stop: Input should be a valid list"),
        (raw(prompt='"\\ud800"'), 400, "the text has U+D800 at letter 1, half of a surrogate pair alone"),
        (raw(model='"\\ud800"'), 404, "the model '\\ud800' is not served here; 'tiny' is"),
        (raw(**{"\\ud800": "1"}), 400, "Input should be a valid string, unable to parse raw data as a unicode string"),
        (raw(guided_json="{}"), 400, f"guided_json: {UNKNOWN}"),
        (raw(prompt="[true]"), 400, "prompt.0: Input should be a valid integer"),
        (raw(prompt='[1, "a"]'), 400, "prompt.1: Input should be a valid integer"),
        (raw(prompt="[99999999999]"), 400, "prompt.0: Input should be less than or equal to 2147483647"),
        (raw(logit_bias='{"a": 1}'), 400, f"logit_bias.a.[key]: {NO_NUMBER}"),
        (raw(logit_bias='{"1": 1e9}'), 400, "logit_bias.1: Input should be less than or equal to 100"),
        (raw(stop_token_ids="[5]", max_tokens="2"), 200, None),
        (raw(stop="null", seed="null", n="null", stream="null"), 200, None),
        (raw(prompt=json.dumps("x" * 300)), 400, f"the prompt has 300 tokens and {ROOM}"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, bytes) else "",
)  # fmt: skip
def test_bodies_that_are_no_request_are_refused_in_a_sentence(web, body, status, message):
    got = web.post(COMPLETIONS, content=body, headers={"content-type": "application/json"})
    assert got.status_code == status, got.text
    if message is not None:
        assert got.json()["error"]["message"] == message


def test_ten_megabytes_are_refused_whether_their_length_is_told_or_not(web):
    body = raw(prompt=json.dumps("x" * 10_000_000))
    for content in (body, (body[i : i + 65536] for i in range(0, len(body), 65536))):
        got = web.post(COMPLETIONS, content=content, headers={"content-type": "application/json"})
        assert (got.status_code, got.json()["error"]["message"]) == (413, "a body has up to 4,194,304 bytes here")


def test_a_book_is_too_many_tokens(web):
    got = web.post(COMPLETIONS, json={**GOOD, "prompt": "x" * 300_000})
    assert got.status_code == 400
    assert "the prompt has 300000 tokens" in got.json()["error"]["message"]


def test_a_client_that_goes_in_the_middle_of_its_body_leaves_nothing(server):
    host, port = server.base_url.removeprefix("http://").removesuffix("/v1").split(":")
    for begun in (b"POST", b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: 999\r\n\r\n{", b"\x00" * 100):
        with socket.create_connection((host, int(port))) as client:
            client.sendall(begun)


def test_other_addresses_methods_and_files_are_told(web):
    for got, status in (
        (web.get("/v1/nothing"), 404),
        (web.get(COMPLETIONS), 405),
        (web.post(FILES, json={}), 400),
        (web.post(FILES, data={"purpose": "batch"}), 400),
        (web.post(FILES, files={"file": ("\ud800".encode(errors="replace").decode() + "\x00", b"a")}), 400),
        (web.get(f"{FILES}?limit=0"), 400),
        (web.get(f"{FILES}?after=nobody"), 404),
        (web.post(BATCHES, json={"input_file_id": "a", "endpoint": "/v1/embeddings"}), 400),
        (web.get("/v1/models/a/b"), 404),
    ):
        assert got.status_code == status, got.text
        assert {*got.json()["error"]} == {"message", "type", "param", "code"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "model", "prompt", "messages", "max_tokens", "temperature", "top_p", "top_k", "n", "seed", "stop", "logprobs",
    "echo", "stream", "stream_options", "logit_bias", "presence_penalty", "metadata", "user", "priority", "cache_salt",
)  # fmt: skip


@settings(max_examples=60)
@given(
    path=st.sampled_from([COMPLETIONS, CHAT, BATCHES]),
    body=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4),
    good=st.booleans(),
)
def test_no_body_makes_the_server_fail(web, path, body, good):
    sent = json.dumps({**(GOOD if good else {}), **body})
    got = web.post(path, content=sent.encode(errors="replace"), headers={"content-type": "application/json"})
    assert got.status_code in (200, 400, 404, 422), (sent, got.text)
    if got.status_code != 200:
        assert got.json()["error"]["message"]
