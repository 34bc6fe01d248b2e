"""Encodings, Markdown, and how tables read."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableFile
from ingest.loaders import load
from ingest.loaders.tables import row_of, table_lines

ENGLISH = (
    "The tenant pays a rent at the beginning of each month, and the landlord returns the deposit when the lease ends. ",
    "The council met on Tuesday and closed the bridge to lorries. ",
    "Dogs must be left at the door. ",
)
LATIN_1_TOO = [chr(code) for code in range(0xA1, 0x100) if code != 0xAD]
WINDOWS_ONLY = list("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
WESTERN = "He said “yes” – it’s 5 €. Größe, déjà vu, señor."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8"),
        (WESTERN, "utf-8-sig"),
        (WESTERN, "utf-16"),
        (WESTERN, "utf-32"),
        (WESTERN, "cp1252"),
        ("naïve", "latin-1"),
        ("Hello world, plain and long enough.", "utf-16-le"),
        ("Привет, мир. Это русский текст.", "cp1251"),
        ("Привет, мир. Это русский текст.", "koi8-r"),
        ("日本語のテキストです。", "shift_jis"),
        ("简体中文文本", "gb18030"),
        ("Zażółć gęślą jaźń", "cp1250"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    assert load("a.txt", text.encode(encoding)).text == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1))
@settings(deadline=None)
def test_text_in_utf_8_is_never_guessed(text: str) -> None:
    words = f"word {text}"
    kept = words.translate(dict.fromkeys((0xFEFF, 0xFFFE, 0xFFFF)))
    assert load("a.txt", words.encode()).text == kept
    assert load("a.txt", codecs.BOM_UTF16_BE + words.encode("utf-16-be")).text == kept


@pytest.mark.parametrize("times", [1, 3, 50])
@pytest.mark.parametrize("sentence", ENGLISH)
def test_english_comes_back_with_each_character_of_windows_1252(sentence: str, times: int) -> None:
    for character in LATIN_1_TOO + WINDOWS_ONLY:
        text = (f"It says {character} and {character}950. " + sentence) * times + "end"
        assert load("a.txt", text.encode("cp1252")).text == text


@given(
    st.lists(
        st.sampled_from(
            [
                "The tenant’s deposit is returned.",
                "“We have no plans,” the chair said.",
                "The fee is €45 for members – children pay half.",
                "The café is run by Zoë.",
                "They shouted “CAFÉ” and left.",
                "The oven is heated to 180° C.",
                "See § 4 of the contract.",
                "The price fell to £3½.",
                "The ship’s master was rescued…",
                "The bridge is closed to lorries.",
            ]
        ),
        min_size=1,
    )
)
@settings(deadline=None)
def test_english_in_windows_1252_comes_back(sentences: list[str]) -> None:
    text = " ".join([*sentences, "It isn’t known when the work will begin."])
    assert load("a.txt", text.encode("cp1252")).text == text


def test_punctuation_of_mac_roman_is_not_taken_for_capitals() -> None:
    text = "“We didn’t know,” said the owner – but the minutes tell another story. It isn’t over…"
    assert load("a.txt", text.encode("mac_roman")).text == text


@given(st.lists(st.sampled_from([*" abc.", *"é’€ß文😀"]), max_size=40), st.sampled_from("’€é文😀"), st.data())
@settings(deadline=None)
def test_a_byte_cut_out_of_utf_8_costs_one_character_and_is_told(
    around: list[str], cut: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(around)))
    before, after = f"The “{''.join(around[:place])}", f"{''.join(around[place:])}” end"
    lost = data.draw(st.integers(0, len(cut.encode()) - 1))
    damaged = cut.encode()[:lost] + cut.encode()[lost + 1 :]
    loaded = load("a.txt", before.encode() + damaged + after.encode())
    assert loaded.text.replace("\ufffd", "") == before + after
    assert loaded.text.startswith(before)
    assert loaded.notes == (f"{loaded.text.count(chr(0xFFFD))} characters could not be decoded as utf-8.",)


@pytest.mark.parametrize("stray", [b"\xff", b"\xe9", b"\x92"])
def test_a_stray_byte_in_utf_8_makes_it_neither_another_encoding_nor_binary(stray: bytes) -> None:
    text = "“The harbour’s closed,” said the pilot – it’s ice. "
    loaded = load("a.txt", text.encode() + stray + b" end")
    assert loaded.text == f"{text}\ufffd end"
    assert loaded.notes == ("1 characters could not be decoded as utf-8.",)


def test_records_with_some_text_in_utf_8_stay_binary() -> None:
    with pytest.raises(UnreadableFile, match="binary"):
        load("a.txt", (b"\x00\x12\xfe\x01\x02" + "Straße über Ödön ".encode()) * 40)


def test_what_cannot_be_decoded_is_counted() -> None:
    loaded = load("a.txt", codecs.BOM_UTF8 + b"caf\xe9 and t\xe9")
    assert loaded.text == "caf\ufffd and t\ufffd"
    assert loaded.notes == ("2 characters could not be decoded as utf-8.",)


@pytest.mark.parametrize(
    ("name", "source", "title"),
    [
        ("a.txt", "\n\nThe first line\nand more", "The first line"),
        ("a.txt", "A line that is much too long to be a title " * 5, "a"),
        ("report 7.txt", "---\n***\n" + "long " * 60, "report 7"),
        ("a.md", "text\n\n## Lower\n\n# The *real* `head`\n", "The real head"),
        ("a.md", "Head set below\n===\n\ntext", "Head set below"),
        ("a.md", "```\n# no head\n```\n\nFirst words\n", "```"),
        ("a.md", '---\ntitle: "From the front"\n---\n# Head\n', "From the front"),
    ],
)
def test_titles(name: str, source: str, title: str) -> None:
    if title == "```":
        title = "# no head"
    assert load(name, source.encode()).title == title


def test_markdown_is_kept_as_it_is_written_but_for_the_rows_of_its_tables() -> None:
    source = (
        "# Head\n\n*Some* [link](x) text.\n\n| Region | 2019 |\n|:--|--:|\n| North | **5** |\n| South | |\n\n"
        "```\n| no | table |\n|---|---|\n| 1 | 2 |\n```\n"
    )
    laid_out = "Region | 2019\nRegion: North | 2019: **5**\nRegion: South\n"
    written = "| Region | 2019 |\n|:--|--:|\n| North | **5** |\n| South | |\n"
    assert load("a.md", source.encode()).text == source.replace(written, laid_out)


def test_a_table_that_would_lose_a_cell_is_kept_as_it_is_written() -> None:
    source = "| A | B |\n|---|---|\n| 1 | 2 | three |\n"
    assert load("a.md", source.encode()).text == source


@given(
    st.lists(st.lists(st.text("ab7 ,", max_size=6), min_size=1, max_size=4), min_size=1, max_size=4),
    st.none() | st.integers(0, 2),
)
@settings(deadline=None)
def test_no_cell_is_lost_and_their_order_stays(rows: list[list[str]], header_rows: int | None) -> None:
    lines = table_lines([row_of(row) for row in rows], header_rows=header_rows)
    assert len(lines) == len(rows)
    for row, line in zip(rows, lines, strict=True):
        place = 0
        for cell in (" ".join(cell.split()) for cell in row):
            place = line.index(cell, place) + len(cell)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [["Region", "2019", "2020"], ["North", "5", "7"], ["South", "-3", "4 (est.)"]],
            ["Region | 2019 | 2020", "Region: North | 2019: 5 | 2020: 7", "Region: South | 2019: -3 | 2020: 4 (est.)"],
        ),
        ([["Founded", "by two"], ["Employees", "300"]], ["Founded | by two", "Employees | 300"]),
        ([["North", "5", "7"], ["South", "3", "4"]], ["North | 5 | 7", "South | 3 | 4"]),
        ([["A clerk", "Ulm", "x"], ["A chair", "Bonn", "y"]], ["A clerk | Ulm | x", "A chair | Bonn | y"]),
        (
            [["Year", "Sales"], ["2019", "5"], ["2020", "$7"]],
            ["Year | Sales", "Year: 2019 | Sales: 5", "Year: 2020 | Sales: $7"],
        ),
    ],
    ids=["years over numbers", "names and values", "no header", "words only", "two columns of values"],
)
def test_a_header_is_put_before_cells_only_where_it_is_plain(rows: list[list[str]], lines: list[str]) -> None:
    assert table_lines([row_of(row) for row in rows], header_rows=None) == lines
