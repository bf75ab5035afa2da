"""What appears at which click, as PowerPoint's own animations, and how a slide comes in.

The main sequence has a step a click, in it *Appear* for each shape or paragraph (ECMA-376 part 1, 19.5; the numbers of
effects are those that PowerPoint writes). A film is played from one of its bookmarks where its step comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pptx.oxml.ns import qn

from build.drawing.page import Drawable, Movie, Page
from build.render.powerpoint.markup import element

FADE = '<p:transition spd="fast"><p:fade/></p:transition>'  # half a second, on the next click or key
MORPH = (  # [MS-PPTX] 2.2.11; programs that do not know it let the slide fade in
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice xmlns:p159="http://schemas.microsoft.com/office/powerpoint/2015/09/main" Requires="p159">'
    '<p:transition spd="slow"><p159:morph option="byObject"/></p:transition></mc:Choice>'
    f"<mc:Fallback>{FADE}</mc:Fallback></mc:AlternateContent>"
)
_TIMED = qn("p:cTn")
_AT_ONCE = '<p:stCondLst><p:cond delay="0"/></p:stCondLst>'
_SHAPE, _FRAME, _CHART = qn("p:sp"), qn("p:graphicFrame"), qn("c:chart")


def add_steps(slide: Any, page: Page, shapes: Mapping[str, Any]) -> None:
    """Let what `page.steps` names appear click by click; `shapes` are the slide's own by name."""
    steps = _Steps(shapes, {item.name: item for item in page.items})
    clicks = "".join(steps.click(names) for names in page.steps)
    sequence = (
        '<p:seq concurrent="1" nextAc="seek"><p:cTn id="0" dur="indefinite" nodeType="mainSeq"><p:childTnLst>'
        f"{clicks}</p:childTnLst></p:cTn>{_turn('prev', 'onPrev')}{_turn('next', 'onNext')}</p:seq>"
    )
    timeline = slide.get_or_add_childTnLst()
    timeline.insert(0, element(sequence))
    timing = next(timeline.iterancestors(qn("p:timing")))
    for number, timed in enumerate(timing.iter(_TIMED), start=1):
        timed.set("id", str(number))
    if steps.builds:
        timing.append(element(f"<p:bldLst>{''.join(steps.builds.values())}</p:bldLst>"))


def _turn(which: str, event: str) -> str:
    """The condition to go one step back or on: whatever the slide is told."""
    return (
        f'<p:{which}CondLst><p:cond evt="{event}" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:{which}CondLst>'
    )


@dataclass
class _Steps:
    """Writes steps, and how each shape is built up (`builds`, by number)."""

    shapes: Mapping[str, Any]
    items: Mapping[str, Drawable]
    builds: dict[str, str] = field(default_factory=dict)

    def click(self, names: tuple[str, ...]) -> str:
        """All that happens at one click, the first of it `clickEffect` and the others with that."""
        kinds = (("clickEffect", "withEffect")[min(at, 1)] for at in count())
        effects = "".join(self._effect(name, kind) for name, kind in zip(names, kinds, strict=False))
        inner = f'<p:par><p:cTn id="0" fill="hold">{_AT_ONCE}<p:childTnLst>{effects}</p:childTnLst></p:cTn></p:par>'
        return (
            '<p:par><p:cTn id="0" fill="hold"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst>'
            f"<p:childTnLst>{inner}</p:childTnLst></p:cTn></p:par>"
        )

    def _effect(self, name: str, kind: str) -> str:
        whole, _, paragraph = name.partition("#")
        film, _, bookmark = whole.partition("@")
        shape = self.shapes[film]
        number = shape[0][0].get("id")
        if bookmark:
            return _play(number, self.items[film], int(bookmark), kind)
        within = int(paragraph) - 1 if paragraph else -1
        text = f'<p:txEl><p:pRg st="{within}" end="{within}"/></p:txEl>' if paragraph else ""
        group = self._build(shape, number, by_paragraph=bool(paragraph))
        target = f'<p:spTgt spid="{number}">{text}</p:spTgt>' if text else f'<p:spTgt spid="{number}"/>'
        return (
            f'<p:par><p:cTn id="0" presetID="1" presetClass="entr" presetSubtype="0" fill="hold"{group} '
            f'nodeType="{kind}">{_AT_ONCE}<p:childTnLst><p:set><p:cBhvr><p:cTn id="0" dur="1" fill="hold">{_AT_ONCE}'
            f"</p:cTn><p:tgtEl>{target}</p:tgtEl><p:attrNameLst><p:attrName>style.visibility</p:attrName>"
            '</p:attrNameLst></p:cBhvr><p:to><p:strVal val="visible"/></p:to></p:set></p:childTnLst></p:cTn></p:par>'
        )

    def _build(self, shape: Any, number: str, *, by_paragraph: bool) -> str:
        """How an effect names its build; pictures, groups, lines and tables have none."""
        if shape.tag == _SHAPE:
            drawn = shape.spPr.find(qn("a:noFill")) is None and not shape.has_ph_elm
            look = ' build="p"' if by_paragraph else ' animBg="1"' if drawn else ""
            self.builds[number] = f'<p:bldP spid="{number}" grpId="0"{look}/>'
        elif shape.tag == _FRAME and next(shape.iter(_CHART), None) is not None:
            self.builds[number] = f'<p:bldGraphic spid="{number}" grpId="0"><p:bldAsOne/></p:bldGraphic>'
        else:
            return ""
        return ' grpId="0"'


def _play(number: str, film: Drawable, bookmark: int, kind: str) -> str:
    """A film played from one of its bookmarks, until the next one is due."""
    assert isinstance(film, Movie)
    starts = [seconds for _, seconds in film.bookmarks]
    start = starts[bookmark - 1]
    length = round(1000 * (starts[bookmark] - start)) if bookmark < len(starts) else 1
    return (
        f'<p:par><p:cTn id="0" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="{kind}">'
        f'{_AT_ONCE}<p:childTnLst><p:cmd type="call" cmd="playFrom({start:g})"><p:cBhvr><p:cTn id="0" '
        f'dur="{length}" fill="hold"/><p:tgtEl><p:spTgt spid="{number}"/></p:tgtEl></p:cBhvr></p:cmd></p:childTnLst>'
        "</p:cTn></p:par>"
    )
