"""The words by which a name is told from what only looks like one: small words inside names, dates, places, generic words.

All rows are data, several languages in one set, and no outlet is among them.
"""

from __future__ import annotations

import re

from lineage.clue_rules.scan import word_set

CONNECTORS = word_set(
    "of the and & for de la le les du des del della di da do dos das der die und für von van y e et en al el los las"
    " am im zum zur auf"
)
OF_TIME = word_set("am im en le el")
"""Connectors that also stand before a day or month, which is no part of the name then."""
MONTHS = word_set(
    "january february march april may june july august september october november december jan feb mar"
    " apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
    " spring summer autumn fall winter"
)
DAYS_ELSEWHERE = word_set(
    "januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag"
    " janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo"
    " junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo"
)
LANGUAGES = word_set(
    "english russian chinese french german spanish arabic japanese italian portuguese korean persian"
    " turkish ukrainian hebrew hindi dutch polish greek swedish"
)
PLACES = word_set(
    "the us|us|usa|u.s|uk|u.k|great britain|britain|england|scotland|wales|the united states|united states"
    "|united kingdom|america|canada|australia|new zealand|ireland|india|china|russia|france|germany|spain"
    "|italy|japan|europe|asia|africa|latin america|middle east|london|new york|paris|moscow|beijing|berlin|washington"
    "|lisbon|porto|madrid|barcelona|rome|milan|vienna|geneva|zurich|bern|brussels|amsterdam|the hague|hague|copenhagen"
    "|stockholm|oslo|helsinki|reykjavik|dublin|edinburgh|glasgow|manchester|warsaw|prague|budapest|bucharest|sofia|athens"
    "|belgrade|zagreb|kyiv|kiev|minsk|vilnius|riga|tallinn|istanbul|ankara|jerusalem|tel aviv|beirut|damascus|baghdad"
    "|tehran|riyadh|dubai|doha|abu dhabi|cairo|tunis|algiers|rabat|lagos|abuja|accra|nairobi|addis ababa|kampala"
    "|johannesburg|cape town|pretoria|kabul|islamabad|karachi|lahore|new delhi|delhi|mumbai|kolkata|chennai|dhaka|colombo"
    "|kathmandu|yangon|bangkok|hanoi|kuala lumpur|singapore|jakarta|manila|taipei|hong kong|macau|shanghai|guangzhou"
    "|shenzhen|tokyo|osaka|seoul|pyongyang|ulaanbaatar|sydney|melbourne|canberra|auckland|wellington|toronto|ottawa"
    "|montreal|vancouver|chicago|boston|los angeles|san francisco|seattle|houston|dallas|miami|atlanta|philadelphia"
    "|mexico|mexico city|havana|bogotá|bogota|caracas|quito|lima|la paz|santiago|buenos aires|montevideo|brazil|brasília"
    "|são paulo|rio de janeiro|argentina|chile|portugal|switzerland|austria|belgium|netherlands|the netherlands|denmark"
    "|sweden|norway|finland|poland|ukraine|turkey|greece|hungary|romania|israel|egypt|south africa|nigeria|kenya|iran"
    "|iraq|syria|saudi arabia|pakistan|bangladesh|indonesia|malaysia|thailand|vietnam|philippines|the philippines|taiwan"
    "|south korea|north korea|korea",
    "|",
)
GENERIC = word_set(
    "agencies|agency|news agencies|wire|wires|wire services|internet|the internet|web|online|unknown"
    "|various|various sources|own|author|authors|the author|staff|staff reporter|editor|admin"
    "|administrator|guest|media|press|the press|local media|state media|reports|social media|facebook"
    "|twitter|instagram|youtube|telegram|whatsapp|wikipedia|google|supplied|provided|handout|file"
    "|file photo|n/a|none|blog|rss|podcast|channel|newsletter|newsletters|updates|news|email|part|full"
    "|print|advance|the|a|an|this|it|here|i|we|he|she|they|you|网络|互联网|综合|本站|本网|原创|未知|网络整理|internet|netz|redaktion"
    "|agenturen|agences|agencias|redacción|rédaction|интернет|агентства|photo|photos|image|images|picture|pictures|video"
    "|graphic|map|anonymous|confidential|insider|insiders|officials|witness|witnesses|eyewitness|eyewitnesses|residents"
    "|police|police sources|government sources|archive|archives|court documents|old testament|new testament|bible"
    "|综合报道|各大媒体|网友|网上|来源网络|网络来源|各社|종합|وكالات|الوكالات|مواقع|مواقع إلكترونية|وسائل إعلام|الإنترنت"
    "|الانترنت|مواقع التواصل|مواقع التواصل الاجتماعي|صحف|متابعات|خاص|خبرگزاری‌ها|خبرگزاریها|اینترنت|رسانه‌ها|ajanslar|agenzie"
    "|agências|persbureaus|agencje|агенції|соцсети|открытые источники",
    "|",
)
SITE_GENERIC = word_set(
    "home|homepage|home page|website|web site|index|welcome|main|main page|my site|my website|my blog|untitled|site title"
    "|wordpress|startseite|accueil|inicio|início|главная|главная страница|首页|ホーム|الرئيسية|anasayfa|strona główna",
    "|",
)
"""What sites call themselves that never set their name."""
NO_FIRST_WORDS = word_set(
    "my our your his her their its see read click visit check compare calculated compiled based adapted derived taken"
    " modified estimated data interview interviews conversation conversations correspondence own personal private"
    " various several multiple different two three many some"
)
"""First words of a source that is no publisher: whose it is, what to do, what was done with it."""
DOCUMENT_WORDS = word_set(
    "testimony testimonies interview interviews minutes records record data statistics calculations estimates research"
    " documents emails e-mails messages leak leaks posts guidelines"
    " survey surveys poll polls census table annex appendix figure chart report reports photo photos image images"
    " video footage map handout statement letter letters email tweet tweets thread correspondence fieldwork observation"
    " observations notes study studies transcript transcripts dataset database filing filings files accounts memo memoir"
)
"""Last words of a document, which somebody made but which is nobody."""
PRESS_WORD = re.compile(
    r"\b(?:News|Times|Post|Gazette|Herald|Tribune|Journal|Press|Daily|Weekly|Monthly|Review|Magazine|Agency|"
    r"Institute|Network|Foundation|Cent(?:er|re)|"
    r"Media|Radio|TV|Television|Chronicle|Telegraph|Observer|Guardian|Standard|Express|Mail|Star|Sun|"
    r"Mirror|Globe|Courier|Bulletin|Monitor|Today|Bugle|Ledger|Mercury|Echo|Record|Dispatch|Examiner|Inquirer|"
    r"Ministry|Office|Embassy|Council|Committee|Department|University|Project|Blog|Online|Wire|Newswire|Service)\b"
)
OFFICE_WORD = re.compile(
    r"\b(?:Office|Ministry|Government|Committee|Department|Embassy|Consulate|Council|Commission|Agency|"
    r"Bureau|Party|Organi[sz]ation|Union|Bank|"
    r"University|College|House|Police|Court|Administration|Authority|Cent(?:er|re)|Association|Federation|"
    r"Group|Company|Inc|Ltd|Corp|Corporation|"
    r"Institute|Foundation|Board|Service|Secretariat|Mission|Parliament|Senate|Congress|Academy|Society|Chamber|Directorate|"
    r"Presidency|Cabinet|Municipality|Region|Headquarters|Command|Forces|Alliance|Coalition|Forum|Fund|"
    r"League|Hospital|Museum|Network|Team)\b"
)
