"""Every rule that a deck is held to: its code, how grave it is, what is wrong, and what to do. The one table.

By stage: `P` reading a spec, `C` what it says, `F` facts and code, `L` pages, `T` themes, `A` films,
`W` the written file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """An error stops a build; a warning does so with `--strict` only."""

    severity: Severity
    wrong: str
    remedy: str


RULES: Mapping[str, Rule] = {
    # ---- P: reading a spec ----------------------------------------------------------------------------
    "P001": Rule("error", "a file cannot be read", "check its path and its rights"),
    "P002": Rule("error", "a file is not UTF-8", "save it as UTF-8"),
    "P003": Rule("error", "a file is no text", "name the Markdown file"),
    "P004": Rule("error", "a file is too large for a spec", "split the deck"),
    "P005": Rule("error", "a file is empty", "start with '# Title' and '## Slide 1: …'"),
    "P006": Rule("error", "letters were saved in a wrong encoding", "write the letter that the hint shows"),
    "P007": Rule("error", "a control character, or one that ends a paragraph", "delete it"),
    "P101": Rule("error", "front matter that is not YAML or does not end", "write 'key: value' lines between '---'"),
    "P102": Rule("error", "a key of the front matter, or a value, that cannot be", "write it as the hint shows"),
    "P103": Rule("error", "a slide's heading without number or title", "write '## Slide 1: Eyebrow - Title'"),
    "P104": Rule("error", "an unknown label, or an unknown item of one", "take the likely one that the hint names"),
    "P105": Rule("error", "a label or an item stands twice", "keep one"),
    "P106": Rule("error", "an unknown kind of slide", "take one of those that the hint lists"),
    "P107": Rule("error", "a call that cannot be read", "write name(fact, key=word, key=\"text\")"),
    "P108": Rule("error", "a hands-on anchor that cannot be read", "write it as the hint shows"),
    "P109": Rule("error", "an expression without its end", "close it: '{{ fact | unit }}'"),
    "P111": Rule("error", "minutes that are not a whole number", "write 'Minutes: 4'"),
    "P112": Rule("error", "a label without what it needs", "write it behind or below the label, or delete the label"),
    "P113": Rule("warning", "words that have no place on the slide", "put them under 'Notes:', where they go anyway"),
    "P114": Rule("warning", "a path on somebody's machine", "write what stands behind labs/"),
    "P115": Rule("error", "a table's row unlike its header in length", "write a '|' in a cell in backticks"),
    "P116": Rule("error", "a deck without slides", "start one with '## Slide 1: Title - What it is about'"),
    "P117": Rule("error", "code typed into a deck", "show it live: {{ code('engine/decode.py::generate') }}"),
    "P118": Rule("error", "another number of annotations than promised", "correct the number in brackets"),
    "P119": Rule("error", "lists or quotations nested too deep", "write a paragraph"),
    "P120": Rule("warning", "a scene described for a slide that is not there", "add the slide, or delete the scene"),
    "P121": Rule("error", "an expression where none can stand", "put it into an item, a table or a note"),
    "P122": Rule("warning", "annotations out of number", "number them through all clusters"),
    "P123": Rule("warning", "Markdown that no slide shows", "do what the hint says, or put it in backticks"),
    "P124": Rule("error", "an HTML comment without its end", "close it with '-->'"),
    "P125": Rule("error", "a block of code without its end", "close it with a line '```'"),
    "P126": Rule("warning", "a label below a heading that is no slide's", "move it above that heading"),
    "P127": Rule("warning", "a character that was lost before", "write the character itself"),
    "P141": Rule("warning", "a word of 'words:' that cannot stand for a built-in one", "write it like the usual one"),
    "P142": Rule("error", "a choice that is neither yes nor no", "write 'Hidden: yes' or 'Draft: yes'"),
    # ---- C: what a spec says --------------------------------------------------------------------------
    "C101": Rule("error", "two slides have one number", "number them one after the other"),
    "C102": Rule("warning", "a gap in the slides' numbers", "number them one after the other"),
    "C103": Rule("error", "two slides have one title", "say in each what is new"),
    "C104": Rule("error", "a slide without wisdom", "add: Wisdom: \"…\", or choose 'wisdom: optional'"),
    "C105": Rule("warning", "a concept without annotations", "add 'Extended Annotations (12):' and its items"),
    "C106": Rule("error", "an hour's slides that do not exist or are another's", "correct 'hours' in the front matter"),
    "C107": Rule("error", "a reference to a slide that does not exist", "name one that does"),
    "C108": Rule("warning", "a takeaway without a word", "add 'Key Takeaways:' and its items"),
    "C121": Rule("warning", "slides that are drafts, and not built", "take their line 'Draft: yes' away"),
    "C201": Rule("error", "two anchors have one id", "give each its own"),
    "C202": Rule("error", "an anchor without an asset", "add '| Asset: …', a path below labs/"),
    "C203": Rule("error", "a prerequisite that does not exist", "name an anchor, or add it to 'assumes'"),
    "C204": Rule("error", "prerequisites that go in a circle", "take one of them away"),
    "C205": Rule("error", "an asset that is not below labs/", "name it from labs/ downwards"),
    "C206": Rule("error", "an asset that does not exist", "make the file, or name the one that is meant"),
    "C301": Rule("error", "an unknown figure", "take one of build/figures/figure_table.py"),
    "C302": Rule("error", "an unknown scene", "take one of animations/"),
    "C303": Rule("error", "an unknown icon", "take one that the hint lists"),
    "C304": Rule("error", "an animation slide without a scene", "add 'Animation Asset: scene_name'"),
    "C401": Rule("warning", "a number with a unit that no fact stands behind", "write {{ fact | unit }}"),
    "C402": Rule("error", "facts measured with unlike settings side by side", "measure them alike, or part them"),
    "C403": Rule("error", "facts measured on unlike machines side by side", "measure them on one, or part them"),
    "C501": Rule("error", "a link whose address no browser can open", "write it out: https://example.org/page"),
    "C502": Rule("error", "a link that leads nowhere from a slide", "link to https://…; name a file in backticks"),
    "C503": Rule("error", "a path of the repository where there is no file", "take the likely one the hint names"),
    "C601": Rule("error", "a logo that is not there, or is no picture for a corner", "do what the hint says"),
    "C611": Rule("error", "a mascot that is not there, or is no picture for a corner", "do what the hint says"),
    "C701": Rule("warning", "a harsh word", "say what it means in a plain one"),
    "C702": Rule("warning", "a multiple-choice question", "ask an open question"),
    # ---- F: facts and code ----------------------------------------------------------------------------
    "F101": Rule("error", "an unknown fact, or one not recorded", "take the likely one, or record it: make facts"),
    "F102": Rule("error", "a fact without that field or point", "take one that the hint lists"),
    "F103": Rule("error", "a unit that does not exist or does not measure the fact", "take one that the hint lists"),
    "F104": Rule("error", "an expression that does more than name a fact", "record what it calculates as a fact"),
    "F105": Rule("error", "braces with no expression in them", "write {{ fact | unit }}"),
    "F106": Rule("error", "a fact that is not one number", "name its field or point"),
    "F107": Rule("error", "a fact without that setting", "take one that the hint lists"),
    "F108": Rule("error", "a record that cannot be read", "record it again: make facts NAME=…"),
    "F201": Rule("error", "a function that cannot be a fact", "give it a unit, a docstring and no arguments"),
    "F202": Rule("error", "a module of facts that is not Python", "correct it"),
    "F203": Rule("error", "a fact that is stale or was never recorded", "make facts"),
    "F204": Rule("error", "a recorded fact that nobody defines any more", "make facts"),
    "F205": Rule("error", "a fact that comes out otherwise than recorded", "make facts NAME=…, and look why"),
    "F206": Rule("error", "a fact that could not be recorded", "do what the message says, then make facts NAME=…"),
    "F207": Rule("warning", "a slide that shows a stale fact", "record it again: make facts NAME=…"),
    "F301": Rule("error", "a listing's file does not exist", "name a file of engine/ or labs/"),
    "F302": Rule("error", "a listing's symbol does not exist", "write file.py::name"),
    "F303": Rule("error", "code wider than a slide", "break the line at an argument in the source"),
    "F304": Rule("error", "code longer than a slide", "show a part of it: lines='3-12'"),
    "F305": Rule("error", "lines or marks that the code does not have", "count from the 'def' line, which is 1"),
    "F306": Rule("error", "a listing from outside engine/ and labs/", "show what runs"),
    "F307": Rule("error", "lines or marks that are no numbers", "write lines='3-12' or mark='5'"),
    "F308": Rule("error", "a listing's file is not Python", "correct the file"),
    # ---- L: pages -------------------------------------------------------------------------------------
    "L101": Rule("error", "text that does not fit its region", "shorten it, or move words to Notes:"),
    "L102": Rule("error", "a word that is wider than its column", "shorten it"),
    "L104": Rule("error", "a time line entry that is no minute and word", "write: 20 Animation"),
    "L105": Rule("error", "a listing's line that is wider than its card", "break it at an argument in the source"),
    "L106": Rule("error", "listings that are higher than their card", "cut them to the lines that matter"),
    "L108": Rule("warning", "a slide too long for one page, shown on several", "split it where you like"),
    "L202": Rule("error", "a figure with more or fewer facts than it takes", "give it those that the message names"),
    "L203": Rule("error", "a figure with facts of another kind than it takes", "give it those that the message names"),
    "L204": Rule("error", "a figure without that parameter", "take one that the hint lists"),
    "L205": Rule("error", "a figure's parameter with a value it cannot have", "take one that the message names"),
    "L206": Rule("error", "a figure whose facts do not go together", "give it facts of one kind and scale"),
    "L207": Rule("error", "a figure that does not fit", "shorten its words, or give the slide a wider visual"),
    "L301": Rule("error", "a slide without a title in its placeholder", "give it one"),
    "L303": Rule("error", "two shapes of a slide have one name", "give each its own"),
    "L304": Rule("error", "a picture, chart, table, film or group without alt text", "say what it shows"),
    "L305": Rule("error", "a file's name for alt text", "say what the picture shows"),
    "L306": Rule("error", "a typed bullet", "write a list"),
    "L307": Rule("error", "text too faint for what lies behind it", "take a darker ink, or a lighter ground"),
    "L308": Rule("error", "a slide that is read in another order than it is seen", "put the items in reading order"),
    "L309": Rule("error", "a table whose header row has no words", "name its columns"),
    "L310": Rule("error", "a deck without a language that programs know", "write 'language: en' in the front matter"),
    "L401": Rule("error", "something outside the slide", "move it, or make it smaller"),
    "L402": Rule("error", "text that is higher than its room", "shorten it"),
    "L403": Rule("error", "text that is wider than its room", "shorten it"),
    "L404": Rule("error", "words over other words", "shorten one of them, or move it"),
    "L405": Rule("error", "one thing over another that is not its ground", "move one of them"),
    "L406": Rule("error", "words under what is drawn after them", "draw it before them, or move it"),
    "L411": Rule("error", "text that is too small to be read from the last row", "shorten it until it fits larger"),
    "L412": Rule("warning", "a font that is measured with one of other widths", "name its metric twin in the theme"),
    "L413": Rule("warning", "a character that no font here has", "install the package that the hint names"),
    # ---- T: themes ------------------------------------------------------------------------------------
    "T101": Rule("error", "a theme that cannot be read", "correct the TOML"),
    "T102": Rule("error", "a theme's key that does not exist", "take the likely one that the hint names"),
    "T103": Rule("error", "a theme's value that cannot be", "write one like the default theme's"),
    "T104": Rule("error", "a font's twin that is not installed", "install it with the command that the hint shows"),
    "T201": Rule("error", "two colours of a theme that are too faint together", "take the colour that the hint names"),
    # ---- A: films -------------------------------------------------------------------------------------
    "A101": Rule("warning", "a film that has not been made", "make animations; until then the slide has a still"),
    "A102": Rule("warning", "a film whose sidecar cannot be read", "make it again: make animations SCENE=…"),
    "A103": Rule("warning", "a film that shows other values than the ledger", "make it again: make animations SCENE=…"),
    # ---- W: the written file --------------------------------------------------------------------------
    "W101": Rule("error", "a deck's file that cannot be read", "name a .pptx file"),
    "W102": Rule("error", "a part that is no XML", "build the deck again"),
    "W103": Rule("error", "a relationship that leads nowhere", "build the deck again"),
    "W104": Rule("error", "a part without a content type, or the other way round", "build the deck again"),
    "W105": Rule("error", "a part that nothing uses", "build the deck again"),
    "W106": Rule("error", "two shapes of a slide have one id", "build the deck again"),
    "W107": Rule("error", "an animation of a shape that is not there", "build the deck again"),
    "W108": Rule("error", "a chart's axes with ids that cannot be", "build the deck again"),
    "W109": Rule("error", "a slide that lost its speaker notes", "build the deck again"),
    "W201": Rule("error", "XML that is not after the schema", "build the deck again"),
}  # fmt: skip


def listed() -> str:
    """The table for a reader: code, what is wrong, what to do; a warning says so."""
    graves = {"error": "", "warning": "(warning) "}
    return "\n".join(f"{code}  {graves[rule.severity]}{rule.wrong}: {rule.remedy}" for code, rule in RULES.items())
