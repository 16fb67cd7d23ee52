"""Reading a page's markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.markup import Markup, read_markup

PAGE = """<!DOCTYPE html><html lang="de-AT"><head>
<link rel="canonical" href="/a?b=1"><link rel="ORIGINAL license" href="https://gazette.example/x">
<meta property="og:site_name" content=" Harbour Blog "><meta name="Syndication-Source" content="https://gazette.example/x">
<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "publisher": {"name": "Harbour Blog"}},
 {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "publisher": {"name": "Elsewhere"}}]}]}</script>
<script type="application/ld+json">{broken</script>
</head><body>
<nav><p>Source: Navigation News</p></nav>
<article class="post has-comments"><p class="byline">By <b>Northern Wire</b></p>
<figure><img data-src="//img.example/a.jpg" srcset="https://img.example/b.jpg 2x, https://img.example/c.jpg 3x">
<figcaption>A bridge. Photo: NW</figcaption></figure>
<div><p>Source: <a href="https://gazette.example/x" class="u-repost-of">Harbour&nbsp;Gazette</a></p></div>
<script>Source: Script</script></article>
<div class="related-posts"><p>Source: Related News</p><img src="https://elsewhere.example/t.jpg"></div></body></html>"""


def page() -> Markup:
    return read_markup(PAGE, None, "https://blog.example/2020/post")


def test_links_carry_their_rel_as_path_and_are_absolute() -> None:
    links = {(link.name, link.value, link.carrier) for link in page().links}
    assert ("canonical", "https://blog.example/a?b=1", 'html/head/link[@rel="canonical"]') in links
    assert {"original", "license", "u-repost-of"} <= {name for name, _, _ in links}


def test_metas_are_named_in_lower_case() -> None:
    metas = {meta.name: (meta.value, meta.carrier) for meta in page().metas}
    assert metas["og:site_name"] == ("Harbour Blog", 'html/head/meta[@property="og:site_name"]')
    assert "syndication-source" in metas


def test_only_the_nodes_of_the_pages_own_article_are_kept() -> None:
    values = [(value.value, value.carrier) for node in page().nodes for value in node.values if value.name == "publisher.name"]
    assert values == [("Harbour Blog", "json-ld:$[0].@graph[0].publisher.name")]


def test_credits_of_navigation_teasers_and_scripts_are_left_out() -> None:
    blocks = [block.value for block in page().blocks]
    assert "Source: Harbour Gazette" in blocks
    assert not any("Navigation" in block or "Related" in block or "Script" in block for block in blocks)
    assert [image.value for image in page().images] == ["https://img.example/a.jpg", "https://img.example/b.jpg"]


def test_a_label_between_long_paragraphs_is_amid_and_one_in_a_figure_is_no_block() -> None:
    long = "<p>" + "The bridge is closed. " * 12 + "</p>"
    figure = "<figure><div class='c'><p>Source: Map Office</p></div></figure>"
    blocks = read_markup(f"{long}<p>Source: Box Office</p>{figure}{long}<p>Source: Last Line</p>", None, "").blocks
    assert [(block.name, block.value) for block in blocks if "Source" in block.value] == [
        ("amid", "Source: Box Office"),
        ("edge", "Source: Last Line"),
    ]


def test_captions_bylines_and_language() -> None:
    assert [caption.value for caption in page().captions] == ["A bridge. Photo: NW"]
    assert [byline.value for byline in page().bylines] == ["By Northern Wire"]
    assert page().language == "de-AT"


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"\x00\xff\xfe", b"<", "", "\ud800<p>x", '<?xml version="1.0" encoding="x"?><p>x</p>', b"<div>" * 9_000],
)
def test_what_is_no_page_gives_a_markup_and_no_error(content: bytes | str) -> None:
    assert isinstance(read_markup(content, "no-such-encoding", "not an address"), Markup)


def test_declared_encoding_is_used_and_an_unknown_one_is_not() -> None:
    bytes_ = "<p class=byline>Von Süd-Wort</p>".encode("latin-1")
    assert read_markup(bytes_, "latin-1", "").bylines[0].value == "Von Süd-Wort"
    assert read_markup(bytes_, "x-none", "").bylines


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300), st.text(alphabet='<>/="ahrefmtsciplong:{}[]@ ', max_size=400)))
def test_reading_never_raises(content: bytes | str) -> None:
    assert isinstance(read_markup(content, None, "https://blog.example/"), Markup)
