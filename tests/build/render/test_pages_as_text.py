from __future__ import annotations

from pages_as_text import page_text, to_text

from build.drawing.page import Book

EVERYTHING = """\
== 2 slide-02 · standard · Hour 1 · Everything a page can hold
title [title] 0.48,0.58 10.3x0.66
  38 navy display | Everything a page can hold
body [points] 0.5,1.41 3.65x4.32
  16 char | ◆ One
  16 navy bold + 12.8 char mono + 16 char | ◆ Read decode.py <&> “here”
round white edge line 1 card shadow [card] 4.37,1.41 4.6x4.32 (decorative)
round_left navy>navy700@90 [tab] 0.5,5.9 1.25x1.14 (decorative)
round navy [chip] 11,0.4 1.8x0.34
  14 white bold center | Concept
bar chart [rates] 4.5,1.6 4.3x2 "Tokens a second: 22 without a cache, 96 with one"
  x without | with
  tokens/s (navy) 22.5 96 ±1/2 3/4 labelled 22 tokens/s | 96 tokens/s
table [results] 9.2,1.5 3.6x0.84 "Tokens a second without and with a cache"
  cache | tokens/s
  with | 96
group [Wise Owl] "An owl"
  curves 2 gold, empty edge navy 2 [diamonds] 2,6 0.5x0.5 (decorative)
straight -> navy 1 [arrow] 5,6.8 -> 3,6 (decorative)
picture kv_cache_loop.png [still] 10,3 1.6x0.9 "A still"
footer [footer] 0.5,7.14 9x0.2
  11 char | A course
number [number] 11.333,7.14 1.5x0.2
  12 char right | 2 / 3
notes
  Say this.

  Then <that> & more.
"""


def test_a_page_reads_as_what_stands_where_in_reading_order(book: Book) -> None:
    assert page_text(book.pages[1]) == EVERYTHING


def test_a_film_is_shown_with_its_poster_and_no_folder_of_this_machine(book: Book) -> None:
    assert (
        'movie kv_cache_loop.mp4 behind kv_cache_loop.png [film] 0.5,1.41 6.9x3.88 "The loop"'
        in page_text(book.pages[2]).splitlines()
    )


def test_a_book_is_its_pages_under_what_it_says_of_itself(book: Book) -> None:
    text = to_text(book)
    assert text.startswith("A course & more · A. Author · en-GB\n\n== 1 slide-01 · title · - · A course\n")
    assert all(page_text(page) in text for page in book.pages)
