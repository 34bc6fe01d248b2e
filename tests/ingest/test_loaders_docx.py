"""Word files: nothing that a reader sees is lost, nothing unseen is read."""

from __future__ import annotations

import io

import docx
import pytest

from ingest.loaders import load
from tests.ingest.files import docx_of, p, part, r, table, tc

STYLES = part(
    "styles",
    '<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
)
NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1.%2)"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)


def item(text: str, list_id: int, level: int = 0) -> str:
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def text_of(body: str, **parts: str) -> str:
    return load("a.docx", docx_of(body, **parts)).text


def test_lists_and_headings_are_numbered_as_word_numbers_them() -> None:
    body = p("Scope", style="berschrift1") + item("one", 1, 1) + item("two", 1, 1) + p("Terms", style="berschrift1")
    body += item("three", 1, 1) + item("dot", 2) + item("five", 3)
    assert text_of(body, styles=STYLES, numbering=NUMBERING).split("\n") == [
        *("1. Scope", "(1.a) one", "(1.b) two", "2. Terms", "(2.a) three", "• dot", "5. five"),
    ]


def test_runs_join_to_words_and_signs_stay() -> None:
    runs = ("un", "like", "ly 5", r("2", '<w:vertAlign w:val="superscript"/>'))
    special = "<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"
    assert text_of(p(*runs) + p(special)) == "unlikely 5²\n\ne\u2011mail a\nb"


def test_what_was_deleted_moved_away_or_hidden_is_no_text_and_what_was_inserted_is() -> None:
    body = p(
        "kept ",
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>",
        f"<w:ins>{r('inserted')}</w:ins>",
        f"<w:moveFrom>{r('moved')}</w:moveFrom>",
        r("hidden", "<w:vanish/>"),
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:hyperlink>{r(' link')}</w:hyperlink>",
    )
    assert text_of(f"<w:sdt><w:sdtPr/><w:sdtContent>{body}</w:sdtContent></w:sdt>") == "kept inserted link"


def test_footnotes_follow_their_paragraph_and_endnotes_the_text() -> None:
    body = p(
        "First", '<w:r><w:footnoteReference w:id="2"/></w:r>', " claim.", '<w:r><w:endnoteReference w:id="1"/></w:r>'
    )
    body += p("Second claim.")
    separator = f'<w:footnote w:type="separator" w:id="-1">{p("---")}</w:footnote>'
    footnotes = f'{separator}<w:footnote w:id="2">{p("See page 7.")}</w:footnote>'
    lost = f'<w:footnote w:id="3">{p("Nobody points here.")}</w:footnote>'
    endnotes = f'<w:endnote w:id="1">{p("Told by the clerk.")}</w:endnote>'
    parts = {"footnotes": part("footnotes", footnotes + lost), "endnotes": part("endnotes", endnotes)}
    assert text_of(body, **parts).split("\n\n") == [
        *("First claim.", "[1] See page 7.", "Second claim.", "[1] Told by the clerk.", "Nobody points here."),
    ]


def test_headers_and_footers_are_said_once_at_the_end() -> None:
    header = part("hdr", p("Draft 3"))
    text = text_of(p("Body."), header1=header, header2=header, footer1=part("ftr", p("Clerk's office")))
    assert text == "Body.\n\nDraft 3\n\nClerk's office"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('Boxed')}</w:txbxContent>"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    drawn = (
        f'<w:r><mc:AlternateContent xmlns:mc="{compatible}"><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text_of(p("Around.", drawn)) == "Around.\n\nBoxed"


def test_tables_with_marked_headers_merged_cells_and_tables_inside() -> None:
    marked = "<w:tblHeader/>"
    inner = table(["A", "B"], ["1", "2"], first_row=marked)
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        ["Part", "Who", "Cost"],
        [tc("Pillar", down), tc("Ann", '<w:gridSpan w:val="2"/>')],
        [tc("", on), tc(p("Bob") + inner), "7"],
        first_row=marked,
    )
    assert text_of(body).split("\n") == [
        *("Part | Who | Cost", "Part: Pillar | Who / Cost: Ann", "Part: Pillar | Who: Bob | Cost: 7"),
        *("A | B", "A: 1 | B: 2"),
    ]


def test_a_table_for_layout_is_read_cell_by_cell() -> None:
    assert text_of(table([p("left") + p("below"), "right"])) == "left\n\nbelow\n\nright"


@pytest.mark.parametrize(
    ("core", "body", "title"),
    [
        ("Core title", p("Words"), "Core title"),
        ("", p("Words first") + p("Head", style="berschrift1") + p("Named", style="Titel"), "Named"),
        ("Microsoft Word - x.docx", p("Words") + p("Head", style="berschrift1"), "Head"),
        (None, p("First line") + p("more"), "First line"),
    ],
)
def test_the_title(core: str | None, body: str, title: str) -> None:
    assert load("a.docx", docx_of(body, core_title=core, styles=STYLES)).title == title


def test_a_part_that_cannot_be_read_is_named_and_the_rest_stays() -> None:
    loaded = load("a.docx", docx_of(p("Body."), footnotes="<w:footnotes"))
    assert loaded.text == "Body."
    assert loaded.notes[0].startswith("The part word/footnotes.xml could not be read: ")


def test_strict_word_files_are_read_too() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert text_of(p("Strict."), namespace=strict) == "Strict."


def test_a_file_of_python_docx() -> None:
    made = docx.Document()
    made.add_heading("The bridge", 1)
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("second", style="List Number")
    out = io.BytesIO()
    made.save(out)
    loaded = load("a.docx", out.getvalue())
    assert loaded.text == "The bridge\n1. first\n2. second"
    assert loaded.title == "The bridge"
