"""Search: the same documents on both databases for any query, found by folded words, phrases and signs, shown in their own text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from databases import KINDS, database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_ledger import NOON, exchange, reading, step

from lineage.values import Extractor, Quality
from models.ledger import Ledger
from models.words import parsed, snippet, words_of

CORPUS = {
    "slip": (
        "Council sells the slip",
        "The council voted on Tuesday to sell the old ferry slip. The shipyard pays 1,290,000 crowns.",
    ),
    "yard": ("Shipyard news", "The shipyard bought the ground; the council's minutes don’t say why. It sold well."),
    "paris": ("À l’Élysée", "Le président reçoit à l’Élysée; c’est un déjeuner où l’on parle de la grève."),
    "moscow": ("Ещё новости", "Министерство сообщило о новых мерах. Всё спокойно."),
    "beijing": (
        "白皮书",
        "国务院新闻办公室十七日发表《新疆的劳动就业保障》白皮书。白皮书说，劳动者的权利得到保障。的的的" + "的" * 300 + "结束语",
    ),
    "tokyo": (None, "東京都は、新しい労働白書を発表した。カメラとｶﾒﾗは同じである。"),
    "seoul": ("서울 소식", "서울에서 열린 회의에서 장관이 말했다."),
    "bangkok": (None, "รัฐบาลไทยประกาศมาตรการใหม่"),
    "cairo": ("أخبار", "قالت الوزارةُ إن العددَ كبير."),
    "code": (None, "x = a AND b; NOT c* (see: d^2) \"quoted\" -e {f} NEAR/3 \x00 \ud800 'g' & h | !i:* <-> %s"),
    "long": (None, "filler " * 20_000 + "the end of the pier " + "word " * 300),
}
PAGES = {name: f"https://x.example/{name}" for name in CORPUS}


def filled(ledger: Ledger) -> Ledger:
    for place, (name, (title, text)) in enumerate(CORPUS.items()):
        came = exchange(PAGES[name], name.encode(), at=NOON + timedelta(minutes=place))
        ledger.record(step(came, text, reading=reading(text, title=title)))
    return ledger


@pytest.fixture(scope="module", params=KINDS)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with database(request.param, tmp_path_factory.mktemp("corpus")) as url, Ledger.open(url) as ledger:
        yield filled(ledger)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, Ledger]]:
    folder = tmp_path_factory.mktemp("both")
    with database("sqlite", folder) as one, database("postgresql", folder) as other, Ledger.open(one) as a, Ledger.open(other) as b:
        yield filled(a), filled(b)


def found(ledger: Ledger, query: str) -> list[str]:
    return [hit.address.rpartition("/")[2] for hit in ledger.search(query)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("shipyard", ["yard", "slip"]),
        ("SHIPYARD council", ["yard", "slip"]),
        ("shipyard -minutes", ["slip"]),
        ('"old ferry"', ["slip"]),
        ('"ferry old"', []),
        ("“old ferry”", ["slip"]),
        ('shipyard -"old ferry"', ["yard"]),
        ('"sell the old', ["slip"]),
        ("ferry crowns", ["slip"]),
        ('"slip the council"', []),  # the end of the title and the beginning of the text are no phrase
        ("1,290,000", ["slip"]),
        ("290,000,1", []),
        ("don't", ["yard"]),
        ("Elysee", ["paris"]),
        ("l'élysée", ["paris"]),
        ("GREVE", ["paris"]),
        ("еще", ["moscow"]),
        ("白皮书", ["beijing"]),
        ("劳动者的", ["beijing"]),
        ("的结束", ["beijing"]),
        ("皮白", []),
        ("労働", ["tokyo"]),
        ("カメラ", ["tokyo"]),
        ("서울", ["seoul"]),
        ("มาตรการ", ["bangkok"]),
        ("الوزارة", ["cairo"]),
        ('"end of the pier"', ["long"]),
        ("shipyard -the", []),
        ("-shipyard", []),
        ("ship", []),
    ],
)
def test_a_query_finds_the_newest_documents_first(corpus: Ledger, query: str, names: list[str]) -> None:
    assert found(corpus, query) == names


ODD = st.sampled_from(
    ['"', "-", '-"', "*", "(", ")", "AND", "OR", "NOT", "NEAR(", "^", ":", "'", "\\", "\x00", "\ud800", "%s", ":x", "&", "!"]
)
NORMAL = st.sampled_from(["the", "council", "shipyard", "白皮", "的", "a", "서울", "й", "d", "l’Élysée", "x", "minutes"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ODD | NORMAL | st.text(max_size=4), max_size=6), st.sampled_from(["", " "]))
def test_anything_a_person_types_is_a_query_and_both_databases_answer_alike(
    both: tuple[Ledger, Ledger], parts: list[str], glue: str
) -> None:
    query = glue.join(parts)
    first, second = (ledger.search(query) for ledger in both)
    assert first == second
    assert [hit.address for hit in first] == [
        page
        for name, page in reversed(PAGES.items())
        if parsed(query).wanted and parsed(query).fits(CORPUS[name][0] or "", CORPUS[name][1])
    ]


def test_a_hit_shows_the_place_in_the_original_text(corpus: Ledger) -> None:
    (hit,) = corpus.search("élysée grève")
    assert hit.snippet == "Le président reçoit à l’«Élysée»; c’est un déjeuner où l’on parle de la «grève»."
    assert (hit.title, hit.captured, hit.reading) == ("À l’Élysée", NOON + timedelta(minutes=2), 3)
    assert hit.snapshot == exchange(payload=b"paris").payload_digest
    (hit,) = corpus.search('"OF THE PIER"')
    assert hit.snippet.startswith("… filler")
    assert "the end «of the pier» word" in hit.snippet
    assert hit.snippet.endswith(" …")
    assert len(hit.snippet) < 250


def test_a_hit_in_the_title_alone_shows_the_beginning_of_the_text(corpus: Ledger) -> None:
    (hit,) = corpus.search("소식")
    assert hit.snippet == "서울에서 열린 회의에서 장관이 말했다."


@given(st.text(max_size=300), st.text(max_size=8))
def test_a_snippet_is_a_part_of_the_text_whatever_the_text(text: str, query: str) -> None:
    shown = snippet(text, parsed(query)).replace("«", "").replace("»", "")
    assert "".join(shown.strip("… ").split()) in "".join(text.replace("«", "").replace("»", "").split())


@given(st.text())
def test_words_are_the_same_alone_and_in_the_text(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert words_of(text + " é") == [*words, "e"]


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url, Ledger.open(url) as made:
        yield made


def test_each_document_comes_once_by_its_newest_reading_that_fits(ledger: Ledger) -> None:
    for hour, text in enumerate(("An old word.", "A new word.", "Nothing of it.")):
        ledger.record(step(exchange(payload=text.encode(), at=NOON + timedelta(hours=hour)), text))
    ledger.record(step(exchange("https://other.example/", b"o", at=NOON), "Some word."))
    assert [(hit.address, hit.reading) for hit in ledger.search("word")] == [("https://other.example/", 4), (exchange().address, 2)]
    assert [hit.reading for hit in ledger.search("word", limit=1)] == [4]
    assert [(hit.reading, hit.captured) for hit in ledger.search("old word")] == [(1, NOON)]
    ledger.record(step(exchange(payload=b"An old word.", at=NOON + timedelta(hours=5)), None))
    assert ledger.search("old")[0].captured == NOON + timedelta(hours=5)


def test_only_what_something_may_be_concluded_from_is_found(ledger: Ledger) -> None:
    ledger.record(step(quality=Quality("blocked"), analysis=None, keys=b""))
    ledger.record(step(exchange("https://x.example/", b"x"), "One soft two.", quality=Quality("soft-404")))
    assert ledger.search("one") == []
    ledger.record(step(exchange(at=NOON + timedelta(hours=1))))
    assert [hit.snippet for hit in ledger.search("two")] == ["One «two» three."]


def test_a_text_that_a_newer_extractor_read_is_found_by_both(ledger: Ledger) -> None:
    document = ledger.record(step()).document
    newer = reading("One two four.", extractor=Extractor("some", "2", "{}"))
    rungs = step().ladder
    assert rungs is not None
    from lineage.values import Analysis

    ledger.add_reading(document, str(exchange().payload_digest), newer, rungs, Analysis(), b"", now=NOON)
    assert [(hit.reading, hit.snippet) for hit in ledger.search("two")] == [(2, "One «two» four.")]
    assert [hit.reading for hit in ledger.search("three")] == [1]


def test_a_text_with_more_different_words_than_an_index_takes_is_still_recorded_and_found(ledger: Ledger) -> None:
    text = " ".join(f"{number:08d}abcdefgh" for number in range(80_000))
    ledger.record(step(text=text))
    assert len(ledger.search("00000007abcdefgh")) == 1
