"""The measuring protocol: warm up, repeat, leave out what others disturbed, keep every sample raw.

A sample is what one call of a measured function returns: all its numbers come from the same run, so a
ratio is taken within a repeat, and the median of the ratios is reported. Needs no torch to import.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from engine.units import Matrix, Seconds, Series, Table, TokensPerSecond, Value, numbers

CONTENDED = 0.15  # the share of all cores that other processes may use during a sample
REJECTIONS = 3  # for each sample that is asked for, so many may be rejected before we give up
PATIENCE = Seconds(10)  # how long to wait for quiet after a rejected sample
GRAIN = 0.02  # seconds: the two counters that are compared step by a hundredth each


class BusyError(RuntimeError):
    """Other programs use too much of the machine to measure anything."""


# ---- how busy others keep the machine ---------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Load:
    """CPU seconds used until a moment: by everybody (a hypervisor's theft included), and by this process."""

    at: float
    everybody: float
    own: float
    cores: int

    def others_since(self, earlier: Load) -> float:
        """The share of all cores that other processes used since then."""
        elapsed = max(self.at - earlier.at, 1e-9) * self.cores
        return max(0.0, (self.everybody - earlier.everybody) - (self.own - earlier.own) - GRAIN) / elapsed


def read_load(stat: Path = Path("/proc/stat")) -> Load | None:
    """The load until now, or None where the system does not tell (no /proc)."""
    if not stat.exists():
        return None
    lines = stat.read_text(encoding="ascii").splitlines()
    user, nice, system, _idle, _iowait, irq, softirq, steal = (int(word) for word in lines[0].split()[1:9])
    cores = sum(line[:3] == "cpu" for line in lines) - 1
    everybody = (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")
    return Load(time.perf_counter(), everybody, sum(os.times()[:4]), cores)


def quickest(function: Callable[[], object], calls: int = 5) -> Seconds:
    """The shortest of a few calls: what others do to the machine can only make a call longer."""
    taken = []
    for _ in range(calls):
        start = time.perf_counter()
        function()
        taken.append(time.perf_counter() - start)
    return Seconds(min(taken))


# ---- samples ----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Samples:
    """The samples of one experiment, raw and in order. `busiest` is the highest share others had in one."""

    values: tuple[Value, ...]
    rejected: int = 0
    busiest: float = 0.0

    @property
    def is_contended(self) -> bool:
        """Whether others disturbed one of them, kept or not."""
        return self.busiest > CONTENDED

    @property
    def raw(self) -> Mapping[str, list[float]]:
        """The numbers of all samples, a list a field. Raises ValueError where samples differ in their fields."""
        flat = [numbers(value) for value in self.values]
        if any(fields.keys() != flat[0].keys() for fields in flat):
            raise ValueError("the samples of one experiment have unlike fields")
        return {name: [float(fields[name]) for fields in flat] for name in flat[0]}

    @property
    def median(self) -> Value:
        """The median of every field."""
        return _like(self.values[0], {name: statistics.median(many) for name, many in self.raw.items()})


def _like(value: Value, medians: Mapping[str, float]) -> Value:
    """The same kind of value with other numbers, named as `engine.units.numbers` names them."""
    if isinstance(value, Table):
        return Table(**{name: type(quantity)(medians[name]) for name, quantity in value.items()})
    if isinstance(value, Series):
        return replace(value, lines={name: tuple(medians[f"{name}[{x}]"] for x in value.x) for name in value.lines})
    if isinstance(value, Matrix):
        raise ValueError("a Matrix cannot be measured; return a Table or a Series")
    return type(value)(medians["value"])


def sample(
    function: Callable[[], Value],
    *,
    repeats: int,
    warm_up: int = 1,
    reject: bool = True,
    load: Callable[[], Load | None] = read_load,
    sleep: Callable[[float], None] = time.sleep,
) -> Samples:
    """Call a function until there are `repeats` samples that nobody disturbed.

    Raises BusyError after too many rejected ones. Without `reject` disturbed samples are kept as well.
    """
    for _ in range(warm_up):
        function()
    values: list[Value] = []
    shares: list[float] = []
    rejected = 0
    while len(values) < repeats:
        value, share = _sample_once(function, load)
        shares.append(share)
        if not reject or share <= CONTENDED:
            values.append(value)
            continue
        rejected += 1
        if rejected >= REJECTIONS * repeats:
            raise BusyError(
                f"{rejected} of {len(shares)} samples were rejected: other programs used "
                f"{statistics.median(shares):.0%} of the CPU meanwhile, and {CONTENDED:.0%} is allowed. "
                "Close them and run it again."
            )
        _wait_for_quiet(load, sleep)
    return Samples(values=tuple(values), rejected=rejected, busiest=max(shares))


def _sample_once(function: Callable[[], Value], load: Callable[[], Load | None]) -> tuple[Value, float]:
    """One sample, and the share of the machine that others used meanwhile."""
    gc.collect()
    gc.disable()
    try:
        before = load()
        value = function()
        after = load()
    finally:
        gc.enable()
    return value, after.others_since(before) if before and after else 0.0


def _wait_for_quiet(load: Callable[[], Load | None], sleep: Callable[[float], None], pause: float = 0.5) -> None:
    """Wait until others use little of the machine, but not for long: the next sample is judged by itself."""
    for _ in range(int(PATIENCE / pause)):
        before = load()
        sleep(pause)
        after = load()
        if not before or not after or after.others_since(before) <= CONTENDED:
            return


@contextmanager
def pinned(threads: int) -> Iterator[None]:
    """Hold torch to a number of threads: more of them beside a busy neighbour spin instead of working."""
    if not find_spec("torch"):
        yield
        return
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


# ---- tokens -----------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class TokenTimes:
    """When a request was made and when each of its tokens came."""

    start: float
    stamps: Sequence[float] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.stamps:
            raise ValueError("no token came, so there is nothing to time")

    @property
    def ttft(self) -> Seconds:
        """Time to first token: the prompt's pass."""
        return Seconds(self.stamps[0] - self.start)

    @property
    def tpot(self) -> Seconds:
        """Time per output token after the first: the gaps' mean. Raises ValueError for one token."""
        if len(self.stamps) < 2:
            raise ValueError("one token has no time per output token; ask for two or more")
        return Seconds((self.stamps[-1] - self.stamps[0]) / (len(self.stamps) - 1))

    @property
    def tokens_per_second(self) -> TokensPerSecond:
        """The speed of decoding: one token each TPOT. The prompt's pass is not in it."""
        return TokensPerSecond(1 / self.tpot)


def token_times(tokens: Iterable[object]) -> TokenTimes:
    """Take every token as it comes, and note when."""
    start = time.perf_counter()
    return TokenTimes(start=start, stamps=[time.perf_counter() for _ in tokens])
