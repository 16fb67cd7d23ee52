"""One text as the clue rules see it: its lines, where its body begins and where the trailing template text takes over.

Invariants: spans index the untouched text. "Head" is the first stretch behind the front matter, "tail" the last stretch
before the trailing template text and everything behind it: credits stand there, and the same words elsewhere are mostly
about something else. Prose tells the edges more exactly: a credit line of the text stands before its first paragraph or
behind its last one. Every clue a rule makes from a span is made by `Scan.clue`, so its quote cannot differ from its span,
and nothing in a quoted line, or behind the heading of comments or of other texts, states anything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lineage.outlets import OutletTable
from lineage.text import FrontMatter, front_matter, paragraphs
from lineage.values import Clue, Role

HEAD = 1_500
TAIL = 800
_TEMPLATE_LINE = re.compile(
    r"(?:comment policy|disclaimer|leave a (?:reply|comment)|be the first to comment|your email address|"
    r"post a comment|add a comment|"
    r"all rights reserved|share this|share on|related (?:articles|posts|stories|news)|you may also like|read more|more from|"
    r"subscribe|sign up|newsletter|support (?:us|our)|donate|previous (?:post|article)|next (?:post|"
    r"article)|tags?:|filed under|"
    r"follow us|about the author|comments? \(|\d{1,4} comments?|terms of (?:use|service)|privacy policy|"
    r"fair use|copyright)\b",
    re.IGNORECASE,
)
# Headings, alone on their line, behind which other people or other texts speak.
_FOREIGN_HEADING = re.compile(
    r"(?:\d{1,5} |reader |readers['’] |your |user |all |view |show |latest |recent )?(?:comments?|replies|responses)"
    r"(?: ?\(\d{1,6}\))?|discussion|letters|leave a (?:reply|comment)|join the (?:conversation|discussion)|have your say|"
    r"(?:the )?most (?:read|popular|viewed|shared|commented)(?: [\w-]+){0,3}|"
    r"more (?:from|on|in|about) [^.!?]{2,40}|more (?:news|stories|articles|reading|headlines)|"
    r"popular(?: now| stories| posts| articles)?|trending(?: now| stories| topics)?|"
    r"related(?: articles?| stor(?:y|ies)| posts?| news| content| topics?| reading| links?| coverage)?|"
    r"you (?:may|might) (?:also )?(?:like|enjoy|be interested in)|recommended(?: for you| stories| articles| reading)?|"
    r"(?:read|see|watch) (?:more|next|also)|also (?:read|see|on this site|in the news)|editor['’]?s['’]? (?:picks|choice)|"
    r"(?:latest|top|other|breaking|further)(?: [\w-]+)? (?:news|stories|articles|headlines|posts|reading)|"
    r"latest|up next|what to read next|(?:what )?(?:others|other people|people|readers|our readers|visitors)(?: [\w-]+){0,3} "
    r"(?:read|reading|liked?|viewed|watching|enjoyed)(?: (?:now|today|this week))?|don['’]t miss|must reads?|in case you missed it|"
    r"in other news|elsewhere(?: on the web)?|from the archives?|around the web|from (?:around|across) the web|"
    r"(?:leser)?kommentare|mehr zum thema|meistgelesen|das könnte sie auch interessieren|weitere artikel|"
    r"(?:vos )?commentaires|[àa] lire aussi|lire aussi|les plus lus|articles liés|sur le même sujet|"
    r"comentarios|comentários|lo más (?:leído|visto)|te puede interesar|noticias relacionadas|leia também|mais lidas|"
    r"commenti|i più letti|leggi anche|articoli correlati|reacties|lees ook|meest gelezen|"
    r"комментарии|читайте также|самое читаемое|по теме|похожие (?:статьи|новости|материалы)|yorumlar|ilgili haberler|"
    r"相关(?:阅读|新闻|报道|文章)|相關(?:閱讀|新聞|報導)|评论|評論|网友评论|热门(?:文章|新闻)?|推荐阅读|延伸阅读|関連記事|コメント|"
    r"댓글|관련 ?기사|التعليقات|تعليقات|اقرأ أيضا|اقرأ أيضًا|اقرأ أيضاً|مواضيع ذات صلة|الأكثر قراءة",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"comment|repl(?:y|ies)|responses?|discussion|letters|have your say|kommentare|commentaires|comentarios|comentários|commenti|"
    r"reacties|комментарии|yorumlar|评论|評論|コメント|댓글|تعليق",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"donat|copyright|fair use|disclaim|polic(?:y|ies)|subscri|newsletter|views expressed|opinions expressed|privacy|cookies|"
    r"terms of|rights reserved|permission|licen[cs]e",
    re.IGNORECASE,
)
# A paragraph about the text itself, its hands and its rights: no prose of the text.
_ABOUT_THE_TEXT = re.compile(
    r"[\s(\[*_>—–-]{0,5}(?:this|the (?:above|following|preceding)|an? (?:\w+ )?version of this|(?:re-?)?published|reprinted|"
    r"reposted|originally|first (?:published|appeared)|editor['’]?s? note|editors['’] note|note|correction|clarification|update|"
    r"(?:except for|only) the headline|(?:join|follow|subscribe|sign up|download|click|tap)\b[^\n]{0,160}\b(?:channel|newsletter|"
    r"app|telegram|whatsapp|twitter|facebook|instagram|inbox|updates|alerts|latest)\b|"
    r"(?:additional )?(?:reporting|writing|editing) by|with (?:reporting|files|additional)|translat|copyright|©|source|photo|image|"
    r"about the author|the (?:author|writer)|[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,2}(?:, [^.,\n]{2,60},)? (?:is|was) an? )",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？…][\"”’'»)\]]{0,3}(?:\s|$)|[。！？]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_PROSE = 60
# The rules whose behaviour changed since their first version, by the family that begins a rule's name.
_RULE_VERSIONS = (
    dict.fromkeys(("issuer", "press conference", "json-ld", "host", "self reference", "network template", "markup"), "2")
    | dict.fromkeys(("first publication", "print edition", "licence", "reprint line", "original link", "byline"), "3")
    | dict.fromkeys(("front matter", "asset date"), "3")
    | {"date": "2"}
    | dict.fromkeys(("dateline", "source line", "photo credit", "wire tail", "contributor"), "4")
)
_DONATION = re.compile(r"\bdonat(?:e|ion|ions|ing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Scan:
    """A text with the outlet table it is read against."""

    text: str
    outlets: OutletTable

    @cached_property
    def front(self) -> FrontMatter | None:
        """The front matter, if the text begins with one."""
        return front_matter(self.text)

    @cached_property
    def start(self) -> int:
        """Where the text begins behind its front matter."""
        return self.front.end if self.front else 0

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Spans of the non-empty lines behind the front matter, trimmed."""
        return [(start, end) for start, end in paragraphs(self.text) if start >= self.start]

    @cached_property
    def body_end(self) -> int:
        """Where the trailing template text begins: the first line of its kind in the last three fifths of the text."""
        floor = self.start + (len(self.text) - self.start) * 2 // 5
        for start, end in self.lines:
            opening = self.text[start : min(end, start + 80)]
            if start > floor and (_TEMPLATE_LINE.match(opening) or self._asks_for_money(start, end)):
                return start
        return len(self.text.rstrip())

    def _asks_for_money(self, start: int, end: int) -> bool:
        paragraph = self.text[start : min(end, start + 1_500)]
        return _DONATION.search(paragraph) is not None and re.search(r"\b(?:our|we)\b", paragraph) is not None

    @cached_property
    def foreign(self) -> int:
        """Where comments, teasers or other texts take over: at a heading of theirs behind the first paragraph of prose."""
        first = next((line for line in self.lines if self._is_prose(line)), None)
        for start, end in self.lines if first else ():
            if first and start > first[0] and end - start < 80 and is_foreign_heading(self.text[start:end]):
                return start
        return len(self.text) + 1

    @cached_property
    def comments(self) -> int:
        """Where readers' comments take over: at a heading of theirs, where comments or other texts begin or behind that."""
        for start, end in self.lines:
            if start >= self.foreign and end - start < 80 and is_comment_heading(self.text[start:end]):
                return start
        return len(self.text) + 1

    @cached_property
    def prose(self) -> list[tuple[int, int]]:
        """The paragraphs of the text's own prose, in order: long enough, with a sentence's end, no credit and no small print."""
        floor = self.start + (len(self.text) - self.start) * 2 // 5
        return [
            line
            for line in self.lines
            if line[0] < self.foreign
            and self._is_prose(line)
            and not (line[0] > floor and (_SMALL_PRINT.search(self.text, *line) or self._asks_for_money(*line)))
        ]

    def _is_prose(self, line: tuple[int, int]) -> bool:
        words = self.text[line[0] : min(line[1], line[0] + 600)]
        weight = len(words) + 2 * len(_WIDE.findall(words[:_PROSE]))
        about = _ABOUT_THE_TEXT.match(words) if line[1] - line[0] <= 420 else None
        return weight >= _PROSE and about is None and _SENTENCE_END.search(words) is not None

    def before_prose(self, position: int) -> bool:
        """Whether no paragraph of prose ends before the place."""
        return not self.prose or position < self.prose[0][1]

    def behind_prose(self, position: int) -> bool:
        """Whether no paragraph of prose begins behind the place."""
        return not self.prose or position >= self.prose[-1][0]

    def is_quoted(self, position: int) -> bool:
        """Whether the place stands in a line marked as a quotation (`> ...`)."""
        line = self.line_at(position)
        return self.text[line[0] : line[0] + 1] == ">"

    def in_head(self, position: int, size: int = HEAD) -> bool:
        """Whether the place lies in the first stretch of the text."""
        return self.start <= position < self.start + size

    def in_tail(self, position: int, size: int = TAIL) -> bool:
        """Whether the place lies in the last stretch of the body or in the template text behind it."""
        return position >= self.body_end - size

    def line_at(self, position: int) -> tuple[int, int]:
        """The line that holds the place."""
        index = bisect_right(self.lines, (position, len(self.text))) - 1
        return self.lines[index] if index >= 0 else (position, position)

    def line_text(self, line: tuple[int, int]) -> str:
        """The words of a line."""
        return self.text[line[0] : line[1]]

    def clue(self, kind: str, role: Role, value: str, span: tuple[int, int], rule: str, **more: Any) -> Clue:
        """A clue that stands at a span of this text; `more` are further fields of `Clue`.

        What readers write under a text credits nobody for the text: it has the role `other`.
        """
        start, end = span
        if start >= self.comments and role in ("text_origin", "credited_source"):
            role = "other"
        if more.get("strength") == "states" and more.get("carrier", "text") == "text":
            others = start >= self.foreign or self.is_quoted(start)
            more["strength"] = "hints" if others else "states"
        return Clue(
            kind=kind,
            role=role,
            value=value,
            carrier=more.pop("carrier", "text"),
            quote=self.text[start:end],
            rule=rule,
            rule_version=rule_version(rule),
            start=start,
            end=end,
            **more,
        )


def rule_version(rule: str) -> str:
    """The version of a rule, whose name begins with its family."""
    return _RULE_VERSIONS.get(rule.partition("/")[0], "1")


def is_comment_heading(words: str) -> bool:
    """Whether the words are a heading behind which readers speak."""
    return is_foreign_heading(words) and _COMMENTS.search(words) is not None


def is_foreign_heading(words: str) -> bool:
    """Whether the words are a heading behind which comments or other texts stand."""
    return len(words) < 80 and _FOREIGN_HEADING.fullmatch(words.strip(" \u00a0#*_:：—–-|•·[].…!?")) is not None


def word_set(words: str, between: str | None = None) -> frozenset[str]:
    """A set of words written as one row of data, parted by blanks or by the given sign."""
    return frozenset(words.split(between))


def starts_sentence(text: str, position: int) -> bool:
    """Whether a sentence of the text's own voice begins here: not mid-sentence, and not inside a quotation just opened."""
    before = text[max(0, position - 6) : position]
    bare = before.rstrip(" \t\u00a0\u3000([（【*_>~-–—")
    if bare and bare[-1] in "“‘«„「":
        return False
    if bare and bare[-1] in "\"'":
        return len(bare) > 1 and bare[-2] in ".!?" and before != bare
    return not bare or bare[-1] in "\n.!?:;。！？：”’»」】|•…"
