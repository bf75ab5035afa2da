"""Text: paragraphs with exact line heights and real bullets, runs with language and theme fonts.

What a placeholder's layout says already is left out, so that a change of the layout reaches the slide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from build.drawing.direction import LEFT_TO_RIGHT, has_right_to_left, is_foreign, places_of_marks
from build.drawing.line_breaks import keeps_words
from build.drawing.page import Face, Paragraph, Run, Script
from build.drawing.xml_text import escape
from build.render.powerpoint.context import SlideContext
from build.render.powerpoint.equations import in_line, parts
from build.render.powerpoint.markup import emu, points

_ALIGN = {"left": "l", "center": "ctr", "right": "r"}
_ANCHOR = {"top": "t", "middle": "ctr", "bottom": "b"}
_LEADING_NUMBER = re.compile(r"\d+")
_NUMBERS = re.compile(r"([0-9](?:[0-9.,:/]*[0-9])?)")  # among Arabic letters they have a font of their own
_BASELINES: Mapping[Script, int] = {"super": 30_000, "sub": -15_000}  # thousandths of a percent of the size
_SHARE = re.compile(r'buSzPct val="(\d+)"')
NUMBER_FIELD = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
BULLETS = {
    "diamond": '<a:buSzPct val="60000"/><a:buFont typeface="Arial"/><a:buChar char="◆"/>',
    "square": '<a:buSzPct val="60000"/><a:buFont typeface="Arial"/><a:buChar char="■"/>',
    "dot": '<a:buSzPct val="100000"/><a:buFont typeface="Arial"/><a:buChar char="•"/>',
    "dash": '<a:buSzPct val="100000"/><a:buFont typeface="Arial"/><a:buChar char="–"/>',
    "number": '<a:buSzPct val="100000"/><a:buFont typeface="+mj-lt"/><a:buAutoNum type="arabicPeriod"/>',
    "box": '<a:buSzPct val="90000"/><a:buFont typeface="Segoe UI Symbol"/><a:buChar char="☐"/>',
    "ticked": '<a:buSzPct val="90000"/><a:buFont typeface="Segoe UI Symbol"/><a:buChar char="☑"/>',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a layout's placeholder gives to text that does not say otherwise."""

    size: float = 0.0
    color: str = ""
    face: Face = "body"
    bold: bool = False
    italic: bool = False
    caps: bool = False  # all in capitals
    line: float = 0.0
    align: str = "left"
    bulleted: bool = False
    rtl: bool = False


PLAIN = Given()


def text_body(
    paragraphs: Sequence[Paragraph],
    context: SlideContext,
    *,
    tag: str = "p:txBody",
    anchor: str = "middle",
    wrap: bool = True,
    given: Given = PLAIN,
    numbered: bool = False,
    placed: bool = False,
) -> str:
    """A text body with zero insets and no autofit. `numbered`: the first number is the slide's own, as a field.

    One that is `placed` has the insets of its placeholder and stands in it as that says.
    """
    properties = (
        "<a:bodyPr><a:noAutofit/></a:bodyPr>"
        if placed
        else (
            f'<a:bodyPr wrap="{"square" if wrap else "none"}" lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" '
            f'anchor="{_ANCHOR[anchor]}"><a:noAutofit/></a:bodyPr>'
        )
    )
    return (
        f"<{tag}>{properties}<a:lstStyle/>{paragraphs_xml(paragraphs, context, given=given, numbered=numbered)}</{tag}>"
    )


def paragraphs_xml(
    paragraphs: Sequence[Paragraph], context: SlideContext, *, given: Given = PLAIN, numbered: bool = False
) -> str:
    """The paragraphs; a body holds at least one."""
    if not paragraphs:
        return f'<a:p><a:endParaRPr lang="{escape(context.language)}"/></a:p>'
    return "".join(_paragraph(paragraph, context, given, numbered and not i) for i, paragraph in enumerate(paragraphs))


def _paragraph(paragraph: Paragraph, context: SlideContext, given: Given, numbered: bool) -> str:
    runs = []
    if paragraph.level:  # a layout's placeholder gives to its outermost level alone
        given = Given(bulleted=given.bulleted, rtl=given.rtl, align="right" if given.rtl else "left")
    whole = "".join(run.text for run in paragraph.runs)
    mixed = paragraph.rtl or (has_right_to_left(whole) and any(run.style.face != "mono" for run in paragraph.runs))
    foreign = paragraph.rtl and is_foreign(whole)
    for i, (math, group) in enumerate(parts(paragraph.runs)):
        run = group[0]
        if math:
            runs.append(in_line(math, run.style, context))
            continue
        properties = run_properties(run, context, given, mixed=mixed)
        text = _with_marks(run, foreign=foreign) if mixed else run.text
        number = _LEADING_NUMBER.match(text) if numbered and not i else None
        if number is not None:
            runs.append(f"{NUMBER_FIELD}<a:rPr{properties}</a:rPr><a:t>{number[0]}</a:t></a:fld>")
            text = text[number.end() :]
        for j, piece in enumerate(text.split("\n")):
            if j:
                runs.append(f"<a:br><a:rPr{properties}</a:rPr></a:br>")
            for part in _NUMBERS.split(piece) if mixed and has_right_to_left(piece) else (piece,):
                own = (
                    run_properties(replace(run, text=part), context, given, mixed=True) if part != piece else properties
                )
                runs += [f"<a:r><a:rPr{own}</a:rPr><a:t>{escape(part)}</a:t></a:r>"] if part else []
    if not runs:
        size = f' sz="{points(paragraph.runs[0].style.size)}"' if paragraph.runs else ""
        runs.append(f'<a:endParaRPr lang="{escape(context.language)}"{size}/>')
    return f"<a:p>{paragraph_properties(paragraph, context, given)}{''.join(runs)}</a:p>"


def _with_marks(run: Run, *, foreign: bool) -> str:
    text = run.text
    for place in reversed(places_of_marks(run, foreign=foreign)):
        text = text[:place] + LEFT_TO_RIGHT + text[place:]
    return text


def paragraph_properties(paragraph: Paragraph, context: SlideContext, given: Given = PLAIN) -> str:
    """Level, indent, alignment, spacing and bullet of a paragraph."""
    attributes, content = "", ""
    if paragraph.bullet:
        attributes = f' marL="{emu(paragraph.indent)}" indent="{emu(paragraph.bullet_at) - emu(paragraph.indent)}"'
    elif paragraph.indent or given.bulleted:
        attributes = f' marL="{emu(paragraph.indent)}" indent="0"'
    if paragraph.level:
        attributes += f' lvl="{paragraph.level}"'
    if paragraph.align != given.align:
        attributes += f' algn="{_ALIGN[paragraph.align]}"'
    if paragraph.rtl is not given.rtl:
        attributes += f' rtl="{int(paragraph.rtl)}"'
    if keeps_words(context.language) and paragraph.runs:
        attributes += ' eaLnBrk="0"'
    if points(paragraph.line) != points(given.line):
        content += f'<a:lnSpc><a:spcPts val="{points(paragraph.line)}"/></a:lnSpc>'
    if paragraph.before or given.bulleted:
        content += f'<a:spcBef><a:spcPts val="{points(paragraph.before)}"/></a:spcBef>'
    if paragraph.bullet:
        content += f"<a:buClr>{context.colors.element(paragraph.bullet_color)}</a:buClr>{_bullet(paragraph)}"
    elif given.bulleted:
        content += "<a:buNone/>"
    return f"<a:pPr{attributes}>{content}</a:pPr>" if attributes or content else ""


def _bullet(paragraph: Paragraph) -> str:
    """The mark of a list's paragraph; its size is told in shares of the first run, and code is smaller than words."""
    share = paragraph.size / paragraph.runs[0].style.size if paragraph.runs else 1.0
    drawn = _SHARE.sub(lambda found: f'buSzPct val="{round(int(found[1]) * share)}"', BULLETS[paragraph.bullet])
    return drawn.replace('Period"', f'Period" startAt="{paragraph.start}"') if paragraph.start > 1 else drawn


def run_properties(run: Run, context: SlideContext, given: Given = PLAIN, *, mixed: bool = False) -> str:
    """Attributes and content of a run's properties, after the name of their element.

    `mixed`: some of its paragraph runs from right to left, where programs take numbers for letters of that script.
    """
    style = run.style
    attributes = f' lang="{escape(context.language)}"'
    if style.size != given.size:
        attributes += f' sz="{points(style.size)}"'
    if style.bold != given.bold:
        attributes += f' b="{int(style.bold)}"'
    italic = style.italic and not has_right_to_left(run.text)  # its letters are never slanted
    if italic != given.italic:
        attributes += f' i="{int(italic)}"'
    if given.caps and not run.text.isupper():
        attributes += ' cap="none"'
    if style.face == "mono":
        attributes += ' noProof="1"'
    if style.strike:
        attributes += ' strike="sngStrike"'
    if style.spacing:
        attributes += f' spc="{points(style.spacing)}"'
    if style.script:
        beside = 100 if run.href else 0  # LibreOffice lowers a link before words that are as high as it
        attributes += f' baseline="{_BASELINES[style.script] - beside}"'
    content = ""
    if style.color != given.color:
        content += context.colors.fill(style.color)
    if run.highlight:
        content += f"<a:highlight>{context.colors.element(run.highlight)}</a:highlight>"
    if style.face != given.face:
        content += f'<a:latin typeface="{escape(context.typefaces[style.face])}"/>'
    if mixed and not has_right_to_left(run.text):
        content += f'<a:cs typeface="{escape(context.typefaces[style.face])}"/>'
    if run.href:
        content += context.link(run.href)
    return f"{attributes}>{content}"
