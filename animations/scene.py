"""What all films share: facts as typed attributes, five named stages, one caption line, stills.

A film is a subclass. It names the facts it shows by annotation only, and gets them from the ledger:

    class KvCacheLoop(FilmScene):
        decode_cache: Table

and it says every number through `show`, which writes down what was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, get_type_hints

from manim import FadeIn, FadeOut, Scene, VGroup

from animations.captions import Caption
from animations.mobjects.panels import chip, page, tile
from animations.mobjects.poster import play_mark
from animations.mobjects.stage_bar import StageBar, StageNames
from animations.quality import HEIGHT, WIDTH
from animations.style import MARGIN, FrameBox, FrameText
from build.provenance.chip import CHIP_LOOKS
from build.theme.tokens import Theme
from engine.ledger import Ledger, Record
from engine.sheet import AnyValue, Sheet
from engine.units import Matrix, Quantity, Series, Table

TITLE, CAPTION = 0.62, 6.87
TITLE_AIR = 0.3  # between the title and the chip
HOW = {"computed": "calculated"}  # kinds that a chip calls otherwise
READING_START, READING_WORD = 1.0, 0.35  # seconds: to find the line, and for each word of it
PAUSE = 0.6  # after each change
LAST_HOLD = 2.0


class FilmScene(Scene):  # type: ignore[misc]
    """A film. Subclasses give `title`, five `stages`, their facts' annotations, and `construct`."""

    title: ClassVar[str]
    stages: tuple[str, ...]
    play_spot: tuple[float, float] = (WIDTH / 2, HEIGHT / 2)

    def __init__(
        self,
        ledger: Ledger,
        theme: Theme,
        *,
        done: Callable[[str], object] = str,
        **manim: Any,
    ) -> None:
        """`done` is called with each stage's name, while its last picture stands.

        Raises ValueError for a fact that the ledger lacks, or has with another type.
        """
        super().__init__(**manim)
        self.theme = theme
        self.done = done
        self.records: dict[str, Record] = {}
        self.numbers: dict[str, str] = {}
        self.captions: list[Caption] = []
        self.finished: list[str] = []
        for name, kind in fact_types(type(self)).items():
            self.records[name] = record = _record(ledger, name)
            value = record.held
            if not isinstance(value, kind):
                raise ValueError(f"fact {name!r} is a {type(value).__name__}, the film wants a {kind.__name__}")
            setattr(self, name, value)

    # ---- facts --------------------------------------------------------------------------------------
    def show(self, name: str, spec: str = "", *, bare: bool = False) -> str:
        """How a fact is written on the frame: `decode_cache.speedup`, `tradeoff_parameters[MHA]`, or
        of a series with more than one line `tradeoff_memory_by_context[MHA][2048]`, of a matrix
        `flow_weights[sat][cat]`, of a course's own table `growth.rate[2020]`.

        `bare` leaves the unit off, where the frame says it beside. What is returned is recorded.
        """
        quantity = self.quantity(name)
        text = written(quantity, spec, bare=bare)
        self.numbers[name] = format(quantity, spec)
        return text

    def quantity(self, name: str) -> Quantity:
        """The value that a fact's name, with field or point, stands for."""
        fact, *path = name.replace("]", "").replace("[", ".").split(".")
        value: AnyValue = getattr(self, fact)
        if isinstance(value, Table):
            return value[path[-1]]
        if isinstance(value, Series):
            line = path[0] if len(path) > 1 else next(iter(value.lines))
            points = {str(x): quantity for x, quantity in value[line].items()}
            if path[-1] not in points:
                raise ValueError(f"fact {fact!r} has no {path[-1]!r}; it has {', '.join(points)}")
            return points[path[-1]]
        if isinstance(value, Sheet):
            return value[path[0]][".".join(path[1:])]
        if isinstance(value, Matrix):
            row, column = path
            if row not in value.rows or column not in value.columns:
                raise ValueError(f"fact {fact!r} has no cell {row!r}, {column!r}; rows: {', '.join(value.rows)}")
            return value[row][column]
        assert isinstance(value, Quantity)
        return value

    # ---- telling ------------------------------------------------------------------------------------
    def setup(self) -> None:
        self._caption: FrameText | None = None
        self._since = 0.0
        self._chip: VGroup | None = None
        self.bar = self.stage_bar()
        self.bar.start()
        mark = tile(self.theme, FrameBox(MARGIN, CAPTION - 0.23, 0.07, 0.46), fill="gold", radius=0.035)
        title = FrameText(self.theme, self.title, size="frame_title", color="navy", display=True)
        self._title_right = MARGIN + title.width
        self.add(page(self.theme), title.put(MARGIN, TITLE), self.bar, mark)

    def stage_bar(self) -> StageNames:
        """What shows the stages on top."""
        return StageBar(self.theme, self.stages)

    def tell_source(self, name: str) -> None:
        """Beside the title, how a fact was found, and on what machine, for what or from which source: what has room."""
        record = self.records[name]
        how = HOW.get(record.kind, record.kind)
        where = record.machine_name or record.says.rstrip(".").partition(": ")[2].replace("'", "’") or record.source
        fill, ink, _ = CHIP_LOOKS[record.kind]
        clauses = where.split(", ") if where else []
        choices = [f"{how} · {', '.join(clauses[:count])}" for count in range(len(clauses), 0, -1)]
        right = WIDTH - MARGIN
        chips = [chip(self.theme, words, right, TITLE, fill=fill, ink=ink, align="right") for words in (*choices, how)]
        room = right - self._title_right - TITLE_AIR
        new = next((mark for mark in chips if mark.width <= room), chips[-1])
        if self._chip is not None:
            self.play(FadeOut(self._chip, run_time=0.2), FadeIn(new, run_time=0.2))
        self.add(new)
        self._chip = new

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage: its bar turns gold; at its end the caption has been readable."""
        number = self.stages.index(name)
        if number:
            self.play(self.bar.go(number))
        yield
        self.finished.append(name)
        self.wait(LAST_HOLD if number == len(self.stages) - 1 else PAUSE)
        self._read()
        self.done(name)

    def say(self, *choices: str) -> None:
        """Show a caption: the first of the choices that fits, when the last one has been read."""
        lines = (FrameText(self.theme, words, size="frame_caption") for words in choices)
        room = WIDTH - 2 * MARGIN - 0.22
        line = next((line for line in lines if line.width <= room), None)
        if line is None:
            raise ValueError(f"the caption {choices[-1]!r} is wider than the frame")
        line.put(MARGIN + 0.22, CAPTION)
        self._clear()
        if self.renderer.time:
            self.play(FadeIn(line, run_time=0.3))
        self.add(line)
        self._caption, self._since = line, self.renderer.time

    def tear_down(self) -> None:
        self._note_caption()
        self.foreground_mobjects.clear()  # the mark lies over everything
        self.add(play_mark(self.theme, self.play_spot, float(self.renderer.time)))

    def _clear(self) -> None:
        if self._caption is not None:
            self._read()
            self._note_caption()
            self.play(FadeOut(self._caption, run_time=0.2))
            self._caption = None

    def _read(self) -> None:
        """Wait until the caption has been visible long enough to be read."""
        if self._caption is not None:
            left = reading_time(self._caption.string) - (self.renderer.time - self._since)
            if left > 0.05:
                self.wait(left)

    def _note_caption(self) -> None:
        if self._caption is not None:
            self.captions.append(Caption(self._caption.string, float(self._since), float(self.renderer.time)))

    def strings(self) -> tuple[str, ...]:
        """Every line of text that can be seen now."""
        return tuple(
            mobject.string
            for mobject in self.get_mobject_family_members()
            if isinstance(mobject, FrameText) and mobject.get_fill_opacity() > 0
        )


def reading_time(words: str) -> float:
    """Seconds that a caption must be visible."""
    return READING_START + READING_WORD * len(words.split())


def written(quantity: Quantity, spec: str = "", *, bare: bool = False) -> str:
    """A quantity's text, with its unit or without."""
    text = format(quantity, spec)
    suffix = quantity.scale_in(spec).suffix
    return text.removesuffix(suffix) if bare else text


def fact_types(film: type[FilmScene]) -> Mapping[str, type]:
    """The facts a film names: its annotations without a value whose type is a unit's."""
    hints = get_type_hints(film)
    return {
        name: hints[name]
        for name in film.__annotations__
        if isinstance(hints[name], type) and issubclass(hints[name], Quantity | Table | Series | Matrix | Sheet)
    }


def _record(ledger: Ledger, name: str) -> Record:
    if name not in ledger:
        raise ValueError(f"the ledger has no fact {name!r}; record it with: coursewright facts {name}")
    return ledger[name]


__all__ = ["FilmScene", "fact_types", "reading_time", "written"]
