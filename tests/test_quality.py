"""The verdict on a capture: what may be compared, and what is a notice, a challenge or half a page."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.values import Exchange, Hop, Limits, Quality, Reading
from snapshots.quality import qualify
from snapshots.reading import Reader
from snapshots.wholeness import cut_short

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
ADDRESS = "https://www.herald.example/news/2021/03/new-bridges-for-valley.html"
NOW = datetime(2021, 3, 4, tzinfo=UTC)
SENTENCE = "The council met on Thursday, and the engineers explained at length what each bridge would cost. "
ARTICLE = "".join(f"<p>{SENTENCE * 2}That was item {n}.</p>" for n in range(14))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits()) as made:
        yield made


def page(title: str, body: str, heading: str | None = None, head: str = "") -> bytes:
    h1 = f"<h1>{heading or title}</h1>"
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{h1}{body}</body></html>".encode()
    )


def verdict(
    reader: Reader,
    content: bytes,
    *,
    status: int | None = 200,
    media_type: str | None = "text/html",
    final: str = ADDRESS,
    headers: tuple[tuple[str, str], ...] = (),
    truncated: str | None = None,
    charset: str | None = None,
) -> Quality:
    hops = (Hop(final, NOW, (), status, "", "1.1", headers),) if status else ()
    exchange = Exchange(
        ADDRESS,
        final,
        NOW,
        0.1,
        "captured",
        "",
        status=status,
        hops=hops,
        media_type=media_type,
        body=content,
        content=content,
        truncated=truncated,
    )
    return qualify(exchange, reader.read(content, media_type=media_type, charset=charset, address=final))


def test_an_article_is_ok(reader: Reader) -> None:
    assert verdict(reader, page("New bridges", ARTICLE)) == Quality("ok")


def test_a_short_page_with_a_little_text_is_ok(reader: Reader) -> None:
    assert verdict(reader, page("Opening hours", "<p>Open on weekdays from nine to five.</p>")).verdict == "ok"


def test_a_text_file_is_ok_when_there_is_text_and_no_server_is_doubted(reader: Reader) -> None:
    assert verdict(reader, b"404 Not Found\n\nA poem.", status=None, media_type="text/plain").verdict == "ok"
    assert verdict(reader, b" \n", status=None, media_type="text/plain").verdict == "empty"


# --- soft 404 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Page not found - The Herald", "<p>Try the search, or go back to the front page.</p>"),
        ("404 Not Found", "<p>nginx</p>"),
        ("The Herald | Error 404", "<p>Here are today's stories.</p>" + "<p>A teaser of a story.</p>" * 20),
        ("Oops! Page not found", "<p>Nothing here.</p>"),
        ("Seite nicht gefunden | Der Bote", "<p>Bitte nutzen Sie die Suche.</p>"),
        ("Page introuvable", "<p>Retour à l'accueil</p>"),
        ("Página no encontrada", "<p>Volver al inicio</p>"),
        ("Страница не найдена", "<p>Вернуться на главную</p>"),
        ("页面不存在", "<p>请返回首页</p>"),
        ("ページが見つかりません", "<p>トップへ戻る</p>"),
        ("الصفحة غير موجودة", "<p>عودة</p>"),
        ("The Herald", "<p>Sorry, the article you are looking for is no longer available.</p>"),
        ("The Herald", "<p>This page has been removed at the request of its author.</p>"),
        ("The Herald", "<p>We can't seem to find the page you're looking for.</p>"),
        ("Bote", "<p>Dieser Artikel ist leider nicht mehr verfügbar.</p>"),
        ("Газета", "<p>Запрошенная страница была удалена.</p>"),
        ("门户", "<p>该内容已被删除，请浏览其他新闻。</p>"),
    ],
)
def test_a_page_that_says_it_is_not_there_is_a_soft_404(title: str, body: str, reader: Reader) -> None:
    found = verdict(reader, page(title, body))
    assert found.verdict == "soft-404", found
    assert found.reasons


def test_a_text_file_of_one_line_that_is_a_notice_is_a_soft_404(reader: Reader) -> None:
    assert verdict(reader, b"404 page not found\n", media_type="text/plain").verdict == "soft-404"
    assert verdict(reader, b"A note: the hikers were not found.\n", media_type="text/plain").verdict == "ok"


def test_a_notice_with_a_long_list_of_other_stories_is_a_soft_404(reader: Reader) -> None:
    body = "<p>Sorry, the page you requested could not be found.</p>" + ARTICLE
    assert verdict(reader, page("Page not found | The Herald", body)).verdict == "soft-404"


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("Page not found: a short history of the web's best-known error", "It begins in Geneva."),
        ("Why 'page not found' errors are good for you", "An essay."),
        ("404 dead in quake, officials say", "Rescuers worked all night."),
        ("Flight 404: what we know", "The aircraft was not found."),
        ("Missing hikers not found after third day", "The search goes on."),
        ("Minister says the article has been removed", "The article has been removed, the minister said."),
        ("Gone with the wind farms", "The page turns."),
        ("How to fix the 404 error on your site", "The page you are looking for may not exist, it will say."),
    ],
)
def test_an_article_about_missing_things_is_ok(title: str, lead: str, reader: Reader) -> None:
    assert verdict(reader, page(title, f"<p>{lead}</p>" + ARTICLE)) == Quality("ok")


def test_a_headline_that_begins_like_a_notice_is_ok_even_over_a_short_text(reader: Reader) -> None:
    titles = (
        "Missing hikers not found after third day",
        "404 dead in quake, officials say",
        "404: the new album by the valley band",
        "Not found: a novel of loss",
        "One more step towards peace",
        "Access denied to council archive, say historians",
    )
    for title in titles:
        assert verdict(reader, page(title, f"<p>{SENTENCE}</p>")).verdict == "ok"


@pytest.mark.parametrize(
    "final",
    ["https://www.herald.example/", "https://www.herald.example/en/", "https://www.herald.example/news/", "https://other.example/"],
)
def test_an_article_redirected_to_the_front_page_or_a_section_is_a_soft_404(final: str, reader: Reader) -> None:
    found = verdict(reader, page("The Herald", ARTICLE), final=final)
    assert found.verdict == "soft-404"
    assert "redirected" in found.reasons[0]


@pytest.mark.parametrize(
    "final",
    [
        "https://www.herald.example/news/2021/03/new-bridges-for-valley.html/",
        "https://herald.example/news/2021/03/new-bridges-for-the-valley-20210304.html",
        "https://www.herald.example/archive/12345",
        "https://www.herald.example/?p=12345",
    ],
)
def test_an_article_redirected_to_another_place_of_its_own_is_ok(final: str, reader: Reader) -> None:
    assert verdict(reader, page("New bridges", ARTICLE), final=final).verdict == "ok"


# --- blocked ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_a_status_of_refusal_is_blocked(status: int, reader: Reader) -> None:
    assert verdict(reader, page("New bridges", ARTICLE), status=status).verdict == "blocked"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Just a moment...", "<p>Enable JavaScript and cookies to continue</p><script>window._cf_chl_opt={}</script>"),
        ("Access Denied", "<p>You don't have permission to access this. Reference #18.2</p>https://errors.edgesuite.net/18.2"),
        ("herald.example", '<p>loading</p><script src="/_Incapsula_Resource?x"></script>'),
        (
            "Herald",
            '<p>Please enable JS and disable any ad blocker</p><script src="https://ct.captcha-delivery.com/c.js"></script>',
        ),
        ("Human Verification", "<p>wait</p><script>AwsWafIntegration.saveReferrer()</script>"),
        ("Security", "<p>Please verify you are human.</p>"),
        ("Herald", "<p>Bestätigen Sie, dass Sie ein Mensch sind.</p>"),
        ("安全验证", "<p>请完成安全验证后继续访问</p>"),
        ("Before you continue to Herald", "<p>We use cookies. Accept all?</p>"),
        ("Log in | Herald", '<form><input name=u><input type="password"></form><p>Welcome back to the Herald.</p>'),
        ("New bridges", f"<p>{SENTENCE}</p><p>Subscribe to continue reading.</p>"),
    ],
)
def test_a_challenge_or_a_wall_is_blocked(title: str, body: str, reader: Reader) -> None:
    found = verdict(reader, page(title, body))
    assert found.verdict == "blocked", found


def test_the_header_of_a_challenge_is_enough(reader: Reader) -> None:
    assert verdict(reader, page("x", ARTICLE), headers=(("CF-Mitigated", "challenge"),)).verdict == "blocked"


def test_a_redirect_to_a_login_is_blocked(reader: Reader) -> None:
    found = verdict(reader, page("Welcome", ARTICLE), final="https://herald.example/login?next=%2Fx")
    assert found.verdict == "blocked"


def test_an_article_on_a_guarded_site_about_captchas_is_ok(reader: Reader) -> None:
    body = "<p>Verify you are human, it says. Sign in to continue, it says.</p>" + ARTICLE
    body += '<script src="/cdn-cgi/challenge-platform/x.js"></script><script src="https://js.captcha-delivery.com"></script>'
    assert verdict(reader, page("Are you a robot? The tests we all fail", body)).verdict == "ok"


def test_a_comment_form_for_members_is_no_wall(reader: Reader) -> None:
    body = "<p>The bridge is open again.</p><div>You must be logged in to post a comment.</div>"
    assert verdict(reader, page("Bridge open", body)).verdict == "ok"


# --- empty, not text, undetermined ------------------------------------------------------------------------------------


def test_no_body_is_empty(reader: Reader) -> None:
    assert verdict(reader, b"") == Quality("empty", ("the body is empty",))


def test_a_page_that_scripts_would_fill_is_empty_and_says_so(reader: Reader) -> None:
    shell = '<!DOCTYPE html><html><head><title>Herald</title></head><body><div id="root"></div><script src="/a.js"></script>'
    found = verdict(reader, shell.encode())
    assert found.verdict == "empty"
    assert "scripts" in found.reasons[0]
    asks = verdict(reader, (shell + "<p>You need to enable JavaScript to run this app.</p>").encode())
    assert asks.verdict == "empty"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n" + b"x" * 99, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, bytes(range(256)) * 9])
def test_binary_under_a_pages_media_type_is_not_text(content: bytes, reader: Reader) -> None:
    assert verdict(reader, content).verdict == "not text"
    assert verdict(reader, content, status=None, media_type=None).verdict == "not text"


def test_half_a_page_is_undetermined_however_good_its_text(reader: Reader) -> None:
    found = verdict(reader, page("New bridges", ARTICLE), truncated="disconnect")
    assert found == Quality("undetermined", ("the capture is incomplete (truncated: disconnect)",))


def test_a_page_that_a_limit_kept_from_being_read_is_undetermined(reader: Reader) -> None:
    assert verdict(reader, b"<html><p>" + b"long " * 1_200_000).verdict == "undetermined"


@pytest.mark.parametrize("status", [500, 502, 304, 206, 302, 418])
def test_other_statuses_are_undetermined_with_the_number(status: int, reader: Reader) -> None:
    found = verdict(reader, page("New bridges", ARTICLE), status=status)
    assert found.verdict == "undetermined"
    assert f"HTTP {status}" in found.reasons[0]


@pytest.mark.parametrize("status", [404, 410])
def test_a_hard_404_is_empty_without_text_and_undetermined_with_it(status: int, reader: Reader) -> None:
    assert verdict(reader, page("Not found", "<p>Nothing stands here any more.</p>"), status=status) == Quality(
        "undetermined", (f"HTTP {status}",)
    )
    assert verdict(reader, b"", status=status) == Quality("empty", (f"HTTP {status}",))


def test_text_that_could_not_be_decoded_is_undetermined() -> None:
    reading = Reading(extractor=Reader()._identity(), encoding="utf-8 (BOM)", main_text="a\ufffd" * 100, page_text="a")
    exchange = Exchange(ADDRESS, ADDRESS, NOW, 0.1, "captured", "", status=200, content=b"a\xff" * 100)
    assert qualify(exchange, reading).verdict == "undetermined"


def test_nothing_captured_is_undetermined_with_the_cause() -> None:
    exchange = Exchange(ADDRESS, ADDRESS, NOW, 0.1, "failed", "no such host")
    assert qualify(exchange, None) == Quality("undetermined", ("nothing was captured: no such host",))


# --- pages that stand in for the article ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "The Herald",
            "<p>The Herald is down for scheduled maintenance.</p><p>We will be back shortly. Thank you for waiting.</p>",
        ),
        ("The Herald", "<p>Our website is currently undergoing planned maintenance. Please try again later.</p>"),
        ("We'll be back soon!", "<p>The Herald</p>"),
        ("Site maintenance | The Herald", "<p>Back at six.</p>"),
        ("Der Bote", "<p>Unsere Website wird gerade gewartet. Wir bitten um etwas Geduld.</p>"),
        ("Le Héraut", "<p>Le site est actuellement en maintenance. Merci de revenir plus tard.</p>"),
        ("El Heraldo", "<p>Nuestro sitio está en mantenimiento. Volveremos pronto.</p>"),
        ("Вестник", "<p>На сайте ведутся технические работы. Приносим извинения.</p>"),
        ("门户", "<p>网站正在维护中，请稍后再来访问。</p>"),
        ("ヘラルド", "<p>ただいまメンテナンス中です。しばらくお待ちください。</p>"),
    ],
)
def test_a_maintenance_notice_is_undetermined(title: str, body: str, reader: Reader) -> None:
    found = verdict(reader, page(title, body))
    assert found.verdict == "undetermined", found
    assert "maintenance notice" in found.reasons[0]


PURPOSES = (
    "<p>We and our 412 partners store and read data on your device, such as cookies, to show you ads.</p>"
    "<p>You may accept or manage your choices.</p><button>Accept all</button><button>Reject all</button>"
)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("The Herald", PURPOSES),
        ("We value your privacy", "<p>We use cookies to measure our audience. Do you agree?</p>"),
        (
            "Der Bote",
            "<p>Wir und unsere 77 Partner nutzen Cookies, um Werbung zu zeigen.</p><p>Alle akzeptieren</p><p>Ablehnen</p>",
        ),
        ("Le Héraut", "<p>Nous et nos partenaires utilisons des cookies et des données personnelles.</p><p>Tout accepter</p>"),
        ("El Heraldo", "<p>Utilizamos cookies propias y de nuestros socios. Puede aceptar todas o rechazar.</p>"),
        ("Il Messo", "<p>Questo sito utilizza i cookie. Accetta tutti o gestisci le impostazioni.</p>"),
        ("門戶", "<p>本网站使用Cookie。点击“接受所有”即表示同意我们的隐私政策。</p>"),
    ],
)
def test_a_form_that_asks_for_consent_is_blocked(title: str, body: str, reader: Reader) -> None:
    assert verdict(reader, page(title, body)).verdict == "blocked"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("herald.example", "<p>This domain is for sale!</p><p>Make an offer or call our brokers.</p>"),
        ("herald.example", "<p>herald.example may be for sale. Buy this domain.</p><p>Related searches</p><a>Cheap flights</a>"),
        ("herald.example is parked", "<p>The domain herald.example is parked free, courtesy of Registrar Ltd.</p>"),
        ("Domain expired", "<p>If you own it, contact your registrar.</p>"),
        ("herald.example", "<p>Diese Domain steht zum Verkauf. Preis auf Anfrage.</p>"),
        ("herald.example", "<p>Ce nom de domaine est à vendre.</p>"),
        ("herald.example", "<p>Этот домен продаётся. Цена по запросу.</p>"),
        ("herald.example", "<p>您访问的域名正在出售，欢迎联系购买。</p>"),
        ("Welcome to nginx!", "<p>If you see this page, the nginx web server is successfully installed and working.</p>"),
        ("Account Suspended", "<p>This account has been suspended. Contact your hosting provider.</p>"),
    ],
)
def test_a_parked_domain_or_a_placeholder_of_a_host_is_a_soft_404(title: str, body: str, reader: Reader) -> None:
    assert verdict(reader, page(title, body)).verdict == "soft-404"


def test_a_page_not_shown_in_this_region_is_blocked(reader: Reader) -> None:
    assert verdict(reader, page("The Herald", "<p>Sorry, this content is not available in your region.</p>")).verdict == "blocked"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Bridge closed for scheduled maintenance", f"<p>The bridge is closed for maintenance until May.</p><p>{SENTENCE}</p>"),
        ("Tax portal offline", "<p>The portal is down for maintenance, the ministry said on Monday. Citizens file on paper.</p>"),
        ("Regulator fines broker", f"<p>“This domain is for sale,” the page said.</p><p>{SENTENCE * 2}</p>"),
        ("Cookie banners annoy readers", f"<p>“We use cookies,” every site tells them.</p><p>{SENTENCE * 2}</p>"),
        ("Bridge open", f"<p>{SENTENCE * 2}</p><p>We use cookies. Accept all</p>"),
        ("Coming soon: three bridges", f"<p>{SENTENCE}</p>"),
        ("Under construction since 1990, the tower opens", f"<p>{SENTENCE}</p>"),
        ("Village domain", f"<p>The manor, the largest domain of the valley, is for sale.</p><p>{SENTENCE}</p>"),
    ],
)
def test_an_article_about_such_things_is_ok_even_if_it_is_short(title: str, body: str, reader: Reader) -> None:
    assert verdict(reader, page(title, body)) == Quality("ok")


def test_nothing_but_a_heading_is_empty(reader: Reader) -> None:
    found = verdict(reader, page("Engineers present three new bridges for the valley", ""))
    assert (found.verdict, found.reasons) == ("empty", ("no article text was found on the page besides its heading",))


# --- pages cut on the way ---------------------------------------------------------------------------------------------

WHOLE = page("New bridges", f"<div><!-- text --><ul><li>One<li>Two</ul>{ARTICLE}</div><script>if (a<b) c()</script>")


def test_a_page_cut_anywhere_inside_its_text_is_undetermined_and_says_where(reader: Reader) -> None:
    start = WHOLE.index(b"<div>") + 900
    for cut in range(start, WHOLE.index(b"</div>"), 37):
        found = verdict(reader, WHOLE[:cut])
        assert found.verdict == "undetermined", WHOLE[:cut][-60:]
        assert found.reasons[0].startswith("the capture is incomplete: the page ends")


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("<p>More <a hre", "in the middle of a <a> tag"),
        ('<p>More <a href="/x', "in the middle of a <a> tag"),
        ("<p>More</", "in the middle of a tag"),
        ("<p>More <!-- a remark", "inside a comment"),
        ("<script>var a = '<p>", "inside a <script>"),
        ("<p>The council met on", "inside a <p>"),
        ("<div><p>More</p>", "inside a <div>"),
        ("", "after a paragraph"),
    ],
)
def test_the_ways_a_cut_page_ends(end: str, words: str) -> None:
    assert words in (cut_short(f"<html><body><h1>New bridges</h1>{ARTICLE}{end}".encode()) or "")


@pytest.mark.parametrize(
    "markup",
    [
        f"<!DOCTYPE html><html><head><title>t</title></head><body><div>{ARTICLE}</div><footer>Imprint</footer>",
        "<title>t</title><h1>t</h1><p>one<p>two<p>three<p>four",
        "<ul><li>one<li>two</ul><table><tr><td>a<td>b<tr><td>c</table>",
        '<p>a <img alt="a > b"> <br/> 3 < 4 and "c"</p><p title="5" wide">x</p><div>y</div>',
        f"<html><body><div>{ARTICLE}</body>",
        f"<html><body>{ARTICLE}<p>left open</html> <!-- served in",
        "",
    ],
)
def test_a_page_whose_author_leaves_out_end_tags_is_whole(markup: str) -> None:
    assert cut_short(markup.encode()) is None
    assert cut_short(markup.encode("utf-16")) is None


@given(st.binary(max_size=200), st.text(alphabet="<>/!-pdiv \"'=a", max_size=200))
def test_no_markup_makes_the_search_for_a_cut_raise(content: bytes, text: str) -> None:
    for each in (content, text.encode()):
        assert isinstance(cut_short(each), str | None)


@pytest.mark.shared
def test_real_pages_are_whole_also_without_the_last_end_tags_and_halves_of_them_are_not() -> None:
    pages = [gzip.decompress(path.read_bytes()) for path in (SHARED / "data" / "extraction" / "html").glob("*.html.gz")]
    if not pages:
        pytest.skip("the shared research data is not there")
    without = [re.sub(rb"</(?:body|html)>", b"", each, flags=re.IGNORECASE) for each in pages]
    assert sum(cut_short(each) is None for each in pages) == len(pages)
    assert sum(cut_short(each) is None for each in without) >= 0.98 * len(pages)
    assert sum(cut_short(each[: len(each) // 2]) is not None for each in pages) >= 0.95 * len(pages)


# --- what could not be decoded, and what is worth a note --------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("made-up", "content encoding made-up is not supported"), ("gzip, gzip, gzip", "3 nested content encodings")],
)
def test_bytes_that_came_but_cannot_be_decoded_are_undetermined_with_the_reason(encoding: str, words: str) -> None:
    hop = Hop(ADDRESS, NOW, (), 200, "", "1.1", (("Content-Encoding", encoding),))
    for truncated in (None, "unspecified"):
        exchange = Exchange(
            ADDRESS, ADDRESS, NOW, 0.1, "captured", "", status=200, hops=(hop,), body=b"\x1f\x8bwhatever", truncated=truncated
        )
        found = qualify(exchange, None)
        assert found.verdict == "undetermined"
        assert words in found.reasons[0]
        assert "10 bytes came" in found.reasons[0]


def test_a_body_that_is_empty_once_decoded_is_empty() -> None:
    hop = Hop(ADDRESS, NOW, (), 200, "", "1.1", (("Content-Encoding", "gzip"),))
    exchange = Exchange(ADDRESS, ADDRESS, NOW, 0.1, "captured", "", status=200, hops=(hop,), body=gzip.compress(b""))
    assert qualify(exchange, None).verdict == "empty"


@pytest.mark.parametrize(
    "final",
    ["https://www.herald.example/news/2021/04/old-tunnels-closed.html", "https://other.example/news/2021/04/old-tunnels.html"],
)
def test_an_article_that_came_from_another_address_is_ok_with_a_note_where_it_led(final: str, reader: Reader) -> None:
    found = verdict(reader, page("Old tunnels", ARTICLE), final=final)
    assert found.verdict == "ok"
    assert f"redirected to {final}" in found.reasons[0]


def test_a_redirect_to_the_same_address_by_another_scheme_is_worth_no_note(reader: Reader) -> None:
    final = ADDRESS.replace("https://www.", "http://") + "/"
    assert verdict(reader, page("New bridges", ARTICLE), final=final) == Quality("ok")


def test_struck_out_text_is_worth_a_note(reader: Reader) -> None:
    found = verdict(reader, page("New bridges", ARTICLE + "<p>He said <s>it was safe</s> nothing.</p>"))
    assert found.verdict == "ok"
    assert "struck out" in found.reasons[0]


@pytest.mark.shared
def test_real_news_pages_are_ok(reader: Reader) -> None:
    pages = sorted((SHARED / "data" / "extraction" / "html").glob("*.html.gz"))
    if not pages:
        pytest.skip("the shared research data is not there")
    verdicts = Counter(verdict(reader, gzip.decompress(path.read_bytes())).verdict for path in pages)
    assert verdicts["ok"] >= 0.99 * len(pages), verdicts
