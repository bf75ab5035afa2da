"""A renderer that draws nothing: it writes down what each frame shows, for how many frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import CairoRenderer, Mobject, Scene
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.iterables import list_update

from animations.picture import Picture, Shapes


class NoWriter(SceneFileWriter):  # type: ignore[misc]
    """manim's file writer without files."""

    def begin_animation(self, *_: Any, **__: Any) -> None:
        pass

    def end_animation(self, *_: Any) -> None:
        pass

    def finish(self) -> None:
        pass


class Recorder(CairoRenderer):  # type: ignore[misc]
    """Takes the place of manim's renderer while a film plays. `take` hands over what it has recorded."""

    def __init__(self) -> None:
        super().__init__(file_writer_class=NoWriter)
        self._shapes = Shapes()
        self._still: Picture = ()
        self._now: Picture = ()
        self._recorded: list[tuple[Picture, int]] = []

    def picture(self, scene: Scene) -> Picture:
        """All that a scene shows now."""
        return self._shapes.of(list_update(scene.mobjects, scene.foreground_mobjects))

    def take(self) -> list[tuple[Picture, int]]:
        """Pictures and how many frames each is held, since the last time."""
        recorded, self._recorded = self._recorded, []
        return recorded

    def save_static_frame_data(self, scene: Scene, static_mobjects: Iterable[Mobject]) -> None:
        self._still = self._shapes.of(static_mobjects)

    def update_frame(self, scene: Scene, mobjects: Iterable[Mobject] | None = None, **_: Any) -> None:
        self._now = self._still + self._shapes.of(mobjects or ())

    def get_frame(self) -> Picture:
        return self._now

    def add_frame(self, frame: Picture, num_frames: int = 1) -> None:
        if self.skip_animations:
            return
        self.time += num_frames / self.camera.frame_rate
        if self._recorded and self._recorded[-1][0] == frame:
            num_frames += self._recorded.pop()[1]
        self._recorded.append((frame, num_frames))
