from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.figures import find_figures

WORDS = [" million ", " of ", "one ", "half ", " to ", "from ", "people", "in ", "\n"]
NUMERIC = st.lists(st.sampled_from([*"0123456789.,- $%€–/:mk", *WORDS]), max_size=30).map("".join)


def figure(text: str):
    found = find_figures(text)
    assert len(found) == 1, found
    return found[0]


@given(st.one_of(NUMERIC, st.text(max_size=80)))
def test_any_text_gives_spans_that_are_their_quotes_in_order(text: str) -> None:
    end = 0
    for found in find_figures(text):
        assert text[found.start : found.end] == found.quote
        assert found.start >= end
        end = found.end


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("They hired 1,234 workers.", 1234, "workers"),
        ("They hired 1.234.567 workers.", 1234567, "workers"),
        ("They hired 1 234 567 workers.", 1234567, "workers"),
        ("They hired 1.29 million urban workers.", 1290000, "urban workers"),
        ("It cost $3.5m to build.", 3500000, "dollars"),
        ("It cost £12bn to build.", 12_000_000_000, "pounds"),
        ("It cost RMB40,000 to build.", 40000, "yuan"),
        ("It cost 11,910,000 RMB to build.", 11910000, "yuan"),
        ("Output rose by 17.2 percent.", 17.2, "percent"),
        ("Output rose by 17.2 per cent.", 17.2, "percent"),
        ("Output rose by 0.3 percentage points.", 0.3, "percentage points"),
        ("They sent three hundred and five thousand soldiers.", 305000, "soldiers"),
        ("They sent half a million troops.", 500000, "troops"),
        ("They met four of the office’s founding members.", 4, "office’s founding members"),
        ("One tenth of the 20 million people left.", 2000000, "people"),
        ("One in five shirts is made there.", 0.2, "share"),
        ("45.14万人次接受培训", 451400, "人次"),
    ],
)
def test_values_are_in_base_units(text: str, value: float, unit: str) -> None:
    found = figure(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "quote", "qualifier"),
    [
        ("There were more than 500 poor farm laborers there.", "more than 500 poor farm laborers", "more than"),
        ("There were nearly 13,000 there.", "nearly 13,000", "nearly"),
        ("There were as many as one million people.", "as many as one million people", "as many as"),
        ("No fewer than 12 came.", "No fewer than 12", "no fewer than"),
        ("It took all 826 patients in.", "all 826 patients", "all"),
    ],
)
def test_a_span_is_qualifier_number_and_counted_noun(text: str, quote: str, qualifier: str) -> None:
    found = figure(text)
    assert (found.quote, found.qualifier) == (quote, qualifier)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a monthly income from 5000 to 7000 yuan", (5000, 7000)),
        ("between 10 and 20 countries", (10, 20)),
        ("some 7–12 million people", (7_000_000, 12_000_000)),
        ("月入5000至7000元", (5000, 7000)),
        ("بين 7 و9 مليارات دولار", (7e9, 9e9)),
        ("fell by 8 to 10 percent", (8, 10)),
    ],
)
def test_a_range_is_one_figure_with_two_ends(text: str, value: tuple[float, float]) -> None:
    assert figure(text).value == value


def test_a_change_is_two_figures() -> None:
    found = find_figures("From 2014 to 2019 employment rose from 11.35 million to 13.3 million.")
    assert [f.value for f in found] == [11350000, 13300000]
    assert {f.period for f in found} == {"From 2014 to 2019"}


def test_a_change_may_tell_its_years() -> None:
    assert [f.value for f in find_figures("Deaths rose from 61 in 2016 to 143 last year.")] == [61, 143]


def test_a_text_with_decimal_commas_groups_by_points() -> None:
    assert [f.value for f in find_figures("Es sind 11.600 Orte, 23,5 Prozent mehr.")] == [11600, 23.5]


def test_an_amount_of_change_and_the_level_reached_are_two_figures() -> None:
    found = find_figures("The crown gained 0.6% to 7.345 to the dollar. Gold rose Rs 779 to Rs 58,689. It goes up from $50 to $75.")
    assert [f.value for f in found] == [0.6, 7.345, 779, 58689, 50, 75]


def test_a_vague_number_has_no_value() -> None:
    found = figure("Tens of thousands of people left.")
    assert (found.quote, found.value) == ("Tens of thousands of people", None)


@pytest.mark.parametrize(
    "text",
    [
        "It began in 2019 and ended on May 5, 2020 at 10:30 am.",
        "From 2014 to 2019 the office provided training sessions.",
        "COVID-19, the G20, iPhone 7, Section 5, Article 12(3) and the 74th session",
        "Version 2.3.1 runs at 192.168.10.20.",
        "Call +1 202 555 0143 or 202-555-0143.",
        "On 2020/10/20 and 16 Sep 2020, in the 1990s, 9/11",
        "A five-year plan of a 25-year-old, who is 48 years old.",
        "They won 52-48.",
        "1. First\n2. Second",
        "See https://a.example/2020/09/17/33296584 for more.",
        "The women's 100m final, in Courtroom 3, a level 4b school under Section 80C",
        "Call 0845 8 505 505 or 0800 224 466 about the men who were under 25.",
        "She won the 1500m and the men's 60m at the indoor championships; Italy 8-38 Wales.",
        "The Museums Act 1964 obliges towns.",
        "Boeing 737 are safe, Windows 10 has a 1080p screen, In 2016 were found",
        "根据第82条，10月15日，19号厂房，34岁",
        "في 12 يناير 2023 صدر القرار 2254 رقم 14 لسنة 2019",
    ],
)
def test_numbers_that_name_or_order_are_no_figures(text: str) -> None:
    assert find_figures(text) == ()


def test_front_matter_holds_no_figures() -> None:
    assert find_figures("---\nviews: 1,234 people\n---\nNothing here.") == ()


def test_the_period_is_that_of_the_sentence() -> None:
    text = "In 2017 it rained. They trained 900 workers every year from 2014 to 2019. In 2020 it rained again."
    assert figure(text).period == "every year; from 2014 to 2019"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It cost Rs 3 lakh crore to build.", 3_000_000_000_000, "rupees"),
        ("It cost Rs 1,25,000 to build.", 125_000, "rupees"),
        ("Es kostet € 2,5 Millionen im Jahr.", 2_500_000, "euros"),
        ("Elle coûte 4,2 milliards d’euros.", 4_200_000_000, "euros"),
        ("It cost Rmb200m to build.", 200_000_000, "yuan"),
        ("Output changed by -2.5 percent.", -2.5, "percent"),
        ("Output changed by minus 4 percent.", -4, "percent"),
        ("They saw one and a half million visitors.", 1_500_000, "visitors"),
        ("They saw a million and a half visitors.", 1_500_000, "visitors"),
        ("It took two-and-a-half years.", 2.5, "years"),
        ("Output rose by 12½ per cent.", 12.5, "percent"),
        ("One-in-four visitors left.", 0.25, "share"),
        ("百分之三十五的人离开了。", 35, "percent"),
        ("四分之一的居民离开了。", 0.25, "share"),
        ("三千五百人离开了。", 3500, "人"),
        ("They saw several thousand visitors.", None, "visitors"),
        ("They raised a 2 million-strong army.", 2_000_000, None),
        ("They weighed 1'234'567 tonnes.", 1_234_567, "tonnes"),
        ("It is home to 12.500 people.", 12_500, "people"),
        ("They built a 1.4m wall.", 1.4, "m"),
        ("She won the triple jump with 16.87m.", 16.87, "m"),
        ("A crowd of 1.2m people saw athletics.", 1_200_000, "people"),
        ("Flood: 262 killed in the north.", 262, None),
        ("The error is plus or minus 2.5 points.", 2.5, "points"),
        ("Es sind 23,5 Prozent.", 23.5, "percent"),
        ("One fifth were girls.", 0.2, "share"),
        ("حصل مليونا شخص", 2_000_000, "شخص"),
        ("It pays 11.25p a share.", 11.25, "pence"),
        ("Its budget was cut by a third.", 1 / 3, "share"),
        ("One child in four was hungry.", 0.25, "share"),
        ("It grew to 11.4 km.", 11.4, "km"),
        ("It is 1.5C warmer.", 1.5, "C"),
        ("There were 12 policemen.", 12, "policemen"),
        ("They won 61 of the 99 seats.", 61, "seats"),
        ("They counted 0.4 doctors per 1,000 people.", 0.4, "doctors"),
        ("Of those, 47 had died.", 47, None),
        ("It took the total to 611.", 611, None),
        ("共举办1621场。", 1621, "场"),
        ("超过九成的学生赞成。", 90, "percent"),
        ("下降0.2个百分点。", 0.2, "percentage points"),
        ("三百多名工人离开了。", 300, "名"),
        ("بزيادة 20 في المئة", 20, "percent"),
        ("بلغ العدد 213 حالة", 213, "حالة"),
        ("خمسة آلاف شخص", 5000, "شخص"),
        ("دمرت آلاف المنازل", None, "المنازل"),
    ],
)
def test_compound_foreign_and_negative_numbers_have_their_value(text: str, value: float | None, unit: str | None) -> None:
    found = figure(text)
    assert (found.value, found.unit) == (value, unit)


def test_ordinals_are_no_counts() -> None:
    assert find_figures("第三人称和一个人。") == ()


def test_a_dash_of_a_range_or_list_is_no_minus() -> None:
    values = [f.value for f in find_figures("A cut of 3 -5 percent.\n- 40 boats\n-20 percent of crews\npost-7 percent")]
    assert all(v == (3, 5) or (not isinstance(v, tuple) and v > 0) for v in values)
