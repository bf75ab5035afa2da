"""The sizes and rates of films, by name."""

from __future__ import annotations

import pytest

from animations.quality import QUALITIES, Quality, read_quality


def test_a_quality_is_a_size_with_a_rate_after_it_or_not() -> None:
    assert all(read_quality(name) == quality for name, quality in QUALITIES.items())
    assert read_quality("1080p60") == Quality(1920, 1080, 60)
    assert read_quality("4k24") == Quality(3840, 2160, 24)
    assert read_quality("8k") == Quality(7680, 4320, 30)


@pytest.mark.parametrize("name", ["", "480", "1080p0", "1080p1000", "1080p-1", "4K", "p60", "1080p60\n", "480p15p"])
def test_another_name_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(ValueError, match=r"unknown quality .*(did you mean|known|are)"):
        read_quality(name)
