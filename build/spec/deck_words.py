"""The words of slides, notes and handouts in English: what every language says, in `languages/`.

`{}` is filled in, in another order as `{1} {0}`; `|` parts the forms of what is counted, or the lines of a label.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckWords:
    """Every field is a key of `words:`, with spaces for underscores."""

    # ---- what frames a slide ------------------------------------------------------------------------
    hour: str = "Hour {}"
    hours: str = "{} hour|{} hours"
    slides: str = "{} slide|{} slides"
    minutes: str = "{} minute|{} minutes"
    min: str = "min"
    sessions: str = "one-hour session|two-hour session|three-hour session|four-hour session|{}-hour session"
    opening: str = "Opening"
    part: str = "Part"
    part_number: str = "Part {}"
    of: str = "of {}"
    one_of_two: str = "{} of {}"
    not_to_scale: str = "not to scale"
    before_christ: str = "{} BC"
    numbers: str = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    agenda: str = "Agenda"
    concept: str = "Concept"
    animation: str = "Animation"
    code: str = "Code"
    code_line: str = "Line {}"
    code_lines: str = "Lines {}–{}"
    recap: str = "Recap"
    practical: str = "Practical"
    appendix: str = "Appendix"
    troubleshooting: str = "Troubleshooting"
    lab: str = "Lab"
    film: str = "Film"
    ideas: str = "Ideas"
    labs: str = "Labs"
    wise_owl: str = "Wise Owl"
    remember: str = "Remember"
    logo_of: str = "Logo of {}"
    the_course: str = "the course"

    # ---- callouts -----------------------------------------------------------------------------------
    note: str = "Note"
    tip: str = "Tip"
    important: str = "Important"
    warning: str = "Warning"
    caution: str = "Caution"
    verdict: str = "Verdict"

    # ---- Beginner's Corner and hands-on -------------------------------------------------------------
    beginners_corner: str = "Beginner’s|Corner"
    what_this_means: str = "What this means"
    why_it_matters: str = "Why it matters"
    common_mistake: str = "Common mistake"
    hands_on: str = "Hands-on"
    objective: str = "Objective"
    assets: str = "Asset|Assets"
    prerequisites: str = "Pre-req"
    none: str = "none"
    between: str = ", | and "  # all things of a list, and its last two
    more: str = "{} more"
    range: str = "{} to {}"

    # ---- cards --------------------------------------------------------------------------------------
    before_you_start: str = "Before you start"
    what_we_measured: str = "What we measured"
    in_this_order: str = "In this order"
    check_first: str = "Check first"
    what_goes_wrong: str = "What goes wrong"
    done: str = "{} is done"
    all_done: str = "{} are done"
    run: str = "Run"
    what_it_runs: str = "What it runs"
    file: str = "File"
    folder: str = "Folder"
    here: str = "here"
    table_of: str = "{}: table of {} rows"
    whiskers: str = "whiskers: range"
    in_the_code: str = "In the code"
    what_flows: str = "What flows"
    what_to_watch_for: str = "What to watch for"
    watch_for: str = "Watch for"
    film_alt: str = "A film of {} seconds: {}."
    film_stages: str = " Its stages: {}."
    film_still: str = "From its facts. The film: {}"
    no_film: str = "The film is not made yet: {}"
    stage: str = "Stage: {}"
    in_numbers: str = "In numbers"
    fact: str = "Fact"
    value: str = "Value"
    take_it_home: str = "Take it home"
    up_next: str = "Up next"

    # ---- figures ------------------------------------------------------------------------------------
    in_unit: str = "in {}"
    lower_is_better: str = "lower is better"
    higher_is_better: str = "higher is better"
    curves_alt: str = "Over {}: {}"
    line_alt: str = "{}: {} at {}, {} at {}"
    answer_yes: str = "yes"
    answer_no: str = "no"

    # ---- how numbers were obtained ------------------------------------------------------------------
    measured: str = "Measured"
    calculated: str = "Calculated"
    published: str = "Published"
    given: str = "Given"
    graded: str = "Graded"
    graded_by_us: str = "Graded by us"
    cores: str = "{} core|{} cores"
    threads: str = "{} thread|{} threads"
    new_tokens: str = "{} new token|{} new tokens"
    median: str = "median of {}"
    median_of_runs: str = "median of {} runs"

    # ---- notes --------------------------------------------------------------------------------------
    time: str = "Time: {}."
    facts_on_this_slide: str = "Facts on this slide"
    sources: str = "Sources"
    code_on_this_slide: str = "Code on this slide"
    lines: str = "lines {}"
    pictures: str = "Pictures"
    files_in_full: str = "Files in full"
    more_words: str = "More"
    again: str = "Again: {}"
    given_in: str = "From {}."
    rows: str = "{} rows"
    whole_way_back: str = "The whole way back: {}"
    before_it: str = "Before it: {}"
    run_it: str = "Run it: {}"
    curve: str = "curve over {} points of {}"
    weights: str = "{} × {} weights"
    film_plays: str = "Film: {}, {} seconds, plays on click."
    film_drawn: str = "Film: the slide shows a drawing in its place. {} makes the film."

    # ---- on paper -----------------------------------------------------------------------------------
    handout: str = "Handout"
    slide: str = "Slide {}"
    guide: str = "Guide"
    answers: str = "Answers"
    page_of: str = "page {} of {}"
    facts_of: str = "Facts of {}"

    # ---- numbers, dates, quotation marks ------------------------------------------------------------
    decimal: str = "."
    thousands: str = ","
    percent: str = "{}%"
    grouping: str = "4|3|3"  # the least digits that have groups, the last group's digits, the others'
    thousand: str = " thousand"
    million: str = " million"
    billion: str = " billion"
    tokens_per_second: str = " tokens/s"
    quotes: str = "“|”"
    date: str = "{} {} {}"
    plurals: str = "one|other"  # CLDR's names of the forms of what is counted
    months: str = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
