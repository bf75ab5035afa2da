"""Laws that hold for whatever is asked, in whatever order: nobody starves, no block is lost, no budget passed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import VOCABULARY, Letters, alone, loop_without_model, mixtures

from engine.serving.loop import serve
from engine.serving.metrics import gaps
from engine.serving.request import Request
from engine.serving.scheduler import Limits


def request(name: str, prompt: int = 4, answer: int = 4, **more) -> Request:
    return Request(id=name, prompt=tuple(range(prompt)), max_new_tokens=answer, **more)


def order_of_first_tokens(loop, asked) -> list[str]:
    answers = serve(loop, asked)
    return sorted(answers, key=lambda name: (answers[name][0].times.stamps[0], name))


@settings(max_examples=25)
@given(mixtures())
def test_every_answer_ends_as_it_would_alone(mixture):
    loop, asked = mixture
    answers = serve(loop, asked)
    for one in asked:
        for here, there in zip(answers[one.id], alone(one), strict=True):
            assert (here.tokens, here.text, here.finish) == (there.tokens, there.text, there.finish)


@settings(max_examples=25)
@given(mixtures())
def test_no_step_reads_more_tokens_or_rows_than_the_limits_say_and_none_is_empty(mixture):
    loop, asked = mixture
    serve(loop, asked)
    limits = loop.scheduler.limits
    for step in loop.runner.steps:
        assert 1 <= len(step) <= limits.max_rows
        assert sum(count for *_, count in step) <= limits.max_tokens
    counts = loop.scheduler.counts
    assert (counts.steps, counts.rows) == (len(loop.runner.steps), sum(map(len, loop.runner.steps)))
    assert counts.held >= counts.rows


@settings(max_examples=25)
@given(mixtures(), st.data())
def test_all_blocks_are_free_again_after_all_have_ended_or_were_aborted_at_any_moment(mixture, data):
    loop, asked = mixture
    answers = {one.id: loop.add(one) for one in asked}
    loop.scheduler.closing = True
    loop.clock.wait(100.0)
    while not loop.idle:
        if data.draw(st.integers(0, 3)) == 0:
            name = data.draw(st.sampled_from(asked)).id
            alive = any(answer.finish is None for answer in answers[name])
            assert loop.abort(name) == alive
            assert not loop.abort(name)
        loop.step()
    pool = loop.scheduler.pool
    assert pool.n_free == pool.n_blocks
    assert not any(pool.readers(block) for block in range(pool.n_blocks))
    assert not loop.scheduler.waiting
    assert not loop.scheduler.running
    assert all(answer.finish for made in answers.values() for answer in made)


@settings(max_examples=25)
@given(mixtures(), st.data())
def test_whoever_is_not_aborted_gets_what_he_would_alone(mixture, data):
    loop, asked = mixture
    answers = {one.id: loop.add(one) for one in asked}
    loop.scheduler.closing = True
    victim = data.draw(st.sampled_from(asked)).id
    for _ in range(data.draw(st.integers(0, 12))):
        loop.step()
    loop.abort(victim)
    while not loop.idle:
        loop.clock.wait(loop.wakes())
        loop.step()
    for one in asked:
        for here, there in zip(answers[one.id], alone(one), strict=True):
            if here.finish == "aborted":
                assert here.tokens == there.tokens[: len(here.tokens)]
            else:
                assert (here.tokens, here.text) == (there.tokens, there.text)


@settings(max_examples=25)
@given(mixtures(most=4), st.data())
def test_a_step_that_fails_takes_nothing_from_anybody(mixture, data):
    loop, asked = mixture
    answers = {one.id: loop.add(one) for one in asked}
    loop.scheduler.closing = True
    loop.clock.wait(100.0)
    runner = loop.runner

    def fails(work, copies):
        runner(work, copies[: data.draw(st.integers(0, 1))])
        raise MemoryError

    while not loop.idle:
        loop.step()
        if loop.scheduler.running and data.draw(st.integers(0, 4)) == 0:
            loop.runner = fails
            with pytest.raises(MemoryError):
                loop.step()
            loop.runner = runner
    for one in asked:
        for here, there in zip(answers[one.id], alone(one), strict=True):
            assert (here.tokens, here.text, here.finish) == (there.tokens, there.text, there.finish)
    assert loop.scheduler.pool.n_free == loop.scheduler.pool.n_blocks


@settings(max_examples=25)
@given(mixtures(most=5))
def test_the_most_urgent_that_runs_goes_on_at_every_step(mixture):
    loop, asked = mixture
    for one in asked:
        loop.add(one)
    loop.scheduler.closing = True
    loop.clock.wait(100.0)
    while not loop.idle:
        loop.step()
        running = loop.scheduler.running
        assert running == sorted(running, key=lambda one: one.urgency)
        if running:
            first = running[0]
            loop.step()
            read = [name for name, *_ in loop.runner.steps[-1]]
            assert first.request.id in read


@pytest.mark.parametrize("policy", ["static", "dynamic", "continuous"])
def test_requests_of_one_priority_are_served_first_come_first_served(policy):
    asked = [request(name, arrives=float(i) / 8) for i, name in enumerate("abcdefg")]
    for max_rows in (1, 3):
        assert order_of_first_tokens(loop_without_model(policy=policy, max_rows=max_rows), asked) == list("abcdefg")


def test_a_lower_priority_number_is_served_first():
    asked = [request(name, priority=priority) for name, priority in (("c", 2), ("a", -1), ("d", 2), ("b", 0))]
    assert order_of_first_tokens(loop_without_model(max_rows=1), asked) == list("abcd")


def test_a_stream_of_short_requests_does_not_keep_a_long_one_from_its_tokens():
    asked = [request("long", prompt=20, answer=20)]
    asked += [request(f"{i}", prompt=6, answer=2, arrives=float(i)) for i in range(60)]
    loop = loop_without_model(max_rows=4, max_tokens=6)
    answer = serve(loop, asked)["long"][0]
    assert set(gaps(answer.times)) == {1.0}


def test_the_last_to_come_gives_its_blocks_and_is_computed_again_and_says_the_same():
    asked = [request(name, answer=13) for name in "ab"]  # two times four blocks, of six
    loop = loop_without_model(n_blocks=6, max_rows=2, decoder=Letters())
    answers = serve(loop, asked)
    assert loop.scheduler.counts.preempted == 1
    assert answers["a"][0].times.stamps[-1] < answers["b"][0].times.stamps[-1]
    assert loop.scheduler.counts.tokens > 2 * (4 + 12)
    assert answers["b"][0].tokens == alone(asked[1])[0].tokens


def test_the_less_urgent_gives_way_though_it_came_first():
    asked = [request("early", answer=13, priority=1), request("urgent", answer=13)]
    answers = serve(loop_without_model(n_blocks=6, max_rows=2), asked)
    assert answers["urgent"][0].times.stamps[-1] < answers["early"][0].times.stamps[-1]


def test_answers_of_one_prompt_share_its_blocks_and_copy_the_last_one():
    loop = loop_without_model(max_rows=3, n_blocks=20)
    loop.add(request("a", prompt=10, answer=4, n=3))
    loop.step()
    tables = [one.table for one in loop.scheduler.running]
    assert tables[0] == tables[1] == tables[2]
    loop.step()
    tables = [one.table for one in loop.scheduler.running]
    assert len({tuple(table[:2]) for table in tables}) == 1
    assert len({table[2] for table in tables}) == 3


def test_an_answer_knows_how_much_of_its_prompt_the_prefix_cache_had():
    loop = loop_without_model(prefix_cache=True, block_size=4, max_rows=4)
    first, second, other = (
        serve(loop, [request(name, prompt=11, n=2, salt=salt)])[name]
        for name, salt in (("a", ""), ("b", ""), ("c", "tenant"))
    )
    assert [made[0].cached for made in (first, second, other)] == [0, 8, 0]


def test_blocks_that_a_request_computed_itself_before_it_gave_way_are_not_counted_as_found():
    loop = loop_without_model(prefix_cache=True, n_blocks=8, max_rows=2, max_tokens=2)
    asked = [request("ahead", prompt=4, answer=20), request("late", prompt=20, answer=2, arrives=4.0)]
    ahead, late = (made[0] for made in serve(loop, asked).values())
    assert loop.scheduler.counts.preempted == 1
    assert (ahead.cached, late.cached) == (0, 4)  # what it found was read by the other, before it came
    assert loop.scheduler.prefix.found > 8  # with what it read itself until its blocks were needed


def test_a_prompt_is_read_in_chunks_beside_an_answer_that_does_not_stand_still():
    loop = loop_without_model(max_rows=2, max_tokens=5)
    loop.add(request("a", prompt=3, answer=8))
    loop.step()
    loop.add(request("b", prompt=18, answer=1))
    while not loop.idle:
        loop.step()
    assert loop.runner.steps[1:6] == [
        [("a", 0, 1), ("b", 0, 4)], [("a", 0, 1), ("b", 0, 4)], [("a", 0, 1), ("b", 0, 4)],
        [("a", 0, 1), ("b", 0, 4)], [("a", 0, 1), ("b", 0, 2)],
    ]  # fmt: skip


def test_a_static_batch_waits_for_its_longest_and_continuous_does_not():
    asked = [request("long", answer=9), request("short", answer=2), request("next", answer=2)]
    static, continuous = (loop_without_model(policy=name, max_rows=2) for name in ("static", "continuous"))
    assert serve(static, asked)["next"][0].times.ttft == 10.0
    assert serve(continuous, asked)["next"][0].times.ttft == 3.0
    assert (static.scheduler.counts.rows, static.scheduler.counts.held) == (13, 2 * 9 + 2)


def test_dynamic_goes_without_a_full_batch_when_the_window_ends_and_static_does_not():
    asked = [request("a", answer=1), request("b", answer=1, arrives=9.0)]
    for policy, ttft in (("static", 10.0), ("dynamic", 4.0)):
        loop = loop_without_model(policy=policy, max_rows=2, window=3.0)
        assert serve(loop, asked)["a"][0].times.ttft == ttft


def test_a_request_that_could_never_be_served_is_refused_at_once_and_nothing_else_is_disturbed():
    loop = loop_without_model(n_blocks=4, max_rows=2)
    loop.add(request("a", answer=6))
    for wrong, message in (
        (request("b", prompt=9, answer=9), r"9 tokens and 9 new ones need 5 blocks of 4 tokens; the cache has 4"),
        (request("b", prompt=9, answer=99), r"9 tokens and 99 new ones need 107 positions; the model has 64"),
        (request("b", n=3), r"n=3 answers need as many rows; a batch has 2"),
        (request("b", prompt=VOCABULARY + 1), r"the prompt has tokens beyond the 24 that the model knows"),
        (request("b", stop=("x",)), r"a stop string is looked for in text, and without a tokenizer there is none"),
        (request("a"), r"a request of the id 'a' is being answered; give this one another"),
    ):
        with pytest.raises(ValueError, match=message):
            loop.add(wrong)
    served = []
    while not loop.idle:
        served += loop.step()
    assert [piece.token for piece in served] == alone(request("a", answer=6))[0].tokens


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_rows": 0}, "max_rows=0: 1 or more is needed"),
        ({"max_rows": 8, "max_tokens": 7}, "max_tokens=7 a step leave none for some of max_rows=8"),
        ({"window": -1.0}, "window=-1.0 is not 0 seconds or more"),
    ],
)
def test_limits_that_nothing_can_be_served_with_are_refused(limits, message):
    with pytest.raises(ValueError, match=message):
        Limits(**limits)


def test_a_policy_that_is_not_known_is_told_with_the_likely_one():
    with pytest.raises(ValueError, match="continuous"):
        loop_without_model(policy="continous")
