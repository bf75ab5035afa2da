"""An animation: the film or its still, what to watch for, and its stages as a strip."""

from __future__ import annotations

from build.drawing.frame_boxes import BODY, BODY_TALL
from build.drawing.page import Box, Movie, Paragraph, Run, Shape, TextBox, TextStyle
from build.drawing.text_measure import RESERVE, Measure
from build.files.commands import make_film
from build.layout.card import SECTION, card, disc, heading_width, section_heading
from build.layout.chips import CHIP_HEIGHT, chips, least_width, records_of
from build.layout.draft import Draft, Subject
from build.layout.frame import chrome, heading
from build.layout.ladder import Rung, common, fit_at
from build.layout.runs import item_runs, runs_of
from build.layout.storyboard import storyboard
from build.layout.visual import draw_visual
from build.layout.wisdom import wisdom
from build.spec.deck import AnimationSlide, Call, Item

VIDEO = Box(BODY.x, BODY.y, 6.90, 3.881)
MAT = 0.07
CUES = Box(7.72, BODY.y, 5.11, 3.95)
CUES_STYLE = SECTION.at(18)
CHIPS_AIR = 0.12  # between heading and chips
CHIPS_BELOW = 0.54  # from the heading's top to chips below it
CUE_ROW = 0.84
HINT, HINT_LINE = TextStyle(14.0, "slate"), 0.3  # how the film is made, where there is none
CUE_COLORS = ("navy", "gold", "navy300", "teal")

# The figure, and its facts, that shows what a scene is about where no film is at hand.
STILLS = {
    "kv_cache_loop": ("kv_cache_loop", ("decode_cache",)),
    "tradeoff_map": ("tradeoff_map", ("tradeoff_memory", "tradeoff_latency", "tradeoff_complexity")),
    "attention_score_flow": ("attention_score_flow", ("flow_scores", "flow_scaled", "flow_weights")),
    "multihead_causal_mask": (
        "multihead_causal_mask", ("head_previous", "head_self", "head_first", "head_spread", "split_shapes"),
    ),
    "paged_cache": ("block_pool", ("paged_trace", "paged_setting")),
    "static_and_continuous_batching": ("schedules", ("batching_static", "batching_continuous", "batching_totals")),
    "attention_in_tiles": ("tile_rows", ("tile_walk",)),
    "speculative_decoding": ("guess_rows", ("speculation_trace",)),
}  # fmt: skip


def lay_out(draft: Draft, slide: AnimationSlide) -> None:
    heading(draft)
    _film(draft, slide, _film_box(draft, alone=not slide.cues))
    _cues(draft, slide)
    storyboard(draft, slide)
    wisdom(draft)
    chrome(draft)


def _film_box(draft: Draft, *, alone: bool) -> Box:
    """As large as usual, or smaller where the body is narrower: a film keeps its shape.

    Its mat stands out of our own body, but not out of a template's.
    """
    frame, mat = draft.frame, MAT if draft.carried else 0.0
    share = min(1.0, frame.tall.w / BODY_TALL.w) - 2 * mat / VIDEO.w
    wide = VIDEO.w * share
    left = frame.tall.x + (frame.tall.w - wide) / 2 if alone else VIDEO.x + mat
    return Box(left, VIDEO.y + mat, wide, VIDEO.h * share)


def _film(draft: Draft, slide: AnimationSlide, video: Box) -> None:
    draft.add(card(draft, "film mat", video.inset(-MAT), radius=0.14, shadow="lift"))
    clip = draft.clips.get(slide.scene)
    if clip is not None:
        stages = ", ".join(stage.plain for stage in slide.stages)
        alt = draft.said.film_alt.format(f"{clip.seconds:.0f}", slide.title.plain)
        alt += draft.said.film_stages.format(stages) if stages else ""
        bookmarks = tuple(zip(clip.stages, clip.starts, strict=False))  # a sidecar may lack the starts
        draft.add(
            Movie(
                name=draft.name("film"), alt=alt, box=video, path=str(clip.movie), poster=str(clip.poster),
                bookmarks=bookmarks,
            )
        )  # fmt: skip
        return
    making = make_film(draft.course, slide.scene)  # in full in the notes
    call = slide.visual or _still(slide)
    words = (draft.said.no_film if call is None else draft.said.film_still).format(making)
    high = HINT_LINE * (1 if draft.measure.width(words, HINT) <= (video.w - 0.62) * (1 - RESERVE) else 2)
    still = Box(video.x, video.y, video.w, video.h - high - 0.04)
    if call is not None:
        draw_visual(draft, call, still.inset(0.25, 0.18))
    else:
        middle = Box(still.x + still.w / 2 - 0.5, still.y + still.h / 2 - 0.4, 1.0, 1.0)
        draft.add(disc(draft, "film disc", "play", middle, part=0.5))
    place = Box(video.x + 0.25, video.bottom - high - 0.1, video.w - 0.5, high)
    draft.add(
        Shape(
            name=draft.name("film bar"),
            decorative=True,
            box=Box(place.x, place.y + 0.03, 0.03, high - 0.06),
            fill="gold",
        ),
        _hint(draft, words, slide, Box(place.x + 0.12, place.y, place.w - 0.12, high)),
    )


def _hint(draft: Draft, words: str, slide: AnimationSlide, box: Box) -> TextBox:
    """A line, or two where the name of a film is long."""

    def make(rung: Rung) -> list[Paragraph]:
        return [draft.measure.paragraph([Run(words, HINT.at(rung.size))], width=box.w, spacing=rung.spacing)]

    return draft.text("film hint", box, make, [Rung(HINT.size, 1.1)], Subject("the film's name", slide.scene_span))


def _still(slide: AnimationSlide) -> Call | None:
    if slide.scene not in STILLS:
        return None
    figure, facts = STILLS[slide.scene]
    return Call(figure=figure, facts=facts, parameters=(), span=slide.scene_span)


def _cues(draft: Draft, slide: AnimationSlide) -> None:
    if not slide.cues:
        return
    records, frame, film = records_of(draft), draft.frame, _film_box(draft, alone=False)
    beside = film.right - VIDEO.right
    area = Box(CUES.x + beside, CUES.y, CUES.w + frame.over - beside, CUES.h + frame.lower)
    forms = (draft.said.what_to_watch_for, draft.said.watch_for)  # the second where chips of two kinds stand beside it
    free = {words: area.w - heading_width(words, draft.measure, CUES_STYLE) - CHIPS_AIR for words in forms}
    least = least_width(draft, records, max(free.values()))
    words = next((words for words, room in free.items() if least <= room), "")
    below = CHIP_HEIGHT + CHIPS_AIR if not words else 0.0  # chips of three kinds have a row of their own
    head = section_heading(draft, "cues", words or forms[0], "search", Box(area.x, area.y, area.w, 0.44), CUES_STYLE)
    if below:
        draft.add(*head)
        chips(draft, records, area.right, area.y + CHIPS_BELOW, area.w)
    else:
        chips(draft, records, area.right, area.y - 0.02, free[words])
        draft.add(*head)
    row = min(CUE_ROW, (area.h - 0.55 - below) / len(slide.cues))
    high = row - 0.1
    left, wide = area.x + 0.238, area.w - 0.238
    ladder = [Rung(18, 1.1), Rung(17, 1.1), Rung(16, 1.1), Rung(16, 1.06), Rung(15, 1.06), Rung(14, 1.04)]
    rung = common(slide.cues, lambda cue, rung: _cue(cue, rung, wide, draft.measure), ladder, high=high, wide=wide)
    for number, cue in enumerate(slide.cues, start=1):
        role = f"cue {number}"
        y = area.y + 0.56 + below + row * (number - 1)
        fitted = fit_at(rung, _cue(cue, rung, wide, draft.measure), high=high, wide=wide)
        draft.report_unfit("a cue", fitted, cue.span, high)
        bar = Box(area.x, y + 0.03, 0.065, row - 0.16)
        color = CUE_COLORS[(number - 1) % len(CUE_COLORS)]
        draft.add(
            Shape(name=draft.name(f"{role} bar"), decorative=True, box=bar, kind="round", radius=0.03, fill=color),
            TextBox(
                name=draft.name(role), box=Box(left, y, wide, high), paragraphs=fitted.paragraphs,
                anchor="middle",
            ),
        )  # fmt: skip


def _cue(cue: Item, rung: Rung, wide: float, measure: Measure) -> list[Paragraph]:
    """The lead on a line of its own, then what happens."""
    if not cue.lead:
        return [measure.paragraph(item_runs(cue, TextStyle(rung.size)), width=wide, spacing=rung.spacing)]
    lines = [measure.paragraph(runs_of(cue.lead, TextStyle(rung.size + 2, bold=True)), width=wide, spacing=1.08)]
    if cue.rest:
        lines.append(measure.paragraph(runs_of(cue.rest, TextStyle(rung.size)), width=wide, spacing=rung.spacing))
    return lines
