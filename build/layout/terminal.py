"""The terminal card: commands as they are typed, comments on what each one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from build.drawing.art import icon
from build.drawing.line_breaks import addresses
from build.drawing.page import Box, Paragraph, Run, TextBox, TextStyle
from build.drawing.text_measure import RESERVE, Measure, height
from build.layout.card import PANEL, card, rule
from build.layout.draft import Draft, Subject
from build.layout.ladder import EPSILON, Rung, fit
from build.layout.runs import runs_of
from build.spec.deck import Command, Text
from engine.quoted import quoted

HEADER = 0.465
PROMPT = "$ "
LADDER = (Rung(16, 1.6), Rung(16, 1.45), Rung(16, 1.3), Rung(15, 1.3), Rung(14, 1.3), Rung(14, 1.16))


def least_height(commands: Sequence[Command], wide: float, measure: Measure) -> float:
    """How high the card must be at the smallest size."""
    return HEADER + 0.2 + height(_lines(commands, LADDER[-1], wide - 0.4, measure))


def draw_terminal(draft: Draft, box: Box, title: Text, commands: Sequence[Command]) -> None:
    """A dark card with a heading strip."""
    name = icon("term", Box(box.x + 0.21, box.y + 0.13, 0.23, 0.23), color="goldlt", name_prefix=draft.name("terminal"))
    head = Box(box.x + 0.53, box.y + 0.02, box.w - 0.73, HEADER - 0.02)

    def words(rung: Rung) -> list[Paragraph]:
        style = TextStyle(rung.size, "white", bold=True)
        runs = runs_of(title, style, strong="white", chip=False)
        return [draft.measure.paragraph(runs or [Run("Run", style)], width=head.w, spacing=1.06)]

    draft.add(card(draft, "terminal card", box, fill=PANEL, line=""), name)
    sizes = [Rung(float(size), 1.06) for size in (16, 15, 14)]
    draft.add(
        draft.text("terminal heading", head, words, sizes, Subject("the commands' heading", title.span)),
        rule(draft, "terminal rule", box.x, box.right, box.y + HEADER, color="navy500", size=1.0),
    )
    body = Box(box.x + 0.24, box.y + HEADER + 0.06, box.w - 0.4, box.h - HEADER - 0.18)
    folds = {rung: _folds(commands, rung, body.w, draft.measure) for rung in LADDER}
    ladder = [rung for rung in LADDER if folds[rung] == min(folds.values())]  # smaller letters before a broken path
    fitted = fit(lambda rung: _lines(commands, rung, body.w, draft.measure), ladder, high=body.h, wide=body.w + 1)
    room = body.w * (1 - RESERVE) + EPSILON
    least = TextStyle(14, face="mono")
    wide = [command for command in commands if draft.measure.width(_longest_word(command.text), least) > room]
    for command in wide:
        message = f"a command's part is wider than the terminal: {quoted(_longest_word(command.text))}"
        hint = (
            "keep the address in a name first: $ URL=…"
            if addresses(command.text)
            else "change the folder first: $ cd …"
        )
        draft.report("L102", command.span, message, hint)
    if not wide:
        draft.report_unfit("the terminal", fitted, commands[-1].span, body.h)
    draft.add(TextBox(name=draft.name("terminal"), box=body, paragraphs=fitted.paragraphs))


def _longest_word(text: str) -> str:
    return max(_breakable(text), key=len, default="").strip()


def _breakable(text: str) -> list[str]:
    """Parts between which a command may go to the next line: behind spaces and slashes."""
    parts = [""]
    for character in text:
        parts[-1] += character
        if character in " /":
            parts.append("")
    return [part for part in parts if part]


def _columns(rung: Rung, wide: float, measure: Measure) -> int:
    return int(wide * (1 - RESERVE) / measure.width("0", TextStyle(rung.size, face="mono")))


def _folds(commands: Sequence[Command], rung: Rung, wide: float, measure: Measure) -> int:
    """How often commands go on in a further line at one size."""
    columns = _columns(rung, wide, measure) - 2
    return sum(_folded(command.text.lstrip("$ "), columns).count("\n") for command in commands)


def _lines(commands: Sequence[Command], rung: Rung, wide: float, measure: Measure) -> list[Paragraph]:
    style = TextStyle(rung.size, "white", face="mono")
    columns = _columns(rung, wide, measure)
    lines = []
    for command in commands:
        text = command.text.lstrip("$# ").strip()
        if command.comment:
            shown = _folded(f"# {text}", columns - 2)
            runs = [Run("  " + shown.replace("\n", "\n    "), replace(style, color="navy200"))]
        else:
            shown = _folded(text, columns - 2)
            runs = [
                Run(PROMPT, replace(style, color="goldlt")),
                Run(shown.replace("\n", "\n    "), style),
            ]
        lines.append(measure.paragraph(runs, width=wide, spacing=rung.spacing))
    return lines


def _folded(text: str, columns: int) -> str:
    """A command over as many lines as it needs; later ones stand two columns further in."""
    lines = [""]
    for part in _breakable(text):
        room = columns if len(lines) == 1 else columns - 2
        if lines[-1] and len((lines[-1] + part).rstrip()) > room:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.rstrip() for line in lines)
