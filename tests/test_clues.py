"""Clues: what a copy says about where it comes from, and above all what it does not say.

The outlets are ours; a case is a text, and what it must give as `(kind, role, name, strength)`, or nothing.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.clues import find_clues
from lineage.markup import read_markup
from lineage.outlets import OutletTable
from lineage.values import Clue, Outlet

TABLE = OutletTable(
    (
        Outlet(
            "Northern Wire",
            "wire agency",
            ("NW", "Norda", "Северный Провод", "北线社", "ノルダ", "노르다", "نوردا"),
            ("northernwire.example",),
        ),
        Outlet("Northern Wire of Ruritania", "wire agency", ("NWR",)),
        Outlet("South Wire", "wire agency", ("SW",), ("southwire.example",)),
        Outlet("The Harbour Gazette", "newspaper", ("THG", "港报"), ("gazette.example",), ("img.gazette.example",)),
        Outlet("The Lamp", "newspaper", (), ("lamp.example",)),
        Outlet("Coastal Television", "broadcaster", ("CTV",), ("ctv.example",), ("pics.ctv.example",)),
        Outlet("Lumen Pictures", "photo agency", ("Lumen",), ("lumen.example",), ("cdn.lumen.example",)),
        Outlet("Lantern Circle", "network", ("LCN",), ("lanterncircle.example",)),
    )
)
SENTENCE = (
    "Officials said on Thursday that the bridge will be closed for repairs until the spring, and traffic led over the old road. "
)
BODY = (SENTENCE * 3 + "\n\n") * 6
Found = tuple[str, str, str, str]


def clues(text: str) -> tuple[Clue, ...]:
    return find_clues(text, None, None, TABLE)


def found(text: str) -> list[Found]:
    return [(c.kind, c.role, c.outlet or c.value, c.strength) for c in clues(text) if c.kind not in ("date", "house style")]


DATELINES = [
    ("PORT CITY (NW) — ", "Northern Wire", "states"),
    ("Port City (NW) – ", "Northern Wire", "states"),
    ("PORT CITY, Nov. 28 (Northern Wire) -- ", "Northern Wire", "states"),
    ("PORT CITY, July 30 (NWR): ", "Northern Wire of Ruritania", "states"),
    ("PORT CITY (NW) — The latest on the toll (all times local): ", "Northern Wire", "states"),
    ("FLINT, Mich., Oct. 4 (NW) — ", "Northern Wire", "states"),
    ("**PORT CITY (NW)** — ", "Northern Wire", "states"),
    ("(NW) - ", "Northern Wire", "states"),
    ("Hafenstadt (norda/tmn) - ", "Northern Wire", "states"),
    ("Puerto, 5 may (Norda).- ", "Northern Wire", "states"),
    ("МОСКВА, 5 мая - Северный Провод. ", "Northern Wire", "states"),
    ("МОСКВА, 5 мая. /Северный Провод/. ", "Northern Wire", "states"),
    ("北线社首都9月21日电 （记者某某）", "Northern Wire", "states"),
    ("[東京 5日 ノルダ] ", "Northern Wire", "states"),
    ("(서울=노르다) 홍길동 기자 = ", "Northern Wire", "states"),
    ("بكين 5 مايو (نوردا) -- ", "Northern Wire", "states"),
    ("PORT CITY (Pelican) - ", "Pelican", "hints"),
    ("PORT CITY (THG) - ", "The Harbour Gazette", "hints"),
]


@pytest.mark.parametrize(("opening", "name", "strength"), DATELINES)
def test_a_dateline_names_its_agency_and_states_only_for_a_known_wire(opening: str, name: str, strength: str) -> None:
    assert ("dateline", "text_origin", name, strength) in found("A title\n\n" + opening + BODY)


@pytest.mark.parametrize(
    "opening",
    [
        "PORT CITY — ",
        "Jane Roe (Labour) - ",
        "PORT CITY, Sept. 1 (NW/Jane Roe) -- ",
        "The ministry (NW members) said. ",
        "He met the editor (NW) in May. ",
        "Norda, the town, ",
    ],
)
def test_brackets_and_capitals_alone_are_no_dateline(opening: str) -> None:
    assert not any(kind == "dateline" for kind, *_ in found("A title\n\n" + opening + BODY))


def test_a_dateline_far_down_belongs_to_another_dispatch() -> None:
    assert not found(BODY + "PORT CITY (NW) — " + SENTENCE)


def test_a_byline_of_agency_and_place_is_a_dateline() -> None:
    assert ("dateline", "text_origin", "Northern Wire", "states") in found("A title\n\nNW, PORT CITY\n" + BODY)
    assert not found("A title\n\nRoe, Port City\n" + BODY)


def test_a_joint_dateline_gives_each_agency() -> None:
    assert {name for kind, _, name, _ in found("A title\n\nPORT CITY (NW/SW) - " + BODY) if kind == "dateline"} == {
        "Northern Wire",
        "South Wire",
    }


CREDITS: list[tuple[str, list[Found]]] = [
    # source lines
    ("Source: Ruritanian Embassy in Elbonia", [("source line", "credited_source", "Ruritanian Embassy in Elbonia", "states")]),
    ("Source : NW", [("source line", "credited_source", "Northern Wire", "states")]),
    ("**Quelle:** norda", [("source line", "credited_source", "Northern Wire", "states")]),
    ("Fuente: THG", [("source line", "credited_source", "The Harbour Gazette", "states")]),
    ("Источник: Северный Провод", [("source line", "credited_source", "Northern Wire", "states")]),
    ("المصدر: نوردا", [("source line", "credited_source", "Northern Wire", "states")]),
    ("来源：港报", [("source line", "credited_source", "The Harbour Gazette", "states")]),
    ("转载自港报", [("source line", "credited_source", "The Harbour Gazette", "states")]),
    ("出典：ノルダ", [("source line", "credited_source", "Northern Wire", "states")]),
    ("Source: https://www.gazette.example/a/b", [("source line", "credited_source", "The Harbour Gazette", "states")]),
    ("Source: [the Gazette](https://gazette.example/a)", [("source line", "credited_source", "The Harbour Gazette", "states")]),
    ("Source: https://unknown.example/a", [("source line", "credited_source", "unknown.example", "states")]),
    ("(Source: The Pelican Post)", [("source line", "credited_source", "The Pelican Post", "states")]),
    ("Source: Lumen Pictures", [("photo credit", "asset_origin", "Lumen Pictures", "states")]),
    ("Source: own calculations", []),
    ("Source: agencies", []),
    ("Source: I think that he is wrong.", []),
    ("Source: 12 May 2020", []),
    ("Related: Source: NW", []),
    ("Via THG", [("tip", "other", "The Harbour Gazette", "hints")]),
    ("h/t @someone", [("tip", "other", "@someone", "hints")]),
    # bylines
    ("By NW", [("byline", "credited_source", "Northern Wire", "states")]),
    ("By Jane Roe, Northern Wire", [("byline", "credited_source", "Northern Wire", "states")]),
    ("By Jane Roe", []),
    ("Northern Wire in Port City", [("byline", "credited_source", "Northern Wire", "states")]),
    ("Translated from Elbonian by Jane Roe", [("translator", "translator", "Jane Roe", "states")]),
    ("By the harbour", []),
    ("By Jane Roe for The Lamp", [("byline", "credited_source", "The Lamp", "states")]),
    ("By Jane Roe, Northern Wire Writer", [("byline", "credited_source", "Northern Wire", "states")]),
    ("By Lamp light", []),
    # first publication
    ("This article first appeared in The Pelican Post.", [("first publication", "text_origin", "The Pelican Post", "states")]),
    (
        "This story was originally published on May 5, 2020 by The Harbour Gazette.",
        [("first publication", "text_origin", "The Harbour Gazette", "states")],
    ),
    ("This article was published by Jane Roe in THG.", [("first publication", "text_origin", "The Harbour Gazette", "states")]),
    ("Originally published at Pelican Post", [("first publication", "text_origin", "Pelican Post", "states")]),
    (
        "Editor's note: This essay originally appeared in English in the July issue of The Lamp.",
        [("first publication", "text_origin", "The Lamp", "states")],
    ),
    ("This piece appeared in The Lamp print edition as: Bridges", [("print edition", "text_origin", "The Lamp", "states")]),
    (
        "This article is republished from The Lamp under a Creative Commons license.",
        [("licence", "text_origin", "The Lamp", "states")],
    ),
    ("Republished with permission of The Pelican Post", [("licence", "text_origin", "The Pelican Post", "states")]),
    ("Reposted from Pelican Post.", [("reprint line", "credited_source", "Pelican Post", "states")]),
    ("Dieser Artikel erschien zuerst in THG.", [("first publication", "text_origin", "The Harbour Gazette", "states")]),
    ("本文原载于《港报》", [("first publication", "text_origin", "The Harbour Gazette", "states")]),
    ("This article also appeared in THG.", [("first publication", "text_origin", "The Harbour Gazette", "hints")]),
    ("This article was republished by THG.", []),
    ("This article was first published in our July issue.", []),
    ("First published in Great Britain in 1998", []),
    ("A version of this article appeared in print on May 18, 2020, Section A, Page 1 of the Port City edition.", []),
    ("He said the report originally appeared in 2019.", []),
    ("“This article first appeared in The Lamp,” he said.", []),
    ('"This article first appeared in The Lamp," he said.', []),
    ("This study was published in The Lamp.", []),
    # ends of wire copy
    ("The Northern Wire contributed to this report.", [("contributor", "credited_source", "Northern Wire", "hints")]),
    ("With reporting by NW", [("contributor", "credited_source", "Northern Wire", "hints")]),
    (
        "Copyright 2020 Northern Wire. All rights reserved. It may not be published.",
        [("wire copyright", "credited_source", "Northern Wire", "states")],
    ),
    ("© 2020 Northern Wire", [("wire copyright", "text_origin", "Northern Wire", "hints")]),
    ("Reporting by Jane Roe; Editing by John Doe", [("wire tail", "other", "reporters and editors", "hints")]),
    # pictures
    ("Photo: NW", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("A view of the bridge. Photo: Jane Roe/NW", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("A view of the bridge (NW/Jane Roe)", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("A view of the bridge (NW Photo/Jane Roe)", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("A view of the bridge © NW", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("Jane Roe via Lumen Pictures", [("photo credit", "asset_origin", "Lumen Pictures", "states")]),
    ("图片来源：港报", [("photo credit", "asset_origin", "The Harbour Gazette", "states")]),
    ("The bridge (see photo) was closed.", []),
    # templates
    ("© 2020 Pelican Post. All rights reserved", [("network template", "host", "Pelican Post", "hints")]),
    ("Subscribe to The Pelican Post", [("network template", "host", "Pelican Post", "hints")]),
    ("Subscribe to our newsletter", []),
    ("Be the first to comment", []),
    ("He thanked the alliance (NATO)", []),
    ("Thank you all (LCN)", [("network template", "host", "Lantern Circle", "hints")]),
    ("Thank you all (THG)", []),
]


@pytest.mark.parametrize(("line", "expected"), CREDITS)
def test_a_last_line_says_this_and_no_more(line: str, expected: list[Found]) -> None:
    assert found("A title\n\n" + BODY + line + "\n") == expected


def test_a_label_amid_the_text_only_hints() -> None:
    assert found("A title\n\n" + BODY + "Source: Pelican Post\n\n" + BODY) == [
        ("source line", "credited_source", "Pelican Post", "hints")
    ]


AMID: list[tuple[str, str | None]] = [
    # what stands between paragraphs of prose -> what it hints at
    ("Ferries a day, by month\n\nSource: Pelican Post", "Pelican Post"),
    ("Table 4: Ferries a day\nSource: Pelican Post", "Pelican Post"),
    ("Source: Pelican Post, 1,320 adults", "Pelican Post"),
    ("This report was published by the Harbour Authority.", "Harbour Authority"),
    ("This story, printed by The Lamp, is a forgery.", "The Lamp"),
    ("This essay first appeared in THG, the captain told us, and it was burnt.", "The Harbour Gazette"),
    ("This article was first published by The Lamp, which withdrew it.", "The Lamp"),
    ("> This article first appeared in The Lamp.", "The Lamp"),
    ("This column was printed in Helsinki.", None),
]


@pytest.mark.parametrize(("line", "name"), AMID)
def test_amid_the_prose_charts_reports_stories_and_quotations_only_hint(line: str, name: str | None) -> None:
    assert [(name, strength) for _, _, name, strength in found("A title\n\n" + BODY + line + "\n\n" + BODY)] == (
        [(name, "hints")] if name else []
    )


LAST_WORDS: list[tuple[str, list[tuple[str, str]]]] = [
    ("Source: Minutes of the Harbour Council", [("Minutes of the Harbour Council", "states")]),
    ("Source: Harbour Council minutes", [("Harbour Council minutes", "hints")]),
    ("Source: Our Own Files", []),
    ("Source: The Author", []),
    ("Source: Email From Jane Roe", [("Email From Jane Roe", "hints")]),
    ("“No,” said Jane Roe.\n\nSource: Jane Roe", [("Jane Roe", "hints")]),
    ("Source: Compiled from Port Records", []),
    ("Source: Roe (2017)", []),
    ("Source: NW photo", [("Northern Wire", "states")]),
    ("المصدر: مواقع", []),
    ("来源：北线社 记者 某某", [("Northern Wire", "states")]),
    ("نقلاً عن نوردا", [("Northern Wire", "states")]),
    ("原文刊于《港报》", [("The Harbour Gazette", "states")]),
    ("Source: al-Kawkab", [("al-Kawkab", "states")]),
    ("Source: April Bulletin", [("April Bulletin", "states")]),
    ("Source: 7Days", [("7Days", "states")]),
    ("First published on Monday by The Lamp.", [("The Lamp", "states")]),
    ("A version of this article ran in the May 2, 2021, print edition of THG.", [("The Harbour Gazette", "states")]),
    ("This piece was printed in Tallinn.", []),
    ("This article first appeared in The Lamp im Hafen.", [("The Lamp im Hafen", "states")]),
    ("© Pelican Post 2019. Used with permission.", []),
    ("Photo: NW Text: Jane Roe", [("Northern Wire", "states")]),
    ("Photo by NW: the bridge", [("Northern Wire", "states")]),
    ("Figure 2. Ferries. Source: Pelican Post", [("Pelican Post", "hints")]),
    ("Reader comments\n\nSource: THG", [("The Harbour Gazette", "hints")]),
    ("Most read\n\nThis article first appeared in The Lamp.", [("The Lamp", "hints")]),
]


@pytest.mark.parametrize(("line", "names"), LAST_WORDS)
def test_documents_places_and_other_peoples_words_are_no_origin(line: str, names: list[tuple[str, str]]) -> None:
    assert [(name, strength) for _, _, name, strength in found("A title\n\n" + BODY + line + "\n")] == names


@pytest.mark.parametrize("title", ["Source: Captain to quit", "Sources: Captain knew", "Source: Harbour Council Plans Toll"])
def test_a_headline_that_begins_with_source_credits_nobody(title: str) -> None:
    assert not [clue for clue in clues(title + "\n\n" + BODY) if clue.strength == "states"]


@pytest.mark.parametrize(
    ("opening", "strength"),
    [
        ("PORT CITY, D.C., Jan. 2, 2020 (NW) -- ", "states"),
        ("Port City, March 3 (NW) ", "states"),
        ("（北线社记者某某 首都3月4日电）", "states"),
        ("> PORT CITY (NW) -- ", "hints"),
    ],
)
def test_further_forms_of_datelines(opening: str, strength: str) -> None:
    assert ("dateline", "text_origin", "Northern Wire", strength) in found("A title\n\n" + opening + BODY)


def test_initials_that_the_sentence_explains_are_no_dateline() -> None:
    assert "states" not in {
        c.strength for c in clues("A title\n\nPORT CITY (NW) — that is, the Night Watch — denied it.\n\n" + BODY)
    }


def test_the_row_of_particulars_and_the_last_words_of_a_text_are_credits_too() -> None:
    row = "A title\n\nSource: NW| 2019-02-12 15:15:34|Editor: mmm\n\n" + BODY
    assert found(row) == [("source line", "credited_source", "Northern Wire", "states")]
    assert found(BODY.strip() + " Source: NW") == [("source line", "credited_source", "Northern Wire", "states")]
    assert found(BODY.strip() + " — NW") == [("wire signature", "credited_source", "Northern Wire", "states")]
    assert found(BODY.strip() + " (NW)") == [("wire signature", "credited_source", "Northern Wire", "hints")]


def test_a_first_publication_in_the_midst_of_a_long_paragraph_only_hints() -> None:
    text = BODY + SENTENCE * 3 + "This article first appeared in The Lamp. " + SENTENCE * 8 + "\n" + BODY
    assert found(text) == [("first publication", "text_origin", "The Lamp", "hints")]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("She told the Lamp that it was over.", "The Lamp"),
        ("Earlier this year the Lamp reported on it.", None),
        ("She told the Lamp that it was over. He told CTV.", None),
        ("She told the Lamp that it was over. He told CTV. The Lamp has learned more.", "The Lamp"),
        ("Northern Wire has learned of it.", "Northern Wire"),
        ("He was speaking to CTV.", "Coastal Television"),
        ("An NW journalist saw the bridge fall.", "Northern Wire"),
        ("A Lamp reporter in the crowd was hurt.", None),
        ("She told the lamp that it was over.", None),
        ("She told Lamp that it was over.", None),
        ("She told the Lamp Commission that it was over.", None),
        ("The Lamp Commission reported it.", None),
        ("The minister told reporters of it.", None),
        ("According to The Harbour Gazette it was over.", None),
        ("He told Lumen Pictures of it.", None),
    ],
)
def test_self_reference_needs_the_whole_name_as_the_table_writes_it(sentence: str, name: str | None) -> None:
    names = [
        n for kind, role, n, strength in found(BODY + sentence + "\n\n" + BODY) if kind == "self reference" and strength == "hints"
    ]
    assert names == ([name] if name else [])


def test_template_names_and_initials_agree_within_one_template() -> None:
    text = (
        BODY + "The Coastal Lantern Project grows and asks for donations; we have many websites. (TCL)\n\n"
        "TCL websites contain copyrighted material the use of which has not always been specifically authorized.\n\nThanks (NED)\n"
    )
    assert [(c.value, c.scope, c.quote) for c in clues(text)] == [
        ("The Coastal Lantern", "network", "The Coastal Lantern Project"),
        ("The Coastal Lantern", "network", "(TCL)"),
        ("The Coastal Lantern", "network", "TCL websites contain copyrighted material the use of which has not always been"),
    ]


HOSTS_OF_A_PROJECT = ("Reed Watch Daily", "Elbonia Fund")
MORE_CREDITS: list[tuple[str, list[Found]]] = [
    # hands of an agency, and how its dispatches end
    (
        "Northern Wire writer Jane Roe in Port City contributed to this report.",
        [("contributor", "credited_source", "Northern Wire", "hints")],
    ),
    ("(NW)\n\n(Except for the headline, nothing was edited.)", [("wire signature", "credited_source", "Northern Wire", "states")]),
    ("So it was, the office said. NW ABC DE", [("wire signature", "credited_source", "Northern Wire", "states")]),
    ("NW/Jane Roe/John Doe", [("wire signature", "credited_source", "Northern Wire", "hints")]),
    ("© norda-infocom, norda:230314-99-9/3", []),
    ("So it was, the office said. NW", [("wire signature", "credited_source", "Northern Wire", "states")]),
    (
        "So it was, the office said. NW, SW\n\nJoin our channel and get the latest breaking news, delivered to you every day.",
        [
            ("wire signature", "credited_source", "Northern Wire", "hints"),
            ("wire signature", "credited_source", "South Wire", "hints"),
        ],
    ),
    ("So it was, said the man from NW", []),
    (
        "© NW 2023. Está expresamente prohibida la redistribución.",
        [("wire copyright", "credited_source", "Northern Wire", "states")],
    ),
    ("Follow NW’s coverage of bridges at: https://b.example/x", [("wire signature", "credited_source", "Northern Wire", "states")]),
    (
        "The Northern Wire receives financial support from a fund. The NW is solely responsible for all content.",
        [("wire signature", "credited_source", "Northern Wire", "states")],
    ),
    ("Some information for this report came from NW.", [("contributor", "credited_source", "Northern Wire", "hints")]),
    ("From: Harbour Office of Elbonia", [("source line", "credited_source", "Harbour Office of Elbonia", "states")]),
    ("From: Jane Roe", []),
    (
        "Copyright © 1998-2021, CTV. Used with the permission of Coastal Television, 2025 M St., https://www.ctv.example.",
        [("licence", "text_origin", "Coastal Television", "states")],
    ),
    ("© 2021 Pelican Post. Photos used with permission of Jane Roe.", [("network template", "host", "Pelican Post", "hints")]),
    ("نشر هذا المقال لأول مرة في صحيفة النورس", [("first publication", "text_origin", "النورس", "states")]),
    ("Quelle: Norda GmbH", [("source line", "credited_source", "Northern Wire", "states")]),
    ("Read the full article at the Lamp.", [("original link", "credited_source", "The Lamp", "states")]),
    ("Read the full report at the Lamp.", []),
    ("From the Lamp:", [("source line", "credited_source", "The Lamp", "hints")]),
    (
        "The opinions expressed here do not necessarily represent those of Reed Commons Network.",
        [("network template", "host", "Reed Commons Network", "hints")],
    ),
    ("The views are those of the author and not those of the Institute.", []),
    (
        "Reed Watch Daily is a project of the Elbonia Fund.",
        [("network template", "host", name, "hints") for name in HOSTS_OF_A_PROJECT],
    ),
    ("© NW, nw:230314-99-9/3", [("wire copyright", "text_origin", "Northern Wire", "hints")]),
    # pictures
    ("A bridge, May 16, 2023. — NW pic", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("桥梁今日关闭。北线社记者 王某 摄", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("Photo by Radio Reed, used with permission.", [("photo credit", "asset_origin", "Radio Reed", "states")]),
    ("北线社照片，首都，2021年10月19日", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    ("桥梁今日关闭。北线社发（王某 摄）", [("photo credit", "asset_origin", "Northern Wire", "states")]),
    # reporters
    ("（港报记者 李明）", [("byline", "credited_source", "The Harbour Gazette", "states")]),
    ("（本报记者 李明）", []),
    ("Cross-posted from Reed & Rush.", [("reprint line", "credited_source", "Reed & Rush", "states")]),
    # rights
    (
        "Copyright © Harbour Office of Elbonia. All rights reserved.",
        [("network template", "host", "Harbour Office of Elbonia", "hints")],
    ),
    (
        "Embassy of Elbonia in the Republic of Ruritania\nAll Rights Reserved",
        [("network template", "host", "Embassy of Elbonia in the Republic of Ruritania", "hints")],
    ),
    ("Jane Roe\nAll Rights Reserved", []),
    ("Pelican Post. All rights reserved.", [("network template", "host", "Pelican Post", "hints")]),
    ("主办单位：江湾县办公室　版权所有：江湾新闻网", [("network template", "host", "江湾新闻网", "hints")]),
    ("© 2022, ИА «Речные вести». Все права защищены.", [("network template", "host", "ИА «Речные вести»", "hints")]),
    ("（本文首发于《港报》2022年第8期）", [("first publication", "text_origin", "The Harbour Gazette", "states")]),
    ("版权所有：江湾新闻网", [("network template", "host", "江湾新闻网", "hints")]),
    ("جميع الحقوق محفوظة © صحيفة الساحل 2023", [("network template", "host", "صحيفة الساحل", "hints")]),
    ("All rights reserved.", []),
    ("Old news? Subscribe to The Pelican Post", [("network template", "host", "Pelican Post", "hints")]),
]


@pytest.mark.parametrize(("line", "expected"), MORE_CREDITS)
def test_hands_pictures_reporters_and_rights_at_a_texts_end(line: str, expected: list[Found]) -> None:
    assert found("A title\n\n" + BODY + line + "\n") == expected


ROWS: list[tuple[str, list[Found]]] = [
    ("NW | Port City | Updated: 05 Mar, 2023, 11:42", [("source line", "credited_source", "Northern Wire", "states")]),
    ("Updated: October 17, 2020 08:52    NW", [("source line", "credited_source", "Northern Wire", "states")]),
    ("2023-05-06 10:12 港报", [("source line", "credited_source", "The Harbour Gazette", "hints")]),
    ("Pelican | Updated: 05 Mar, 2023", []),
    ("By Harbour Courier with NW", [("contributor", "credited_source", "Northern Wire", "hints")]),
    ("PORT CITY - NW", [("dateline", "text_origin", "Northern Wire", "states")]),
    ("القاهرة - نوردا", [("dateline", "text_origin", "Northern Wire", "states")]),
    ("Jane Roe - NW", []),
    ("تونس/ عادل/ نوردا", [("dateline", "text_origin", "Northern Wire", "states")]),
    ("PORT CITY: «Coastal Television»", [("dateline", "text_origin", "Coastal Television", "hints")]),
    ("NW | Port City", [("dateline", "text_origin", "Northern Wire", "states")]),
    ("May 5, 2021\nCTV", [("byline", "credited_source", "Coastal Television", "hints")]),
    ("Authored by Jane Roe via Pelican.example,", [("byline", "credited_source", "pelican.example", "states")]),
    ("A report by the Harbour Institute", [("issuer", "text_origin", "Harbour Institute", "states")]),
    (
        "*By Jane Roe. First published in The Hedge, no. 12; reprinted here.*",
        [("first publication", "text_origin", "The Hedge", "states")],
    ),
    ("Home > News\n\nBridges\n\nSource: NW | 2021-03-04 20:15", [("source line", "credited_source", "Northern Wire", "states")]),
    (
        "© 2022 Institute for River Studies. All rights reserved.",
        [("network template", "host", "Institute for River Studies", "hints")],
    ),
    ("© 2022 Jane Roe", []),
    ("Question (NW): Is that so? Nobody can tell.", []),
    ("水乡日报首都11月1日电 （记者某某）桥梁今日关闭。", [("dateline", "text_origin", "水乡日报", "hints")]),
]


@pytest.mark.parametrize(("row", "expected"), ROWS)
def test_a_row_above_the_text_names_whom_the_table_knows(row: str, expected: list[Found]) -> None:
    assert found("A title\n\n" + row + "\n\n" + BODY) == expected


def test_figures_comments_and_teasers_credit_nobody_for_the_text() -> None:
    def roles(text: str) -> list[tuple[str, str]]:
        return [(c.role, c.outlet or c.value) for c in clues(text) if c.kind != "date"]

    assert roles("A title\n\n" + BODY + "Ferries a day, by month\n\nSource: Pelican Post\n\n" + BODY) == [("other", "Pelican Post")]
    assert roles("A title\n\n" + BODY + "Figure 2: Ferries\nSource: THG\n") == [("other", "The Harbour Gazette")]
    assert roles("A title\n\n" + BODY + "2 comments\n\nThis was first published by The Lamp.\n") == [("other", "The Lamp")]
    assert not roles("A title\n\n" + SENTENCE + "\n\nRelated news\nTolls rise | Source: THG\n")


def test_a_place_with_brackets_of_its_own_may_begin_a_dateline() -> None:
    assert ("dateline", "text_origin", "Northern Wire", "states") in found(
        "A title\n\nPort City (Reed) [Elbonia], June 19 (NW): " + BODY
    )


ISSUER_TURNS = "\n\nJane Roe: Good day.\n\nReporter: Why?\n\nJane Roe: No.\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Press conference on bridges\n\nOn May 5, the Ministry of Harbours held a press conference." + ISSUER_TURNS,
            ("Ministry of Harbours", "states"),
        ),
        (
            "Third press briefing\n\nA press briefing was held today by the Ministry of Harbours." + ISSUER_TURNS,
            ("Ministry of Harbours", "states"),
        ),
        (
            "Bridge closed\n\nOn May 5, the Ministry of Harbours held a press conference on it.\n\n" + BODY,
            ("Ministry of Harbours", "hints"),
        ),
        (
            "Press conference ends early\n\nThe Ministry of Harbours held a press conference.\n\n" + BODY,
            ("Ministry of Harbours", "hints"),
        ),
        ("Press conference\n\nJane Roe held a press conference." + ISSUER_TURNS, ("Jane Roe", "hints")),
        ("Statement by the Ministry of Harbours on bridges\n\n" + BODY, ("Ministry of Harbours", "states")),
        ("Transcript of the briefing by the Ministry of Harbours\n\n" + BODY, ("Ministry of Harbours", "states")),
        ("Harbour Ministry Spokesperson Jane Roe's Regular Press Conference" + ISSUER_TURNS, ("Harbour Ministry", "states")),
        ("Statement of facts\n\n" + BODY, None),
        (
            "港务部发言人某某主持例行记者会\n\n某某：大家好。\n\n记者：你怎么看？\n\n某某：我不了解。",
            ("港务部", "states"),
        ),
        ("港务部发言人某某就大桥收费问题答记者问\n\n" + BODY, ("港务部", "hints")),
        (
            "Remarks by the Spokesperson of the Ministry of Harbours, 9 June 2021\n\n" + BODY,
            ("Spokesperson of the Ministry of Harbours", "states"),
        ),
        ("Statement by the Ministry of Harbours irks captains\n\n" + BODY, ("Ministry of Harbours", "hints")),
        ("Declaration by the Ministry of Harbours on tolls draws laughter\n\n" + BODY, ("Ministry of Harbours", "hints")),
        (
            "After the press briefing\n\nThe Ministry of Harbours held a press briefing.\n\nOn tolls: He said no.\n\n"
            "On ferries: He said yes.\n\nOn tolls: He said no.\n\n" + BODY,
            ("Ministry of Harbours", "hints"),
        ),
        (
            "Press conference\n\nOn May 5, the Harbour Media held a press conference." + ISSUER_TURNS,
            ("Harbour Media", "states"),
        ),
    ],
)
def test_an_office_issues_its_transcript_but_not_the_news_about_it(text: str, expected: tuple[str, str] | None) -> None:
    issued = [(c.outlet or c.value, c.strength) for c in clues(text) if c.kind in ("press conference", "issuer")]
    assert issued == ([expected] if expected else [])


def test_a_picture_host_shows_the_asset_hints_at_the_text_and_bounds_the_time() -> None:
    address = "https://img.gazette.example/2020/09/17/a_1600339631875.jpg"
    text = f"---\ntitle: A title\nimage: {address}\ndate: 2020-09-18-08-00-00\n---\n" + BODY
    got = {(c.kind, c.role, c.outlet, c.strength, c.date) for c in clues(text)}
    assert ("asset host", "asset_origin", "The Harbour Gazette", "shows", "2020-09-17") in got
    assert ("asset host", "text_origin", "The Harbour Gazette", "hints", None) in got
    assert ("asset date", "time", None, "shows", "2020-09-17T10:47:11Z") in got
    assert ("front matter", "time", None, "shows", "2020-09-18T08:00:00") in got
    assert all(c.carrier.startswith("front matter:") for c in clues(text))


def test_a_photo_agencys_host_is_no_candidate_for_the_text_and_a_number_is_no_date() -> None:
    got = clues(BODY + "![x](https://cdn.lumen.example/2020/13/45/1600339631.jpg)\n")
    assert [(c.role, c.outlet, c.date) for c in got if c.kind != "asset id"] == [("asset_origin", "Lumen Pictures", None)]
    assert {c.date for c in got} == {None}


def test_front_matter_fields_credit_their_source() -> None:
    text = "---\nsource: Pelican Post\nauthor: NW\noriginal_url: https://gazette.example/x\n---\n" + BODY
    assert [(c.kind, c.outlet or c.value, c.carrier, c.strength) for c in clues(text)] == [
        ("front matter", "Pelican Post", "front matter:source", "states"),
        ("byline", "Northern Wire", "front matter:author", "states"),
        ("front matter", "The Harbour Gazette", "front matter:original_url", "states"),
    ]


def test_share_buttons_in_another_language_are_noticed() -> None:
    english = "The bridge is closed and the traffic is led over the old road, as it was in the year of the flood. " * 4
    assert [(c.kind, c.value) for c in clues(english + "\n\nمشاركة :\n")] == [("interface language", "ar")]
    assert clues(english + "\n\nShare this\n") == ()


# --- markup -------------------------------------------------------------------------------------------------------------


def of_page(
    head: str = "", body: str = "", text: str = BODY, address: str | None = "https://blog.example/p"
) -> list[tuple[str, str, str, str, str]]:
    markup = read_markup(
        f"<html><head>{head}</head><body><article><p>{SENTENCE}</p>{body}</article></body></html>", None, address or ""
    )
    got = find_clues(text, markup, address, TABLE)
    return [(c.kind, c.role, c.outlet or c.value, c.strength, c.carrier) for c in got if c.kind != "host"]


def test_only_an_address_elsewhere_is_a_credit() -> None:
    canonical = 'html/head/link[@rel="canonical"]'
    assert of_page('<link rel="canonical" href="https://www.blog.example/p">') == []
    assert of_page('<link rel="canonical" href="https://gazette.example/p">') == [
        ("canonical", "credited_source", "The Harbour Gazette", "shows", canonical)
    ]
    assert of_page('<link rel="canonical" href="https://unknown.example/p">') == [
        ("canonical", "credited_source", "unknown.example", "hints", canonical)
    ]
    source = 'html/head/meta[@name="syndication-source"]'
    assert of_page('<meta name="syndication-source" content="https://gazette.example/p">') == [
        ("original source", "credited_source", "The Harbour Gazette", "states", source)
    ]


def test_json_ld_of_another_outlet_is_a_credit_and_of_this_one_a_host() -> None:
    node = '{"@type": "NewsArticle", "publisher": {"name": "THG"}, "dateline": "PORT (NW)"}'
    script = f'<script type="application/ld+json">{node}</script>'
    assert of_page(script) == [
        ("publisher", "credited_source", "The Harbour Gazette", "hints", "json-ld:$[0].publisher.name"),
        ("dateline", "text_origin", "Northern Wire", "states", "json-ld:$[0].dateline"),
    ]
    own = of_page(script, address="https://gazette.example/x")
    assert ("publisher", "host", "The Harbour Gazette", "shows", "json-ld:$[0].publisher.name") in own


def test_a_site_name_states_the_host_unless_the_table_places_it_elsewhere() -> None:
    assert of_page('<meta property="og:site_name" content="Harbour Blog">')[0][:4] == (
        "site name",
        "host",
        "Harbour Blog",
        "states",
    )
    assert of_page('<meta property="og:site_name" content="THG">')[0][:4] == ("site name", "host", "The Harbour Gazette", "hints")


def test_visible_credits_that_extraction_dropped_have_a_path_and_no_span() -> None:
    body = (
        '<p class="byline">By NW</p><p>This article was originally published by <a href="#">The Lamp</a>.</p>'
        "<p>Source: <b>Pelican Post</b></p>"
    )
    assert of_page(body=body) == [
        ("first publication", "text_origin", "The Lamp", "states", "html/body/article/p[3]"),
        ("source line", "credited_source", "Pelican Post", "states", "html/body/article/p[4]"),
        ("byline", "credited_source", "Northern Wire", "states", "html/body/article/p[2]"),
    ]


def test_charts_tables_and_block_quotations_of_a_page_only_hint() -> None:
    for body in (
        "<table><tr><td>Source: Pelican Post</td></tr></table>",
        '<div class="chart"><p class="chart-source">Source: Pelican Post</p></div>',
        "<blockquote><p>This article first appeared in The Lamp.</p></blockquote>",
    ):
        assert {strength for _, _, _, strength, _ in of_page(body=body)} <= {"hints"}
    quoted = BODY + "This article first appeared in The Lamp.\n"
    assert {c[3] for c in of_page(body="<blockquote>This article first appeared in The Lamp.</blockquote>", text=quoted)} == {
        "hints"
    }


def test_a_byline_in_a_credit_element_is_no_picture_and_a_post_or_a_bare_home_says_nothing() -> None:
    assert [c[:4] for c in of_page(body='<p class="credit">By Jane Roe, CTV</p>')] == [
        ("byline", "credited_source", "Coastal Television", "states")
    ]
    assert of_page('<meta property="og:site_name" content="Home">') == []
    based = '<script type="application/ld+json">{"@type": "NewsArticle", "isBasedOn": "%s"}</script>'
    assert [c[3] for c in of_page(based % "https://posts.example/1")] == ["hints"]
    assert [c[3] for c in of_page(based % "https://gazette.example/1")] == ["states"]


def test_rows_footers_captions_and_an_agencys_copyright_of_a_page() -> None:
    body = (
        "<figure><figcaption>A bridge in the rain (NW)</figcaption></figure><figure><figcaption>Source: CTV</figcaption></figure>"
        "<p>By JANE ROE - Northern Wire</p><div class='copyright'>Copyright 2022 Southern Lamp</div>"
        "<div><b>Source: <a href='#'>Pelican Post</a></b> | Jan 5, 2022</div><p>SW | Updated: Jan 5, 2022 20:14</p>"
    )
    got = {c[:4] for c in of_page('<meta name="ContentSource" content="THG">', body)}
    assert got >= {
        ("photo credit", "asset_origin", "Northern Wire", "states"),
        ("photo credit", "asset_origin", "Coastal Television", "states"),
        ("byline", "credited_source", "Northern Wire", "states"),
        ("source line", "credited_source", "Pelican Post", "states"),
        ("source line", "credited_source", "South Wire", "states"),
        ("original source", "credited_source", "The Harbour Gazette", "states"),
    }
    assert of_page(body="<p>© 2019 Northern Wire. All rights reserved.</p>", address="https://northernwire.example/x") == []
    assert ("network template", "host", "Reed Times", "hints") in {
        c[:4] for c in of_page(body="<p>© 2022 Reed Times</p>", address=None)
    }


def test_without_an_address_a_page_that_gives_its_own_beside_a_canonical_elsewhere_is_a_copy() -> None:
    head = '<link rel="canonical" href="https://gazette.example/p"><meta property="og:url" content="https://blog.example/p">'
    got = [c[:4] for c in of_page(head, address=None)]
    assert got == [("canonical", "credited_source", "The Harbour Gazette", "shows")]


def test_a_visible_credit_that_stands_in_the_text_is_given_once_and_with_its_span() -> None:
    text = BODY + "Source: Pelican Post\n"
    got = find_clues(text, read_markup(f"<p>{SENTENCE}</p><p>Source: Pelican Post</p>", None, ""), None, TABLE)
    assert [(c.kind, c.start) for c in got] == [("source line", text.index("Source:"))]


def test_captions_counters_and_picture_hosts_of_a_page() -> None:
    body = (
        '<figure><img src="https://pics.ctv.example/a.jpg"><figcaption>A bridge. Photo: Jane Roe/NW</figcaption></figure>'
        '<img src="https://counter.lamp.example/content/12345/count.gif">'
    )
    got = of_page(body=body)
    assert ("photo credit", "asset_origin", "Northern Wire", "states", "html/body/article/figure/figcaption") in got
    assert ("asset host", "asset_origin", "Coastal Television", "shows", "html/body/article/figure/img/@src") in got
    assert ("tracker pixel", "text_origin", "The Lamp", "states", "html/body/article/img/@src") in got
    assert not any(kind == "asset host" and name == "The Lamp" for kind, _, name, _, _ in got)
    assert of_page(body='<img src="https://pics.ctv.example/a.jpg">', address="https://ctv.example/x") == []


def test_teasers_side_columns_and_footers_credit_nothing() -> None:
    teaser = '<div class="related"><p>Source: THG</p><img src="https://img.gazette.example/a.jpg"></div>'
    footer = '<footer><span class="copyright">© Copyright Pelican Limited</span><p class="credits">Images by Lumen</p></footer>'
    assert of_page(body=teaser + "<aside><p>Source: NW</p></aside>" + footer) == []


def test_the_address_shows_the_host_by_table_or_by_its_registered_name() -> None:
    assert find_clues(BODY, None, "https://www.gazette.example/x", TABLE)[0].outlet == "The Harbour Gazette"
    assert find_clues(BODY, None, "https://a.b.elsewhere.co.uk/x", TABLE)[0].value == "elsewhere.co.uk"
    assert find_clues(BODY, None, "/home/me/x.txt", TABLE) == ()
    assert find_clues(BODY, None, "file:///x.txt", TABLE) == ()


# --- any text -----------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [line for line, _ in CREDITS]
    + [opening + "He said so." for opening, _, _ in DATELINES]
    + ["---", "image: https://img.gazette.example/a.jpg", "told the Lamp", ":", "(", "©", "（"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=12), st.sampled_from(["\n", "\n\n", " ", "\r\n", "\u00a0"]))
def test_every_quote_is_the_text_at_its_span(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    for clue in clues(text):
        assert clue.start is not None
        assert clue.end is not None
        assert text[clue.start : clue.end] == clue.quote
        assert clue.quote
        assert clue.rule_version in ("1", "2", "3", "4")
