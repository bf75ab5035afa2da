"""What we calculate about tea. A fact is a function: its name is the number's name, its return type its unit."""

import math

from engine.fact import computed
from engine.units import Series, Table, unit

SOURCE = "Newton, Scala graduum caloris, 1701"
POURED, ROOM, DRINKABLE = 90.0, 20.0, 60.0  # °C
RATE = 0.05  # a minute, of a thick mug
STOPS = (0, 12, 24, 36, 48)  # minutes
CELSIUS, MINUTES = unit("°C"), unit("minutes")


def temperature(minutes: float, rate: float = RATE) -> float:
    """Newton's law of cooling, in °C."""
    return ROOM + (POURED - ROOM) * math.exp(-rate * minutes)


def waiting(rate: float = RATE) -> float:
    """Minutes until tea can be drunk: the law above, solved for the time."""
    return math.log((POURED - ROOM) / (DRINKABLE - ROOM)) / rate


@computed(source=SOURCE)
def tea() -> Table:
    """Tea in a thick mug: how warm it is poured, the room, how warm one can drink it, and how long that takes."""
    return Table(poured=CELSIUS(POURED), room=CELSIUS(ROOM), drinkable=CELSIUS(DRINKABLE), wait=MINUTES(waiting()))


@computed(source=SOURCE)
def tea_cools() -> Series:
    """How warm tea in a thick mug still is."""
    return Series("minutes", STOPS, CELSIUS, {"tea": tuple(map(temperature, STOPS))})
