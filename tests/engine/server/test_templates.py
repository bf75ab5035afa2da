"""A server's chat templates: the text and the limits of a process of its own for each, from one that is kept."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from tiny_server import NAME, TEMPLATE, tiny_tokenizer

from engine.checkpoint_files import chat_template
from engine.checkpoint_files.tokenizer import Tokenizer
from engine.server.templates import ChatTokenizer, Templates

MESSAGES = [{"role": "user", "content": "é <|end|> 🌊\n"}]
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
TEMPLATES = (
    TEMPLATE,
    "{{ strftime_now('%Y') | length }}{{ eos_token }}{{ messages | tojson(indent=2) }}",
    "{{ raise_exception('no\nroles') }}",
    "{{ raise_exception() }}",
    "{{ 1 / 0 }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ messages.append(1) }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'a' * 3000000 }}",
    "{{ 'a' * 10000000000 }}",
    "{# " + "a" * 2_000_000 + " #}",
)


@pytest.fixture(scope="module")
def kept():
    there = Templates()
    yield there
    there.close()


def said(render, template: str) -> str:
    try:
        return render(template, {"messages": MESSAGES, "eos_token": "<|end|>"})
    except ValueError as error:
        return f"ValueError: {error}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template[:30])
def test_a_template_gives_the_text_or_the_reason_that_it_gives_in_a_process_of_its_own(kept, template):
    expected = said(chat_template.render, template)
    assert (said(kept.render, template), said(kept.render, TEMPLATE)) == (
        expected,
        said(chat_template.render, TEMPLATE),
    )


def test_all_chats_are_filled_in_by_one_process_and_no_template_finds_traces_of_another(kept):
    kept.render(TEMPLATE, {"messages": []})
    process = kept._process.pid
    leaving = "{% set ns = namespace(seen=1) %}{{ raise_exception.seen }}"  # a global of all templates
    assert {kept.render(leaving, {"messages": []}) for _ in range(3)} == {""}
    with ThreadPoolExecutor(4) as pool:
        texts = pool.map(lambda i: kept.render("{{ messages }}", {"messages": i}), range(40))
        assert [*texts] == [f"{i}" for i in range(40)]
    assert kept._process.pid == process


def test_a_process_that_was_killed_is_followed_by_another(kept):
    kept.start()
    os.kill(kept._process.pid, signal.SIGKILL)
    kept._process.wait()
    assert kept.render("{{ messages }}", {"messages": 5}) == "5"


def test_a_template_that_keeps_the_process_for_too_long_is_ended_with_it(kept, monkeypatch):
    monkeypatch.setattr("engine.server.templates.SECONDS", 0.2)
    with pytest.raises(ValueError, match=r"it takes more time or memory than a template may have$"):
        kept.render(ENDLESS, {})
    monkeypatch.undo()
    assert kept.render("{{ messages }}", {"messages": 5}) == "5"


def test_what_is_kept_ends_with_its_server():
    other = Templates()
    other.start()
    process = other._process
    other.close()
    assert process.returncode == -signal.SIGKILL
    assert process.stdin.closed
    assert process.stdout.closed


def test_what_is_kept_ends_by_itself_where_its_server_was_killed():
    other = Templates()
    other.start()
    with other._process as process:
        process.stdin.close()  # as the system does then
        assert process.wait(60) == 0


def test_a_chat_has_the_tokens_that_a_tokenizer_alone_gives_it():
    plain = tiny_tokenizer()
    half = Tokenizer(plain._encoding, template=r"{{ '\udfff' }}")
    with_kept, half_kept = ChatTokenizer(plain), ChatTokenizer(half)
    with closing(with_kept.templates), closing(half_kept.templates):
        assert with_kept.chat(MESSAGES) == plain.chat(MESSAGES)
        assert with_kept.encode("a<|end|>") == plain.encode("a<|end|>")
        with pytest.raises(ValueError, match=r"^what the chat template makes has U\+DFFF at letter 1"):
            half_kept.chat(MESSAGES)


def test_chats_of_a_server_share_one_process(client, server):
    templates, processes = server.server.config.app.state.served.tokenizer.templates, []
    for content in ("a", "b"):
        messages = [{"role": "user", "content": content}]
        client.chat.completions.create(model=NAME, messages=messages, max_tokens=1)
        processes.append(templates._process)
    assert processes[0] is processes[1]
    assert processes[0].poll() is None
