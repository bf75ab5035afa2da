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

from manim import FadeIn, FadeOut, Scene

from animations.captions import Caption
from animations.mobjects.panels import page, tile
from animations.mobjects.poster import play_mark
from animations.mobjects.stage_bar import StageBar
from animations.quality import HEIGHT, WIDTH
from animations.style import MARGIN, FrameBox, FrameText
from build.theme.tokens import Theme
from engine.ledger import Ledger, Record
from engine.units import Quantity, Series, Table, Value

CAPTION = 6.87
READING_START, READING_WORD = 1.0, 0.35  # seconds: to find the line, and for each word of it
PAUSE = 0.6  # after each change
LAST_HOLD = 2.0


class FilmScene(Scene):  # type: ignore[misc]
    """A film. Subclasses give `title`, `stages`, their facts' annotations, and `construct`."""

    title: ClassVar[str]
    stages: ClassVar[tuple[str, str, str, str, str]]
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
            value = record.quantity
            if not isinstance(value, kind):
                raise ValueError(f"fact {name!r} is a {type(value).__name__}, the film wants a {kind.__name__}")
            setattr(self, name, value)

    # ---- facts --------------------------------------------------------------------------------------
    def show(self, name: str, spec: str = "", *, bare: bool = False) -> str:
        """How a fact is written on the frame: `decode_cache.speedup`, or `tradeoff_memory[MHA]`.

        `bare` leaves the unit off, where the frame says it beside. What is returned is recorded.
        """
        quantity = self.quantity(name)
        text = written(quantity, spec, bare=bare)
        self.numbers[name] = format(quantity, spec)
        return text

    def quantity(self, name: str) -> Quantity:
        """The value that a fact's name, with field or point, stands for."""
        fact, _, field = name.rstrip("]").replace("[", ".").partition(".")
        value: Value = getattr(self, fact)
        if isinstance(value, Table):
            return value[field]
        if isinstance(value, Series):
            (line,) = value.lines
            return value[line][field]
        assert isinstance(value, Quantity)
        return value

    # ---- telling ------------------------------------------------------------------------------------
    def setup(self) -> None:
        self._caption: FrameText | None = None
        self._since = 0.0
        self.bar = StageBar(self.theme, self.stages)
        self.bar.start()
        mark = tile(self.theme, FrameBox(MARGIN, CAPTION - 0.23, 0.07, 0.46), fill="gold", radius=0.035)
        title = FrameText(self.theme, self.title, size="frame_title", color="navy", display=True)
        self.add(page(self.theme), title.put(MARGIN, 0.62), self.bar, mark)

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
        if isinstance(hints[name], type) and issubclass(hints[name], Quantity | Table | Series)
    }


def _record(ledger: Ledger, name: str) -> Record:
    if name not in ledger:
        raise ValueError(f"the ledger has no fact {name!r}; record it with: make facts NAME={name}")
    return ledger[name]


__all__ = ["FilmScene", "fact_types", "reading_time", "written"]
