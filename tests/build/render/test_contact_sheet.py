"""All slides of a deck on one picture."""

from __future__ import annotations

from PIL import Image

from build.render.contact_sheet import contact_sheet


def test_slides_stand_in_rows_on_the_ground_that_is_asked_for() -> None:
    sheet = contact_sheet([Image.new("RGB", (64, 36), "#ffffff")] * 3, 3, "#123456")
    assert sheet.size == (2 * 640 + 3 * 12, 2 * 360 + 3 * 12)
    assert [sheet.getpixel(place) for place in ((0, 0), (300, 200), (1000, 200), (300, 600), (1000, 600))] == [
        (0x12, 0x34, 0x56),
        (255, 255, 255),
        (255, 255, 255),
        (255, 255, 255),
        (0x12, 0x34, 0x56),
    ]


def test_a_contact_sheet_of_very_many_slides_can_still_be_opened() -> None:
    many = contact_sheet([Image.new("RGB", (64, 36))] * 1000, 1000, "#123456")
    assert max(many.size) < 12_500


def test_a_hidden_slide_is_faint_with_a_line_through_it() -> None:
    sheet = contact_sheet([Image.new("RGB", (64, 36), "#ffffff")] * 2, 2, "#000000", hidden={1})
    assert sheet.getpixel((300, 100)) == (255, 255, 255)
    red, _, _ = sheet.getpixel((2 * 12 + 640 + 100, 12 + 100))
    assert 80 < red < 150
    assert sheet.getpixel((2 * 12 + 640 + 320, 12 + 180)) == (255, 255, 255)
