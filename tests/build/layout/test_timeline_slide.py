"""Events stand where their dates do, and their words meet nobody else's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from content_slides import laid_out, sound_page
from page_items import named, words
from stand_alone_slides import VACCINES, timeline

from build.drawing.page import Page, Shape, TextBox


def page_of(events: list[tuple[str, float, str]], language: str = "en") -> Page:
    return sound_page(timeline("Dates", events), language=language)


def middles(page: Page) -> list[float]:
    rings = [item for item in page.items if isinstance(item, Shape) and item.name.endswith("ring")]
    return [ring.box.x + ring.box.w / 2 for ring in rings]


def events_of(page: Page) -> list[TextBox]:
    return [item for item in page.items if isinstance(item, TextBox) and item.name.split()[-2:-1] == ["event"]]


def ticks_of(page: Page) -> list[str]:
    return [words(item) for item in page.items if " tick " in item.name and isinstance(item, TextBox)]


def test_dates_stand_to_scale_above_and_below_in_turn() -> None:
    page = page_of(list(VACCINES))
    at = middles(page)
    years = [when for _, when, _ in VACCINES]
    inches = (at[-1] - at[0]) / (years[-1] - years[0])
    assert at == pytest.approx([at[0] + inches * (year - years[0]) for year in years])
    tops = [item.box.y for item in events_of(page)]
    assert [top < 4 for top in tops] == [True, False, True, False, True]
    assert ticks_of(page) == ["1800", "1850", "1900", "1950", "2000"]
    rings = [item.box.bottom for item in page.items if item.name.endswith(" ring")]
    assert min(item.box.y for item in page.items if " tick " in item.name and isinstance(item, TextBox)) > max(rings)


def test_words_go_to_the_left_where_the_right_has_no_room() -> None:
    page = page_of(list(VACCINES))
    left = [item.box.x < at for item, at in zip(events_of(page), middles(page), strict=True)]
    assert left == [False, False, True, False, True]


def test_dates_too_close_stand_in_even_steps_and_it_is_said() -> None:
    page = page_of([("1903", 1903, "Flight"), ("1905", 1905, "Relativity"), ("1969", 1969, "The Moon")])
    steps = [after - before for before, after in pairwise(middles(page))]
    assert steps[0] == pytest.approx(steps[1])
    assert words(named(page, "event scale")) == "not to scale"
    assert not ticks_of(page)


def test_one_date_twice_is_no_error() -> None:
    assert len(middles(page_of([("1903", 1903, "A"), ("1903", 1903, "B"), ("1903", 1903, "C")]))) == 3


def test_few_words_are_set_larger_and_many_smaller() -> None:
    few = page_of([("1903", 1903, "Flight"), ("1940", 1940, "War"), ("1969", 1969, "The Moon")])
    many = page_of([(f"{day} September 2024", 2024 + day / 365, "It happens and is told") for day in range(1, 8)])
    sizes = [events_of(page)[0].paragraphs[1].runs[0].style.size for page in (few, page_of(list(VACCINES)), many)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[1] == 20 > sizes[2] >= 16


def test_an_event_without_words_is_its_date() -> None:
    page = page_of([("1903", 1903, ""), ("1940", 1940, ""), ("1969", 1969, "")])
    assert [words(item) for item in events_of(page)] == ["1903", "1940", "1969"]


def test_words_without_room_are_told_at_their_event() -> None:
    _, found, _ = laid_out(timeline("Dates", [(date, when, text * 12) for date, when, text in VACCINES]))
    assert {finding.code for finding in found} == {"L101"}
    assert "1796: Edward Jenner" in found[0].message


def test_time_runs_from_right_to_left_where_words_do() -> None:
    page = page_of([("1796", 1796, "إدوارد جينر"), ("1885", 1885, "لقاح"), ("2020", 2020, "أول لقاحات")], language="ar")
    at = middles(page)
    assert at == sorted(at, reverse=True)
