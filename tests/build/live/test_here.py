"""Numbers of this machine in the place of the deck's."""

from __future__ import annotations

from datetime import date

from build.live.here import with_values
from build.provenance.chip import setting_line
from build.spec.said import said_in
from engine.ledger import read_ledger
from engine.machine import machine


def test_a_number_of_here_is_one_run_of_this_machine_today() -> None:
    deck = read_ledger()
    here = with_values(deck, {"decode_cache.with_cache": 23.6})["decode_cache"]
    assert here.value["with_cache"]["value"] == 23.6
    assert here.value["without_cache"] == deck["decode_cache"].value["without_cache"]
    assert (here.day, here.machine) == (f"{date.today()}", machine())
    assert "median of" in setting_line([deck["decode_cache"]], said_in("en"))
    assert "median of" not in setting_line([here], said_in("en"))
