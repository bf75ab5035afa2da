"""The words that a deck says by itself, in each language that has them: the one table of them.

English stands in the class, another language in an instance below, and a spec's `words:` in front of both. `{}` is
filled in, `|` parts the forms for one and for several, or the lines of a label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache

_NUMBER = re.compile(r"([−-]?\d[\d,]*)(?:\.(\d+))?([kM]?)(.*)", re.DOTALL)
_HOUR = re.compile(r"hour (\d{1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Every field is a key of `words:`, with spaces for underscores."""

    # ---- what frames a slide ------------------------------------------------------------------------
    hour: str = "Hour"
    hours: str = "{} hour|{} hours"
    slides: str = "{} slide|{} slides"
    minutes: str = "{} minute|{} minutes"
    min: str = "min"
    sessions: str = "one-hour session|two-hour session|three-hour session|four-hour session|{}-hour session"
    opening: str = "Opening"
    part: str = "Part"
    of: str = "of"
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
    conjunction: str = "and"
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
    slide: str = "Slide"
    guide: str = "Guide"
    answers: str = "Answers"
    page_of: str = "page {} of {}"
    facts_of: str = "Facts of {}"

    # ---- numbers, dates, quotation marks ------------------------------------------------------------
    decimal: str = "."
    thousands: str = ","
    percent: str = "%"
    thousand: str = " thousand"
    million: str = " million"
    billion: str = " billion"
    tokens_per_second: str = " tokens/s"
    quotes: str = "“|”"
    date: str = "{} {} {}"
    months: str = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"

    def counted(self, forms: str, number: int) -> str:
        """`1 slide`, `2 slides`: the form for one or for several, with its number."""
        one, _, several = forms.partition("|")
        return (one if number == 1 else several or one).format(number)

    def number_word(self, number: int) -> str:
        """`three`; digits above twelve, and below one."""
        words = self.numbers.split("|")
        return words[number - 1] if 0 < number <= len(words) else str(number)

    def session(self, hours: int) -> str:
        """How long all hours of a deck take; empty without any."""
        *named, other = self.sessions.split("|")
        if hours < 1:
            return ""
        return named[hours - 1] if hours <= len(named) else other.format(hours)

    def named_hour(self, name: str) -> str:
        """`Hour 2`, as a spec writes it, in the deck's own word; another name as it is."""
        found = _HOUR.fullmatch(name)
        return f"{self.hour} {found[1]}" if found else name

    def quoted(self, words: str) -> str:
        opening, closing = self.quotes.split("|")
        return f"{opening}{words}{closing}"

    def number(self, text: str) -> str:
        """A number as units write it (`1,234.5 GiB`), as the language does; words as they are."""
        found = _NUMBER.fullmatch(text)
        if not found:
            return text
        whole, decimals, short, unit = found.groups()
        digits = whole.replace(",", self.thousands) + (self.decimal + decimals if decimals else "")
        return digits + short + self._units.get(unit, unit)

    @property
    def _units(self) -> dict[str, str]:
        return {
            "%": self.percent, " thousand": self.thousand, " million": self.million, " billion": self.billion,
            " tokens/s": self.tokens_per_second,
        }  # fmt: skip

    def day(self, iso: str) -> str:
        """`2026-11-22` → `22 Nov 2026`; anything else as it is."""
        try:
            found = date.fromisoformat(iso)
        except ValueError:
            return iso
        return self.date.format(found.day, self.months.split("|")[found.month - 1], found.year)


ENGLISH = Said()
GERMAN = Said(
    hour="Stunde",
    hours="{} Stunde|{} Stunden",
    slides="{} Folie|{} Folien",
    minutes="{} Minute|{} Minuten",
    min="min",
    sessions="eine Stunde|zwei Stunden|drei Stunden|vier Stunden|{} Stunden",
    opening="Einstieg",
    part="Teil",
    of="von",
    one_of_two="{} von {}",
    not_to_scale="nicht maßstäblich",
    before_christ="{} v. Chr.",
    numbers="eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf",
    agenda="Ablauf",
    concept="Konzept",
    animation="Animation",
    code="Code",
    code_line="Zeile {}",
    code_lines="Zeilen {}–{}",
    recap="Rückblick",
    practical="Praxis",
    appendix="Anhang",
    troubleshooting="Fehlersuche",
    lab="Übung",
    film="Film",
    ideas="Ideen",
    labs="Übungen",
    wise_owl="Weise Eule",
    remember="Merke",
    logo_of="Logo: {}",
    the_course="der Kurs",
    note="Hinweis",
    tip="Tipp",
    important="Wichtig",
    warning="Warnung",
    caution="Vorsicht",
    verdict="Fazit",
    beginners_corner="Für den|Einstieg",
    what_this_means="Was das heißt",
    why_it_matters="Warum es zählt",
    common_mistake="Häufiger Fehler",
    hands_on="Übung",
    objective="Ziel",
    assets="Datei|Dateien",
    prerequisites="Vorher",
    none="nichts",
    conjunction="und",
    more="{} weitere",
    range="{} bis {}",
    before_you_start="Bevor es losgeht",
    what_we_measured="Was wir gemessen haben",
    in_this_order="In dieser Reihenfolge",
    check_first="Zuerst prüfen",
    what_goes_wrong="Was schiefgeht",
    done="{} ist erledigt",
    all_done="{} sind erledigt",
    run="Ausführen",
    what_it_runs="Was dabei läuft",
    file="Datei",
    folder="Ordner",
    here="hier",
    table_of="{}: Tabelle mit {} Zeilen",
    whiskers="Striche: Spannweite",
    in_the_code="Im Code",
    what_flows="Was fließt",
    what_to_watch_for="Worauf zu achten ist",
    watch_for="Achten auf",
    film_alt="Ein Film von {} Sekunden: {}.",
    film_stages=" Seine Abschnitte: {}.",
    film_still="Aus seinen Zahlen. Der Film: {}",
    no_film="Der Film ist noch nicht gemacht: {}",
    stage="Abschnitt: {}",
    in_numbers="In Zahlen",
    fact="Angabe",
    value="Wert",
    take_it_home="Zum Mitnehmen",
    up_next="Als Nächstes",
    in_unit="in {}",
    lower_is_better="weniger ist besser",
    higher_is_better="mehr ist besser",
    curves_alt="Über {}: {}",
    line_alt="{}: {} bei {}, {} bei {}",
    answer_yes="ja",
    answer_no="nein",
    measured="Gemessen",
    calculated="Berechnet",
    published="Veröffentlicht",
    given="Quelle",
    graded="Eingestuft",
    graded_by_us="Von uns eingestuft",
    cores="{} Kern|{} Kerne",
    threads="{} Thread|{} Threads",
    new_tokens="{} neues Token|{} neue Token",
    median="Median von {}",
    median_of_runs="Median von {} Läufen",
    time="Zeit: {}.",
    facts_on_this_slide="Zahlen auf dieser Folie",
    sources="Quellen",
    code_on_this_slide="Code auf dieser Folie",
    lines="Zeilen {}",
    pictures="Bilder",
    files_in_full="Dateien vollständig",
    more_words="Mehr",
    again="Noch einmal: {}",
    given_in="Aus {}.",
    rows="{} Zeilen",
    whole_way_back="Der ganze Weg zurück: {}",
    before_it="Davor: {}",
    run_it="So läuft es: {}",
    curve="Kurve über {} Punkte von {}",
    weights="{} × {} Gewichte",
    film_plays="Film: {}, {} Sekunden, läuft auf Klick.",
    film_drawn="Film: An seiner Stelle steht eine Zeichnung. Den Film macht {}.",
    handout="Handzettel",
    slide="Folie",
    guide="Leitfaden",
    answers="Antworten",
    page_of="Seite {} von {}",
    facts_of="Zahlen vom {}",
    decimal=",",
    thousands=".",
    percent="\N{NARROW NO-BREAK SPACE}%",
    thousand=" Tausend",
    million=" Millionen",
    billion=" Milliarden",
    tokens_per_second=" Token/s",
    quotes="„|“",
    date="{}. {} {}",
    months="Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
)
LANGUAGES = {"en": ENGLISH, "de": GERMAN}
WORDS = tuple(field.name for field in fields(Said))


def key_of(written: str) -> str:
    """A key of `words:` as a field: `Wise Owl`, `wise-owl` → `wise_owl`."""
    return re.sub(r"[\s_-]+", "_", written.strip().casefold())


def shape_of(words: str) -> tuple[int, int]:
    """How many gaps words have, and how many parts: another text in their place has as many."""
    return words.count("{}"), words.count("|")


@lru_cache(maxsize=32)
def said_in(language: str, words: Iterable[tuple[str, str]] = ()) -> Said:
    """The words of a language (`de-AT` has those of `de`, one without a table English ones), some of them others."""
    base = LANGUAGES.get(re.split("[-_]", language.casefold())[0], ENGLISH)
    return replace(base, **dict(words))
