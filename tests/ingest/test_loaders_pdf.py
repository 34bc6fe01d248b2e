"""PDF files: flowing text, the true page of every character, tables, and what repeats left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import get_data_path
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import UnreadableFile
from ingest.loaders import load
from ingest.loaders.pdf_flow import UNDECIDED, flow
from ingest.loaders.pdf_lines import HYPHEN, Line
from tests.ingest.files import PdfLine, draw_table, pdf_of, pdf_without
from vectorstore.nouns import PageStart

WRAPPED = (
    "The council met four times in the spring of that year and decided that the bridge",
    "over the river should be closed, since the northern pillar would not stand another",
    "winter.",
)


def text_of(*pages: Sequence[PdfLine]) -> str:
    return load("a.pdf", pdf_of(*pages)).text


def test_the_lines_of_a_paragraph_flow_and_those_ended_on_purpose_stay() -> None:
    page = ["The bridge office", "7 River Lane", "Ulm", *WRAPPED, "(signed)"]
    assert text_of(page) == "The bridge office\n7 River Lane\nUlm\n" + " ".join(WRAPPED) + "\n(signed)"


def test_a_gap_and_another_size_part_paragraphs() -> None:
    head = ("Closing the bridge", {"size": 18.0, "y": 760})
    data = pdf_of([head, (WRAPPED[0], {"y": 720}), *WRAPPED[1:], (WRAPPED[0], {"y": 650}), *WRAPPED[1:]])
    loaded = load("a.pdf", data)
    assert loaded.text == "\n\n".join(["Closing the bridge", " ".join(WRAPPED), " ".join(WRAPPED)])
    assert loaded.title == "Closing the bridge"


def test_a_paragraph_goes_on_over_the_page_and_its_page_starts_inside_it() -> None:
    loaded = load("a.pdf", pdf_of([WRAPPED[0], WRAPPED[1]], [WRAPPED[2], "Another paragraph."]))
    assert loaded.text.startswith(" ".join(WRAPPED))
    assert loaded.page_starts == (PageStart(1, 0), PageStart(2, loaded.text.index("winter.")))


def test_a_hyphen_is_joined_only_where_the_joined_word_stands_elsewhere() -> None:
    first = ["The price-determining committee met twice, and after that the whole commit-"]
    rest = ["tee said that the price-", "determining rules are manip-", "ulated."]
    text = text_of([*first, *rest])
    assert "the whole committee said" in text
    assert "price-determining rules" in text
    assert "manip-\u00adulated" in text


def test_a_word_that_a_browser_wraps_is_whole_again() -> None:
    """A browser prints U+2010 where it wraps a word."""
    registerFont(TTFont("DejaVu", str(Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))))
    lines = ("The committee met, and after that the whole commit\u2010", "tee said that it is full.")
    placed: list[PdfLine] = [(line, {"font": "DejaVu", "y": 700.0 - 14 * at}) for at, line in enumerate(lines)]
    assert "the whole committee said" in load("a.pdf", pdf_of(placed)).text


@pytest.mark.parametrize(
    ("empty", "named"),
    [
        ([2], "2"),
        ([2, 3], "2, 3"),
        ([2, 4, 5, 6, 9], "2, 4–6, 9"),
        (range(2, 1002), "2–1001"),
        (range(2, 1002, 2), ", ".join(map(str, range(2, 704, 2))) + ", and 149 more"),
    ],
)
def test_pages_without_text_are_named_in_a_line_that_can_be_kept(empty: Sequence[int], named: str) -> None:
    words = ["".join(chr(ord("a") + int(digit)) for digit in str(number)) for number in range(max(empty) + 2)]
    pages = [[] if number in set(empty) else [word] for number, word in enumerate(words) if number]
    assert load("a.pdf", pdf_of(*pages)).notes == (f"Pages without text, pictures perhaps: {named}.",)


def test_pages_that_cannot_be_read_are_named_and_are_not_pages_without_text() -> None:
    loaded = load("a.pdf", pdf_without(pdf_of(["One."], ["Two."], [], ["Four."], ["Five."]), 1, 4))
    assert loaded.text == "Two.\n\nFive."
    assert loaded.notes == ("Pages that could not be read: 1, 4.", "Pages without text, pictures perhaps: 3.")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        ([], "the PDF has no text layer: it is pictures of pages; run OCR first"),
        ([1], "the PDF is broken: 1 of 2 pages could not be read, and the rest has no text layer: "),
        ([1, 2], "the PDF is broken: no page could be read"),
    ],
)
def test_a_pdf_without_text_says_whether_its_pages_could_be_read(damaged: Sequence[int], reason: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^a.pdf: {reason}"):
        load("a.pdf", pdf_without(pdf_of([], []), *damaged))


def test_pages_have_their_place_and_their_label() -> None:
    loaded = load("a.pdf", pdf_of(["One."], [], ["Three."], labels=True))
    assert loaded.page_starts == (PageStart(1, 0, "i"), PageStart(3, loaded.text.index("Three"), "iii"))
    assert loaded.notes == ("Pages without text, pictures perhaps: 2.",)


def test_running_headers_and_page_numbers_are_left_out_and_listed() -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Report of the council")
        canvas.drawString(280, 30, f"Page {number + 16} of 40")

    pages = [[f"Text {word} of this page.", *WRAPPED] for word in ("one", "two", "three", "four")]
    loaded = load("a.pdf", pdf_of(*pages, decorate=decorate))
    assert "Report" not in loaded.text
    assert "Page" not in loaded.text
    assert loaded.notes == (
        "Left out, since they repeat at the edges of pages: “Report of the council”; “Page 17 of 40”.",
    )
    assert [page.label for page in loaded.page_starts] == ["17", "18", "19", "20"]


def test_headers_of_chapters_go_with_the_page_number_in_them() -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, f"Chapter {(number + 1) // 2} {number}")

    pages = [[f"Text {word} of this page.", *WRAPPED] for word in ("one", "two", "three", "four", "five", "six")]
    loaded = load("a.pdf", pdf_of(*pages, decorate=decorate))
    assert "Chapter" not in loaded.text


@pytest.mark.parametrize(("words", "listed", "more"), [("waters", 14, ""), ("long " * 18, 10, "; and 4 more")])
def test_the_headers_of_all_chapters_are_listed_or_how_many_more(words: str, listed: int, more: str) -> None:
    heads = [f"{letter} {words}".strip() for letter in "ABCDEFGHIJKLMN"]

    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72, 800, f"{heads[(number - 1) // 3]} {number}")

    pages = [["It goes on here.", *WRAPPED]] * (3 * len(heads))
    shown = "; ".join(f"“{head} {3 * chapter + 1}”" for chapter, head in enumerate(heads[:listed]))
    note = f"Left out, since they repeat at the edges of pages: {shown}{more}."
    assert load("a.pdf", pdf_of(*pages, decorate=decorate)).notes == (note,)


def test_numbers_at_the_edge_that_count_no_pages_stay() -> None:
    pages = [[f"Sold: {count}", *WRAPPED] for count in (500, 512, 490, 700)]
    text = text_of(*pages)
    assert [f"Sold: {count}" in text for count in (500, 512, 490, 700)] == [True] * 4


@pytest.mark.parametrize("first", [1, 1001])
@pytest.mark.parametrize("thing", ["Invoice", "Day", "Room no.", "§"])
@pytest.mark.parametrize("size", [11.0, 9.0])
@pytest.mark.parametrize("with_page_numbers", [True, False])
def test_what_is_numbered_page_by_page_is_no_page_number(
    thing: str, first: int, size: float, with_page_numbers: bool
) -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        if with_page_numbers:
            canvas.drawString(290, 30, f"Page {number} of 4")

    heads = [f"{thing} {first + page}" for page in range(4)]
    pages: list[list[PdfLine]] = [[(head, {"size": size, "y": 800}), *own_lines(head)] for head in heads]
    loaded = load("a.pdf", pdf_of(*pages, decorate=decorate))
    note = "Left out, since they repeat at the edges of pages: “Page 1 of 4”."
    assert loaded.notes == ((note,) if with_page_numbers else ())
    assert {page.label for page in loaded.page_starts} == {None}
    for page, head in zip(loaded.page_starts, heads, strict=True):
        assert loaded.text[page.start :].startswith(head)


def own_lines(head: str) -> list[PdfLine]:
    return [(f"Under {head} it says: the bridge is closed for the {head} winter.", {"y": 740}), *WRAPPED]


@pytest.mark.parametrize(
    "headed",
    [
        lambda number: f"{number}",
        lambda number: f"– {number} –",
        lambda number: f"p. {number}",
        lambda number: f"{number}/40",
        lambda number: f"Page {number} of 40",
        lambda number: f"The council’s report, page {number}",
        lambda number: f"The council’s report | {number}",
    ],
)
@pytest.mark.parametrize("offset", [0, 16])
def test_a_number_alone_or_named_or_parted_is_the_page_s(headed: Callable[[int], str], offset: int) -> None:
    pages: list[list[PdfLine]] = [
        [(headed(number + offset), {"y": 800}), *own_lines(word)]
        for number, word in enumerate(("one", "two", "three", "four"), 1)
    ]
    loaded = load("a.pdf", pdf_of(*pages))
    assert loaded.notes == (f"Left out, since they repeat at the edges of pages: “{headed(1 + offset)}”.",)
    assert [page.label or str(page.number) for page in loaded.page_starts] == [
        str(offset + page) for page in range(1, 5)
    ]


@pytest.mark.parametrize(("right", "kept"), [(500.0, False), (200.0, True), (166.0, True)])
def test_a_number_beside_the_same_words_is_the_page_s_where_it_stands_apart(right: float, kept: bool) -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Report of the council")
        canvas.drawString(right, 800, str(number))

    loaded = load("a.pdf", pdf_of(*(own_lines(word) for word in ("one", "two", "three")), decorate=decorate))
    assert [f"Report of the council {page}" in loaded.text for page in (1, 2, 3)] == [kept] * 3


def test_a_line_that_differs_on_one_page_is_no_header_there() -> None:
    pages: list[list[PdfLine]] = [
        [(f"Balance {512 if number == 7 else 500}", {"y": 800}), *own_lines(f"page-{number}")] for number in range(12)
    ]
    loaded = load("a.pdf", pdf_of(*pages))
    assert "Balance 512" in loaded.text
    assert "Balance 500" not in loaded.text
    assert loaded.notes == ("Left out, since they repeat at the edges of pages: “Balance 500”.",)


@pytest.mark.parametrize("pages", [3, 4, 10])
def test_pages_that_say_the_same_keep_what_they_say(pages: int) -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(290, 30, f"Page {number}")

    notice: list[PdfLine] = [("The well is closed.", {"y": 780}), ("Ask the smith for water.", {"y": 740})]
    loaded = load("a.pdf", pdf_of(*[notice] * pages, decorate=decorate))
    assert loaded.text.count("The well is closed.\n\nAsk the smith for water.") == pages
    assert loaded.notes == ("Left out, since they repeat at the edges of pages: “Page 1”.",)


def test_a_short_line_at_the_end_of_a_page_is_not_joined_with_the_next_page() -> None:
    rooms = [("Room 101", "oak", 12), ("Room 102", "elm", 19), ("Room 103", "iron", 33)]
    pages: list[list[PdfLine]] = [
        [(room, {"y": 790}), (f"Bed: {bed}", {"y": 740}), f"Rent: {rent} crowns"] for room, bed, rent in rooms
    ]
    assert "Rent: 12 crowns\nRoom 102\n\nBed: elm\nRent: 19 crowns" in text_of(*pages)


def test_a_ruled_table_reads_row_by_row_with_its_header() -> None:
    rows = [["Region", "2019", "2020"], ["North", "5", "7"], ["South", "-3", "4 (est.)"]]

    def decorate(canvas: Canvas, number: int) -> None:
        assert number
        draw_table(canvas, rows, [72, 172, 272, 372], 600)

    loaded = load("a.pdf", pdf_of([*WRAPPED], decorate=decorate))
    table = "Region | 2019 | 2020\nRegion: North | 2019: 5 | 2020: 7\nRegion: South | 2019: -3 | 2020: 4 (est.)"
    assert loaded.text == " ".join(WRAPPED) + "\n\n" + table


def test_a_frame_around_text_is_no_table() -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        assert number
        canvas.rect(60, 700, 480, 80)
        canvas.rect(64, 704, 472, 72)

    assert load("a.pdf", pdf_of([*WRAPPED], decorate=decorate)).text == " ".join(WRAPPED)


def test_a_turned_page_flows_too() -> None:
    def decorate(canvas: Canvas, number: int) -> None:
        assert number
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 11)
        for i, line in enumerate(WRAPPED):
            canvas.drawString(72, -100 - 14 * i, line)

    assert load("a.pdf", pdf_of([], decorate=decorate)).text == " ".join(WRAPPED)


@pytest.mark.parametrize(
    ("metadata", "title"), [("Closing the bridge", "Closing the bridge"), ("Microsoft Word - x.doc", "First line")]
)
def test_the_title_of_the_file_is_taken_where_it_is_one(metadata: str, title: str) -> None:
    assert load("a.pdf", pdf_of(["First line", *WRAPPED], title=metadata)).title == title


def test_many_threads_may_load_at_once() -> None:
    data = pdf_of([*WRAPPED], [*WRAPPED])
    with ThreadPoolExecutor(4) as threads:
        texts = {loaded.text for loaded in threads.map(lambda _: load("a.pdf", data), range(12))}
    assert len(texts) == 1


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    words = st.sampled_from(["the", "pillar", "commit", "tee", "Bridge", "5", "(a)", "•", "文書", "end."])
    page, baseline, made = 1, 700.0, []
    for _ in range(draw(st.integers(1, 20))):
        page += draw(st.sampled_from([0, 0, 0, 1, 2]))
        baseline -= draw(st.sampled_from([12.0, 12.0, 12.0, 30.0, -300.0]))
        text = " ".join(draw(st.lists(words, min_size=1, max_size=6)))
        left = draw(st.sampled_from([72.0, 72.0, 90.0]))
        size = draw(st.sampled_from([10.0, 10.0, 14.0]))
        kinds = draw(st.sampled_from(["", "", "hyphen", "fixed"]))
        right = left + 5 * len(text)
        made.append(Line(text, page, left, right, baseline, size, kinds == "hyphen", kinds == "fixed"))
    return made


@pytest.mark.slow
@given(lines())
@settings(deadline=None)
def test_flow_keeps_every_character_and_the_page_of_each(made: list[Line]) -> None:
    text, starts = flow(made, {})
    joined = "".join("".join(line.text.split()) for line in made)
    assert "".join(text.split()).replace(UNDECIDED, "").replace("-", "") == joined
    ends = [*(page.start for page in starts[1:]), len(text)]
    for page, end in zip(starts, ends, strict=True):
        on_page = "".join("".join(line.text.split()) for line in made if line.page == page.number)
        assert "".join(text[page.start : end].split()).replace(UNDECIDED, "").replace("-", "") == on_page


def test_a_word_cut_inside_a_cell_is_joined_by_the_same_rule() -> None:
    cell = Line(f"Who: commit{HYPHEN}tee | price{HYPHEN}determining", 1, fixed=True)
    text, _ = flow([Line("The committee met.", 1, size=10), cell], {})
    assert text == "The committee met.\n\nWho: committee | price-\u00addetermining"


@pytest.mark.slow
def test_five_hundred_pages_are_loaded_in_seconds() -> None:
    data = pdf_of(*([[f"Page of {number} things.", *WRAPPED * 14] for number in range(500)]))
    begun = monotonic()
    loaded = load("a.pdf", data)
    assert len(loaded.page_starts) == 500
    assert monotonic() - begun < 60
