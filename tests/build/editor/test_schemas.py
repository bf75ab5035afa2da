"""The schemas of front matter, themes and `course.toml`, which the package jsonschema holds all that there are to."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from build.editor.schemas import SCHEMAS
from build.files.course import product
from build.files.places import THEME, THEMES
from build.parse.front_matter import read_front_matter
from build.parse.front_values import KEYS, SAYS
from build.parse.source import FindingCollector, Source, kind_of, specs_of
from build.spec.deck import KINDS

ROOT = Path(__file__).resolve().parents[3]
SPECS = [*specs_of(product(), None), *sorted((ROOT / "build" / "starter").glob("[a-z]*.md"))]


def front_of(text: str) -> object:
    return yaml.load(text.split("---\n")[1], Loader=yaml.BaseLoader)  # as our own reader takes it: texts


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(SCHEMAS[name]())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_the_front_matter_of_every_spec_fits(spec):
    front = front_of(spec.read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMAS[kind_of(spec)]()).validate(front)


FRONTS = {
    "title: A\nauthor: [Ann, Bob]\n": True,
    "hours: {1: 3-16, 2: 17-30}\nwisdom: off\n": True,
    'data:\n  growth: {file: growth.csv, units: {rate: mg/l}}\nunits: {g: {prefixes: yes}, "€": {before: no}}\n': True,
    "words: {wise owl: Uhu}\n": True,
    "titel: A\n": False,
    "wisdom: sometimes\n": False,
    "hours: {1: three}\n": False,
    "data: {growth: {fil: growth.csv}}\n": False,
    "title: [A]\n": False,
}


@pytest.mark.parametrize("front", FRONTS)
def test_a_schema_and_our_own_reader_agree(front):
    findings = FindingCollector(Source("a.md", f"---\n{front}---\n# A\n"))
    read_front_matter(findings)
    fits = Draft202012Validator(SCHEMAS["deck"]()).is_valid(yaml.load(front, Loader=yaml.BaseLoader))
    assert (fits, findings.found == []) == (FRONTS[front], FRONTS[front])


def test_what_yaml_takes_for_numbers_and_choices_fits_too():
    front = yaml.safe_load("title: 2026\nhours: {}\nlogo: a.png\nunits: {g: {prefixes: yes}}\n")
    Draft202012Validator(SCHEMAS["deck"]()).validate(front)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_its_own_schema_with_all_keys_each_explained(kind):
    schema = SCHEMAS[kind]()
    assert schema["properties"].keys() == {*KEYS} == SAYS.keys()
    assert all(its["description"] for its in schema["properties"].values())
    assert Draft202012Validator(schema).is_valid({"kind": kind})
    assert not Draft202012Validator(schema).is_valid({"kind": next(other for other in KINDS if other != kind)})


@pytest.mark.parametrize("theme", [THEME, *sorted(THEMES.glob("*.toml"))], ids=lambda theme: theme.stem)
def test_every_theme_fits(theme):
    Draft202012Validator(SCHEMAS["theme"]()).validate(tomllib.loads(theme.read_text(encoding="utf-8")))


def test_a_theme_may_name_a_template_and_layouts_for_kinds_of_slides():
    validator = Draft202012Validator(SCHEMAS["theme"]())
    validator.validate(tomllib.loads('template = "company.pptx"'))
    validator.validate(tomllib.loads('[template]\nfile = "company.pptx"\n[template.layouts]\ntable = "Wide"'))
    assert not validator.is_valid(
        tomllib.loads('[template]\nfile = "company.pptx"\n[template.layouts]\ntabel = "Wide"')
    )


@pytest.mark.parametrize("wrong", ['[color]\nnavi = "#000000"', '[color]\nnavy = "blue"', "[size]\ntitle = 3"])
def test_a_theme_that_our_reader_refuses_does_not_fit(wrong):
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMAS["theme"]()).validate(tomllib.loads(wrong))


def test_course_toml_fits_and_a_wrong_key_does_not():
    validator = Draft202012Validator(SCHEMAS["course"]())
    for file in (ROOT / "course.toml", ROOT / "build" / "starter" / "course.toml"):
        validator.validate(tomllib.loads(file.read_text(encoding="utf-8")))
    assert not validator.is_valid({"lab": "x"})
    assert not validator.is_valid({"ledger": "facts.txt"})
