"""Web pages: the article, whole, without what is around it."""

from __future__ import annotations

import pytest

from ingest.loaders import load

SENTENCES = (
    "The council met four times in the spring and decided that the bridge over the river should be closed.",
    "The mayor was away until the autumn, so that nothing could be signed before the second week of October.",
    "Two members asked for another look at the costs, which had risen since the first plan was shown to the public.",
    "The engineers said that the northern pillar would not stand another winter without the new foundations.",
)


def page(content: str, before: str = "", after: str = "", title: str = "Bridge – The Daily") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title><style>p {{ color: red }}</style>"
        f"<script>var hidden = 1;</script></head><body>{before}<main>{content}</main>{after}</body></html>"
    ).encode()


def paragraphs() -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def test_the_article_is_kept_and_the_furniture_is_not() -> None:
    before = '<header><h2>The Daily</h2></header><nav><ul><li><a href="/">Home page</a></ul></nav>'
    after = '<aside class="related"><a href="/x">Read also this</a></aside><footer>All rights reserved</footer>'
    loaded = load("a.html", page(f"<article><h1>The bridge</h1>{paragraphs()}</article>", before, after))
    assert loaded.text == "\n\n".join(["The bridge", *SENTENCES])
    assert loaded.title == "The bridge"
    assert loaded.notes == ("4 parts of the page were left out as navigation or furniture.",)


@pytest.mark.parametrize(
    "header",
    [
        "<header id=title-block-header><h1>The bridge</h1>{0}</header>",
        "<header><h1>The bridge</h1><p><a href=/more>Read on</a></p>{0}</header>",
        "<header><div class=title><h1>The bridge</h1></div><nav><a href=/>Home</a></nav><div>{0}</div></header>",
    ],
)
@pytest.mark.parametrize("body", ["{0}", "<div id=content>{0}</div>"])
def test_a_header_with_the_main_heading_is_the_title_of_the_article(header: str, body: str) -> None:
    said = ("Second edition", "Odette Larch", "14 March 2018", "We show that the ferry lost money in every year.")
    head = header.format("".join(f"<p>{each}</p>" for each in said))
    source = f"<html><head><title>Ferries</title></head><body>{head}{body.format(paragraphs())}</body></html>"
    loaded = load("a.html", source.encode())
    assert loaded.text == "\n\n".join(["The bridge", *said, *SENTENCES])
    assert loaded.title == "The bridge"


@pytest.mark.parametrize(
    "header",
    [
        "<header><h1>The Daily</h1><p>News since 1880</p></header>",
        "<header><h1><a href=/>The Daily</a></h1><p>News since 1880</p></header>",
        "<header role=banner><h1>The Daily</h1><p>News since 1880</p></header>",
        "<header><h1>The Daily</h1><ul><li><a href=/b>The bridge</a><li><a href=/c>Costs</a></ul></header>",
    ],
)
def test_a_header_of_the_site_is_no_title(header: str) -> None:
    heading = "<h2>The bridge</h2>" if "=" in header else "<h1>The bridge</h1>"
    text = load("a.html", page(f"<article>{heading}{paragraphs()}</article>", before=header)).text
    assert text == "\n\n".join(["The bridge", *SENTENCES])


@pytest.mark.parametrize(
    "name", ["menu", "share-price", "related-parties", "cookies", "banner-1931", "social-housing", "ad-hoc", "promo"]
)
@pytest.mark.parametrize("link", ["", " <a href=/x>more</a>"])
def test_what_only_sounds_like_furniture_stays(name: str, link: str) -> None:
    inside = "<h2>Dishes</h2><ul><li>Fish soup 9 crowns</li></ul><p>Closed on Mondays.</p>"
    table = "<table><tr><th>Year</th><th>Price</th></tr><tr><td>2020</td><td>41</td></tr></table>"
    text = load("a.html", page(f"<h1>The Gull</h1>{paragraphs()}<div class='{name}'>{inside}{table}{link}</div>")).text
    assert "Year: 2020 | Price: 41" in text
    if not link or name in {"share-price", "related-parties", "banner-1931", "social-housing", "ad-hoc"}:
        assert "Dishes\n• Fish soup 9 crowns\n\nClosed on Mondays." in text


@pytest.mark.parametrize(
    "name",
    ["related", "related-posts", "article__related", "share-buttons", "cookie-notice", "newsletter-signup box"],
)
@pytest.mark.parametrize("control", ["<a href=/x>Read more</a>", "<button>Accept</button>", "<input name=mail>"])
def test_furniture_with_something_to_click_is_left_out(name: str, control: str) -> None:
    around = f"<div class='{name}'><p>We also wrote of another matter that is not told here.</p>{control}</div>"
    text = load("a.html", page(f"<h1>The bridge</h1>{paragraphs()}{around}")).text
    assert text == "\n\n".join(["The bridge", *SENTENCES])


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<h3><button>May I bring a dog?</button></h3><p>Yes.</p>", "May I bring a dog?\n\nYes."),
        ("<details><summary><button>Dogs</button></summary>Yes.</details>", "Dogs\n\nYes."),
        ("<p>Press <button>Start</button> and then Enter.</p>", "Press Start and then Enter."),
        ("<p><button>Start</button> begins it.</p>", "Start begins it."),
        ("<p>Then press <b>the</b> <button>Start</button>.</p>", "Then press the Start."),
        ("<p>It was closed. <button>Share</button></p>", "It was closed."),
        ("<ul><li><button>Share</button></li><li>One</li></ul>", "• One"),
        ("<pre>ls<button>Copy</button></pre>", "ls"),
    ],
)
def test_a_button_is_text_where_it_is_read_as_a_heading_or_in_a_sentence(source: str, text: str) -> None:
    assert load("a.html", page(source)).text == text


def test_tables_lists_and_notes_of_the_article_are_not_lost() -> None:
    content = (
        f"<h1>The bridge</h1>{paragraphs()}<ul><li>short</li><li>item <b>two</b></li></ul>"
        "<ol start=4><li>four</li><li>five</li></ol><dl><dt>Span</dt><dd>90 m</dd></dl>"
        "<table><caption>Costs</caption><tr><th>Part</th><th>2019</th></tr><tr><td>Pillar</td><td>5</td></tr></table>"
        f"<p>{SENTENCES[0]}<sup><a href='#n1'>1</a></sup></p>"
    )
    notes = "<section class='footnotes'><ol><li id=n1>As the minutes say.</li></ol></section>"
    text = load("a.html", page(f"<article>{content}</article>", after=notes)).text
    for kept in (
        "• short\n• item two",
        "4. four\n5. five",
        "Span\n90 m",
        "Costs\n\nPart | 2019\nPart: Pillar | 2019: 5",
        "should be closed.[1]",
        "1. As the minutes say.",
    ):
        assert kept in text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>unseen</p>",
        "<p style='color:red; display: none'>unseen</p>",
        "<div aria-hidden=true>unseen</div>",
        "<noscript>unseen</noscript>",
        "<template><p>unseen</p></template>",
        "<!-- unseen -->",
        "<span class='sr-only'>unseen</span>",
        "<button>unseen</button>",
    ],
)
def test_what_is_hidden_is_no_text(hidden: str) -> None:
    text = load("a.html", page(f"<p>{SENTENCES[0]}</p>{hidden}<p>{SENTENCES[1]}</p>")).text
    assert text == f"{SENTENCES[0]}\n\n{SENTENCES[1]}"


def test_a_page_without_an_article_is_kept_whole() -> None:
    rows = "".join(f"<div>Part {i}: in stock</div>" for i in range(30))
    text = load("a.html", page(rows)).text
    assert text.split("\n\n") == [f"Part {i}: in stock" for i in range(30)]


def test_inline_markup_breaks_no_word_and_blocks_always_part_words() -> None:
    content = "<p>un<b>like</b>ly<br>next&nbsp;line</p><div>one<p>two</p>three</div>"
    content += "<p>5 m<sup>2</sup>, the 19<sup>th</sup></p>"
    assert load("a.html", page(content)).text == "unlikely\nnext line\n\none\n\ntwo\n\nthree\n\n5 m², the 19th"


def test_cells_that_fill_rows_and_columns_stand_in_each() -> None:
    table = (
        "<table><thead><tr><th rowspan=2>Part</th><th colspan=2>Cost</th></tr>"
        "<tr><th>2019</th><th>2020</th></tr></thead>"
        "<tr><td rowspan=2>Pillar</td><td>5</td><td>7</td></tr><tr><td>6</td><td>8</td></tr>"
        "<tr><td colspan=3>All without tax</td></tr></table>"
    )
    assert load("a.html", page(table)).text.split("\n") == [
        "Part | Cost",
        "Part | 2019 | 2020",
        "Part: Pillar | Cost 2019: 5 | Cost 2020: 7",
        "Part: Pillar | Cost 2019: 6 | Cost 2020: 8",
        "All without tax",
    ]


def test_tables_inside_cells_and_tables_for_layout_are_read_in_order() -> None:
    inner = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    outer = (
        f"<table><tr><th>K</th><th>V</th></tr><tr><td>x</td><td>y{inner}</td></tr><tr><td>z</td><td>w</td></tr></table>"
    )
    layout = f"<table role=presentation><tr><td><p>left</p></td><td>{outer}</td></tr></table>"
    assert load("a.html", page(layout)).text.split("\n") == [
        *("left", "", "K | V", "K: x | V: y", "A | B", "A: 1 | B: 2", "K: z | V: w"),
    ]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("windows-1251", "cp1251"), ("utf-8", "utf-8")],
)
def test_the_declared_encoding_is_believed(declared: str, encoding: str) -> None:
    words = "“Мост” закрыт" if encoding == "cp1251" else "“Brücke” – gesperrt"
    source = f"<html><head><meta charset={declared}></head><body><p>{words}</p></body></html>"
    assert load("a.htm", source.encode(encoding)).text == words


@pytest.mark.parametrize(
    ("content", "title"), [("<h1>Head</h1><p>x</p>", "Head"), ("<h3>Lower</h3><p>x</p>", "Bridge – The Daily")]
)
def test_the_title_is_the_first_heading_else_what_the_page_says(content: str, title: str) -> None:
    assert load("a.html", page(content)).title == title


def test_cells_that_fill_a_whole_page_each_cost_no_more_than_their_words() -> None:
    row = "".join(f"<td colspan=50 rowspan=50>cell {number}</td>" for number in range(50))
    page = f"<table>{f'<tr>{row}</tr>' * 60}</table><p>The words below the table are read as well.</p>"
    text = load("page.html", page.encode()).text
    assert len(text) < 10 * len(page)
    assert "The words below the table are read as well." in text
