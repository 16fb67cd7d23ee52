"""Who issued a work, under all the names he is given: "China", "Beijing", "the Chinese government", "the State Council".

Two names agree when their words agree, when one's words contain the other's, when both stand for the government of one country
or one of them for it and the other for a body of that country, or when most of their words agree (a garbled name, said so).
Countries are data: a name, its adjectives, its seat of government.

Left to others: finding the names in a text (`citations`), deciding what follows from agreement (`linking`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from lineage.text import spelling_key, tokens
from lineage.wordlists import listed

_COUNTRIES = """
china chinese beijing prc | taiwan taiwanese taipei | japan japanese tokyo | germany german berlin | france french paris
russia russian moscow kremlin | britain british london uk united+kingdom westminster | canada canadian ottawa
united+states american washington us usa u.s | india indian delhi | pakistan pakistani islamabad | turkey turkish ankara türkiye
italy italian rome | spain spanish madrid | portugal portuguese lisbon | brazil brazilian brasilia | mexico mexican
australia australian canberra | new+zealand wellington | south+korea seoul | north+korea pyongyang dprk | iran iranian tehran
iraq iraqi baghdad | israel israeli jerusalem | egypt egyptian cairo | saudi+arabia saudi riyadh | ukraine ukrainian kyiv
poland polish warsaw | netherlands dutch hague | belgium belgian | sweden swedish stockholm | norway norwegian oslo
denmark danish copenhagen | finland finnish helsinki | greece greek athens | hungary hungarian budapest | austria austrian vienna
switzerland swiss bern | ireland irish dublin | indonesia indonesian jakarta | malaysia malaysian | philippines philippine manila
vietnam vietnamese hanoi | thailand thai bangkok | myanmar burmese | nigeria nigerian abuja | kenya kenyan nairobi
south+africa pretoria | ethiopia ethiopian | argentina argentine | chile chilean santiago | colombia colombian bogota
venezuela venezuelan caracas | cuba cuban havana | afghanistan afghan kabul | syria syrian damascus | european+union eu brussels
united+nations un
"""
COUNTRIES = {
    name.replace("+", " "): row.split()[0].replace("+", " ")
    for line in _COUNTRIES.strip().splitlines()
    for row in line.split("|")
    for name in row.split()
}
"""Names, adjectives and seats of government, and the country each stands for."""

GOVERNMENT = listed(
    """
    government authority authorities state central federal communist party ruling people republic administration regime official
    ministry cabinet the of and s leadership leader new
    """
)
"""Words that add nothing to a country's name when its government is meant."""
BODY = listed(
    """
    council office ministry department commission committee bureau agency senate congress house parliament assembly court embassy
    cabinet commissioner secretary government authority legislature
    """
)
SMALL = listed("the of and for on in a an s to at by &")
ONE_STATE = "one is the government of the other's country"
"""How names agree that have nothing but the state in common: the weakest way."""
GARBLED = 0.75
"""The share of words in common, of both names together, from which two names are one name garbled."""


@lru_cache(maxsize=4096)
def issuer_words(name: str) -> frozenset[str]:
    """The content words of a name, house spelling and plural folded."""
    words = (spelling_key(token.word) for token in tokens(name.replace("’s", "").replace("'s", "")))
    return frozenset(word.rstrip("s") if len(word) > 4 else word for word in words) - SMALL


@lru_cache(maxsize=4096)
def country_of(name: str) -> str | None:
    """The country a name speaks of; None when it names none, or several."""
    words = [token.word for token in tokens(name.replace("’s", "").replace("'s", ""))]
    pairs = [" ".join(pair) for pair in pairwise(words)]
    found = {COUNTRIES[key] for key in (*words, *pairs) if key in COUNTRIES}
    if "people" in words and "republic" in words and "china" in words:
        found = {"china"}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def is_government(name: str) -> bool:
    """Whether a name stands for the government of a country as a whole: "China", "Chinese authorities", "Beijing"."""
    country = country_of(name)
    if country is None:
        return False
    own = {word.rstrip("s") if len(word) > 4 else word for key, of in COUNTRIES.items() if of == country for word in key.split()}
    return not issuer_words(name) - own - {_singular(word) for word in GOVERNMENT}


def _singular(word: str) -> str:
    return word.rstrip("s") if len(word) > 4 else word


def is_public_body(name: str) -> bool:
    """Whether a name is that of an office of state, by its noun."""
    words = issuer_words(name)
    return bool(words & {_singular(word) for word in BODY})


def issuers_agree(one: str, other: str, one_of: str | None = None, other_of: str | None = None) -> str | None:
    """How two names agree, in words for a person; None when they do not.

    Args:
        one, other: the names as written.
        one_of, other_of: the country a text sets beside the name ("the State Council, China's cabinet").
    """
    first, second = issuer_words(one), issuer_words(other)
    if not first or not second:
        return None
    if first == second:
        return "the same name"
    if _same_state(one, other, one_of, other_of):
        return ONE_STATE
    return _names_agree(one, other)


def _names_agree(one: str, other: str) -> str | None:
    first, second = issuer_words(one), issuer_words(other)
    if _legislatures(one, other):
        return "both are the legislature of one country"
    if _contains(one, other) or _contains(other, one):
        return "one name contains the other"
    if _initials(one, other) or _initials(other, one):
        return "one is the initials of the other"
    if len(first & second) >= 3 and len(first & second) / len(first | second) >= GARBLED:
        return "most words of the names agree"
    return None


LEGISLATURES = listed("congress senate house parliament assembly legislature lawmaker bundestag knesset duma diet")


def _legislatures(one: str, other: str) -> bool:
    country = country_of(one)
    return country is not None and country == country_of(other) and all(issuer_words(n) & LEGISLATURES for n in (one, other))


def _contains(long: str, short: str) -> bool:
    """Whether the words of one name, two at least, stand together and in order in the other: no country's name alone."""
    inner, outer = ([spelling_key(token.word) for token in tokens(name)] for name in (short, long))
    if len(inner) < 2 or is_government(short) or is_government(long):
        return False
    return any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1))


def _initials(short: str, long: str) -> bool:
    words = [word for word in long.replace("-", " ").split() if word[:1].isupper()]
    return len(short) >= 3 and short.isalpha() and short.isupper() and short == "".join(word[0] for word in words)


def _same_state(one: str, other: str, one_of: str | None, other_of: str | None) -> bool:
    """Whether one name stands for a government and the other for it too, or for an office of that state."""
    countries = country_of(one_of or one), country_of(other_of or other)
    if countries[0] is None or countries[0] != countries[1]:
        return False
    whole = is_government(one), is_government(other)
    office = is_public_body(one) or one_of is not None, is_public_body(other) or other_of is not None
    return (whole[0] and (whole[1] or office[1])) or (whole[1] and office[0])
