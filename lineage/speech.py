"""The grammar that the speaker rules share: verbs of saying, subjects, appositions, ends of sentences, the passive.

All patterns are made for a text with quoted words blanked out (`BLANK_MARK`), have bounded repeats, and are matched inside short
windows. Which pattern is tried where, and in which order, is the part of `speakers`.
"""

from __future__ import annotations

import re

from lineage.names import ANY_WORD, BLANK, NAME, PRONOUN, UPPER

BLANK_MARK = "\x00"

FINITE = (
    "said|says|say|told|tells|tell|added|adds|asked|asks|replied|responded|noted|notes|argued|argues|claimed|claims"
    "|insisted|insists"
    "|explained|explains|stated|states|wrote|writes|warned|warns|tweeted|declared|announced|acknowledged|admitted|conceded"
    "|continued"
    "|continues|joked|recalled|recalls|testified|quipped|shouted|concluded|concludes|suggested|suggests|observed|observes"
    "|remarked"
    "|commented|complained|cautioned|urged|urges|vowed|promised|predicted|emphasi[sz]ed|stressed|stresses|reiterated"
    "|contended|countered"
    "|denied|denies|alleged|alleges|asserted|asserts|maintained|maintains|confirmed|reported|reports|revealed|posted"
    "|answered|boasted"
    "|lamented|mused|proclaimed|pledged|quoted|charged|opined|exclaimed|retorted|reads|read|points out|pointed out|went on"
    "|put it|began|admits|concedes|jokes|declares|remarks|complains|muses"
)
BROAD = (
    "|called|calls|described|describes|dubbed|referred|refers|accused|accuses|denounced|dismissed|dismisses|slammed"
    "|criticized|criticised"
    "|praised|blasted|mocked|believes|believed|thinks|thought|hopes|hoped|wants|wanted|cited|cites|mentioned|labeled"
    "|labelled|branded"
    "|characterized|characterised|condemned|defended|demanded|attacked|scolded|hailed|rejected|estimated|found|concurred"
    "|agreed|expressed"
    "|lauded|likens|exhorted|decried|derided|touted|apologized|apologised|recommended|advised|ruled|proposed|ordered"
    "|thanked|welcomed|compared|likened|blamed|disagreed|shrugged|nodded|smiled|laughed|sighed|snapped|cried|yelled"
    "|screamed|whispered|murmured|muttered|interjected|elaborated|clarified|responds|replies|answers|recounted|disputed"
)
PARTICIPLE = re.compile(
    r"\b(?:saying|adding|calling|describing|telling|noting|claiming|arguing|insisting|writing|warning|asking|tweeting"
    r"|declaring|stating"
    r"|explaining|referring|suggesting|accusing|dismissing|citing|vowing|promising|denouncing|urging|stressing|emphasizing)\b"
)
SAID = re.compile(rf"\b(?:{FINITE})\b")
SPOKE = re.compile(rf"\b(?:{FINITE}{BROAD})\b")
NO_VERB = re.compile(
    r"\bwhat (?:he|she|they|it|we|I) $|\b(?:and|or|but|the|a|an|this|that|of|news|white|annual|to|her|his|their|its|such"
    r"|said|having)\s$|\bto (?:have|be) $|[-’']$",
    re.IGNORECASE,
)
"""What, right before one of these words, shows that it is a noun or an infinitive: the report, to say, media reports."""

NO_ROLE = (
    "in|on|at|to|of|by|for|from|with|that|as|when|while|after|before|during|last|this|next|yesterday|today|then|later|again|about"
    "|and|but|or|if|because|since|until|who|which|nothing|so|early|late|earlier|recently|also|not|is|was|were|are|had"
    "|has|have|it|he|she"
    "|they|we|there|through|via|into|upon|near|outside|inside|tomorrow|tonight|alone|only|just|there|here|where|once"
)
"""Words that stand between a verb of saying and something else than its subject."""
DETERMINER = (
    r"(?:[Tt]he|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ome|[Mm]any|[Ss]everal|[Aa]nother|[Tt]his|[Tt]hese"
    r"|[Tt]hose|[Hh]is|[Hh]er"
    r"|[Tt]heir|[Ii]ts|[Oo]ur|[Mm]y|[Bb]oth|[Mm]ost|[Oo]ther|[Aa]ll|[Oo]nly)"
)
PHRASE = rf"{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,9}}"
BARE = r"[a-z][\w-]{0,40}(?: [a-z][\w-]{0,40}){0,3}s"
PARENTHESIS = r"(?:[ \u00a0]\([^()\n]{1,40}\))?"
APPOSITION = r"(?:, (?:[DR]-\w+\.,|Jr\.,)|, [^.;:\n\x00“”\"]{2,160},)?"
SUBJECT = rf"(?P<who>{PRONOUN}\b|{NAME}|{PHRASE}?)"
ADVERB = (
    r"(?:(?:also|later|then|once|again|reportedly|recently|repeatedly|further|\w{2,14}ly|has|have|had|is|was|would"
    r"|will)[ \u00a0]){0,3}"
)

OWNED = rf"{NAME}(?<=[’']s)(?:{BLANK}(?!(?:{NO_ROLE})\b)[a-z][\w-]{{0,40}}){{1,4}}"
"""`Lee's lawyer`: the speaker is the lawyer."""
ROLE = rf"(?:(?!(?:{NO_ROLE})\b)[a-z][\w-]{{1,40}}{BLANK}){{1,3}}{NAME}"
"""`officer Kim Park`, with words that no name follows left out."""
SAID_BY = re.compile(
    rf"[,;]?{BLANK}(?:\w+ly )?(?P<verb>{FINITE}){BLANK}(?P<who>{PRONOUN}\b|{OWNED}|{NAME}{PARENTHESIS}"
    rf"|{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,6}}|{ROLE}|{BARE}\b|(?:another|others|one|someone|somebody)\b)"
)
BY_SAID = re.compile(
    rf"[,;]?{BLANK}?(?P<who>{PRONOUN}|{OWNED}|{NAME}|{PHRASE}?|{BARE}){PARENTHESIS}{APPOSITION}{BLANK}{ADVERB}(?P<verb>{FINITE})\b"
)
ACCORDING = re.compile(
    rf"[,;]?{BLANK}(?:[Aa]ccording to|[Ii]n the words of){BLANK}(?P<who>{OWNED}|{NAME}"
    rf"|{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,9}}|{BARE}\b)"
)
ACCORDING_BEFORE = re.compile(rf"\b(?:[Aa]ccording to|[Ii]n the words of){BLANK}(?P<who>{OWNED}|{NAME}|{PHRASE}|{BARE})[,:]?")
BY_VERB = re.compile(
    rf",?[ \u00a0](?P<who>{PRONOUN}|{NAME})[ \u00a0](?:[a-z]{{2,14}}ly )?(?!has|is|was|does|as|this)[a-z]{{2,14}}(?:ed|s)\b"
)
BY_ANYBODY = re.compile(
    rf",?{BLANK}(?P<who>(?!(?:while|though|although|as|when|because|and|but|if|which|who|that|where|after|before|so|or"
    rf"|than|since)\b)(?=\w\w){ANY_WORD}(?:{BLANK}{ANY_WORD}){{0,8}}?){PARENTHESIS}{BLANK}(?P<verb>{FINITE})\b"
)
"""Behind a quotation that ends in a comma or a question mark, whoever stands before any verb speaks."""
CLOSING = re.compile(
    rf",{BLANK}(?P<who>{PRONOUN}|{OWNED}|{NAME}|{PHRASE}?){APPOSITION}{BLANK}{ADVERB}(?P<verb>{FINITE})(?= [A-Z]\w{{1,9}}day)?[.,]?"
)
NOT_SPEAKER = re.compile(
    r"(?:(?:In|At|On|By|For|From|With|After|Before|Since|During|Under|Until) .*|Monday|Tuesday|Wednesday|Thursday|Friday"
    r"|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|In|At|On|But|And|When|While|After|As|If|For|By|That"
    r"|This week"
    r"|Her|His|Their|Its|Our|My|Your|What|Why|How|So|Then|There|Now|Yet|The|A|An|Who|Which|This|Not|No|Asked|Speaking)\.?$",
    re.DOTALL,
)
LEADING = re.compile(
    r"(?:But|And|When|While|After|As|If|For|So|Then|Yet|That|Although|Though|Because|Still|Later|However|Since)[ \u00a0]"
)
SENTENCE_END = re.compile(
    rf"[.!?…][\x00’'\")\]]{{0,3}}[ \u00a0\n]+(?=[{UPPER}А-ЯЁ\u0600-\u06ff\x00“\"‘«(])|[。！？][\x00”’」』）]{{0,2}}|\n"
)
ABBREVIATION = re.compile(
    r"\b(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Col|Lt|Sgt|Capt|Maj|Prof|St|Jr|Sr|Rev|Hon|No|vs|Inc|Co|Corp|Ltd|Jan|Feb|Mar|Apr|Aug"
    r"|Sept?|Oct|Nov|Dec|[A-Z]|U\.S|U\.N|D\.C|[DR]-\w+|Calif|Fla|Ariz|Mass|Minn|Mont|Wis|Tex|Pa|Va|Ky|La|Ala|Ga|Ill|Ind)\.$"
)
TAIL = re.compile(
    r"(?:[ \u00a0](?:also|later|then|once|again|recently|repeatedly|reportedly|has|have|had|is|was|were|are|be|been|did"
    r"|does|do|would|will"
    r"|could|can|may|might|not|never|often|previously|further|frequently|sometimes|just|even|only|[a-z]{2,14}ly))+$"
)
PREPOSITION = re.compile(
    r"\b(?:in|at|on|from|by|with|for|after|to|of|during|under|before|near|outside|since|until)[ \u00a0](?:the )?$", re.I
)

NEGATED = re.compile(
    r"(?:\b(?:never|not(?! only)|neither|nor|nobody|no one|refus\w{2,4} to|declin\w{1,3} to|without)\b|n[’']t\b)[^.,;:\x00]{0,24}$",
    re.IGNORECASE,
)
"""Words that the sentence tells were not said."""
NOTHING = re.compile(rf"{BLANK}(?:nothing|something|little|no more)\b")
PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been|being|be|gets?|got)(?:[ \u00a0](?:also|once|then|later|first|not|[a-z]{2,14}ly)){0,2}[ \u00a0]$"
)
"""What makes the word behind it a participle that its subject suffers: Ann Lee was told."""
QUOTED = re.compile(r"(?:quoted|quotes|cited|cites)$")
AGENT = re.compile(
    rf"{BLANK}(?:[a-z-]{{1,20}}{BLANK}){{0,2}}by{BLANK}(?P<who>{OWNED}|{NAME}|{PHRASE}?(?=[,.:;\n\x00]|{BLANK}?$)|{ROLE})"
)
AGENT_INSIDE = re.compile(rf"\bby{BLANK}(?P<who>{OWNED}|{NAME}|{PHRASE}|{ROLE})")
QUOTED_AS = re.compile(
    rf"\b(?:quoted|quotes|quoting|cited|cites|citing){BLANK}(?P<who>{NAME}|{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,6}}?"
    rf"|{ROLE})(?:, [^.;:\n\x00]{{2,80}},)?"
    rf"{BLANK}as{BLANK}(?:saying|telling|writing|calling|describing|having)\b"
)
"""`Reuters quoted Ann Lee as saying`: the words are hers."""
QUOTED_AFTER = re.compile(rf"[,;]?{BLANK}(?:{NAME}|{PHRASE}?|{PRONOUN}){BLANK}{QUOTED_AS.pattern}")
WHEN = (
    rf"(?:{BLANK}(?:on{BLANK})?[A-Z][a-z]{{2,8}}day|{BLANK}(?:on|in|at){BLANK}[\w.]{{2,12}}(?:{BLANK}\d{{1,2}})?"
    rf"|{BLANK}(?:earlier|later|today|yesterday))?"
)
CITING_ASIDE = re.compile(
    rf",{BLANK}(?:citing|quoting){BLANK}(?P<who>{NAME}|{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,6}}?|{BARE}),{BLANK}{ADVERB}(?:{FINITE})\b"
)
"""Behind the reporter, before its verb: The Mail, citing Ann Lee, reported that ..."""
LEADS_IN = re.compile(rf"\b(?:{FINITE})(?:{BLANK}that)?[,:]?{BLANK}?\Z")
"""The verb right before a quotation."""
CITING = re.compile(rf"{WHEN},?{BLANK}(?:citing|quoting){BLANK}(?P<who>{NAME}|{DETERMINER}(?:{BLANK}{ANY_WORD}){{1,6}}|{BARE}\b)")
"""Behind the reporter: “...,” Xinhua reported, citing Ann Lee."""
NEW_CLAUSE = re.compile(
    r"[ \u00a0](?:that|nothing|something|little|he|she|it|they|we|there|an?|his|her|its|their|the (?!next|following"
    r"|other|same|day))\b"
)
"""Behind `said` this shows that the words told are others than the quotation before."""
BARE_VERB = re.compile(
    r"(?:said|says|say|added|adds|noted|claimed|reported|confirmed|announced|argued|explained|denied|suggested)$"
)
APPOSED = re.compile(rf",{BLANK}(?P<who>{NAME})(?=[.,;\n]|{BLANK}{ADVERB}(?:{FINITE})\b|\Z)")
