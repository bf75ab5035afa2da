"""The use cases of the deck's decision: each has one path, every end is reached, and numbers are those of the end."""

import pytest

from engine.economics.plans import OTHERWISE, PLANS, path
from engine.facts.plans import NAMES, USE_CASES, plan_first, plan_paths, plan_terms, plan_users, plan_waits


def test_every_end_is_reached_and_no_use_case_has_two():
    paths = plan_paths()
    assert paths.columns == (*(plan.says for plan in PLANS), OTHERWISE)
    assert len(set(paths.rows)) == len(paths.rows) == len(USE_CASES)
    for row in paths.values:
        end = row.index(1)
        assert row.count(1) == 1
        assert all(code >= 2 for code in row[:end])
        assert not any(row[end + 1 :])
    assert {row.index(1) for row in paths.values} == set(range(len(PLANS) + 1))


def test_numbers_are_those_of_the_end_of_the_path_and_keep_its_limits():
    paths, users, waits, first = plan_paths(), plan_users(), plan_waits(), plan_first()
    for use in USE_CASES:
        end = path(use)[-1]
        assert users["fit"][use.name] == end.fit
        assert waits["wait"][use.name] == pytest.approx(end.gap)
        if paths[use.name]["Batch job"] == 1:
            assert users["asked"][use.name] == 0
        elif paths[use.name][OTHERWISE] != 1:
            assert users["asked"][use.name] <= users["fit"][use.name]
            assert waits["wait"][use.name] <= waits["limit"][use.name]
            assert first["wait"][use.name] <= first["limit"][use.name]


def test_a_voice_that_answers_in_10_ms_a_token_is_too_slow_on_eight_cards():
    assert plan_terms()["voice_cards"] == 8
    assert plan_waits()["wait"]["Voice agent"] > plan_waits()["limit"]["Voice agent"]
    assert NAMES[-1] == "Voice agent"
