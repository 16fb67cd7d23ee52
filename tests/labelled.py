"""News texts of several manners, written by us; `test_texts` holds what must be found in each.

A line that ends in a backslash goes on in the next.
"""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "wire": """\
Ferry operator says storm, not crew, to blame for grounding

LISBON, Oct 12 (Reuters) - A passenger ferry that ran aground off the Algarve with 212 people aboard had been warned of the \
storm, the country's maritime authority said on Monday, contradicting its operator.

"The vessel received three weather bulletins before it left Faro," the authority's director, Helena Prates, told a news \
conference. "None was acknowledged."

Operator Atlântica denied wrongdoing. "Our captains don't gamble with lives," its chief executive Tomás Leal said in a \
statement, adding that the company's own forecast had shown 'moderate seas' at best.

Leal, who took over in 2018, called the report "premature and frankly insulting".

The union that represents deck crews said it had complained of "fatigue-inducing" rosters for years. 'Nobody listened,' said\
 one officer, who asked not to be named.

The newspaper Público, citing a port official, reported on Sunday that the pilot's ladder had been "rotten".

Prates said the authority's final report, titled "Loss of Control in Heavy Weather", would be published in the spring. She \
declined to say whether "criminal liability" would be examined.

"We are not a court," she said.

(Reporting by Ana Melo; Editing by Mark Stone)
""",
    "transcript": """\
Transcript: Harbour Minister on the ferry inquiry

The following is a transcript of a press briefing held on 14 October 2020 by the Ministry of the Sea.

MODERATOR: Good afternoon, everyone. The minister will make a short statement and then take questions.

MINISTER SOFIA BRAGA: Thank you. I want to begin with the families. As the director said on Monday, "none was acknowledged",\
 and that is a fact we must face.

Q: Minister, will you resign?

MINISTER BRAGA: No. I was asked to fix this and I will.

Q (Rádio Mar): Did you know about the rosters?

MINISTER BRAGA: We knew there were complaints. Here is what I can tell you: the inspectorate looked at them twice.

So no, it is not true that "nobody listened".

MODERATOR: Last question, please.

Q: What happens next?

MINISTER BRAGA: We publish everything. Thank you all.

END

Source: Ministry of the Sea
""",
    "portal_en": """\
Commentary: Lies about ferry cannot hold water
Source: Xinhua| 2020-10-15 09:12:44|Editor: huaxia

BEIJING, Oct. 15 (Xinhua) -- Some so-called "experts" abroad have rushed to conclusions about the ferry accident.

A foreign ministry spokesperson said at a daily briefing on Thursday that "facts speak louder than words" and urged "certain\
 media" to respect them.

"We have noted the relevant reports," said the spokesperson. "They are full of holes and not worth refuting."

According to a white paper titled "Safety at Sea: Progress and Practice", released by the State Council Information Office, \
the accident rate fell by 31.4 percent.

An old Chinese saying goes, "A just cause enjoys abundant support." Enditem
""",
    "portal_zh": """\
渡轮搁浅事件：外交部回应
来源：新华网 | 2020年10月15日 09:12 | 责任编辑：王伟

新华社北京10月15日电（记者李明）外交部发言人15日在例行记者会上表示，有关报道“漏洞百出，不值一驳”。

发言人说：“我们注意到有关报道。这些报道完全不符合事实。”

有记者问：“中方是否会参与调查？”发言人回答：“中方愿提供必要协助。”

据路透社报道，葡萄牙海事局局长普拉特斯称，“没有一份通报得到确认”。

所谓“专家”的说法早已被证伪。国务院新闻办公室日前发表《海上安全：进展与实践》白皮书。

（原标题：外交部回应渡轮搁浅）
""",
    "arabic": """\
البرتغال: السلطة البحرية تنفي رواية مشغّل العبّارة

لشبونة 12 أكتوبر 2020 (رويترز) - قالت السلطة البحرية يوم الاثنين إن العبّارة تلقت ثلاثة تحذيرات قبل إبحارها.

وقالت مديرة السلطة هيلينا براتيس: «لم يتم تأكيد استلام أي تحذير».

وأضافت براتيس في مؤتمر صحفي أن التقرير النهائي سيصدر «في الربيع المقبل».

«قباطنتنا لا يقامرون بالأرواح»، قال الرئيس التنفيذي توماس ليال في بيان.

ونقلت صحيفة بوبليكو عن مسؤول في الميناء قوله: «كان السلم متهالكا تماما».

المصدر: رويترز
""",
    "blog": """\
---
title: The ferry that nobody warned
date: 2020-10-16
---
# The ferry that nobody warned

I have been following this story since Sunday, when Público broke it. Here's what the Guardian reported yesterday:

> The vessel received three weather bulletins before it left Faro, Helena Prates told reporters.
> "None was acknowledged," she said.

My friend Rita, who worked the line for a decade, isn't surprised. "They'd say 'sail or walk', and you sailed," she told me \
over coffee.

Is it a "tragedy"? Sure. But as Joan Didion wrote, "We tell ourselves stories in order to live." The company's favourite \
story is called “Our Captains Don’t Gamble”.

A commenter on my last post asked: "Why do you care?" Because the sea doesn't.

h/t @portwatch

*This post first appeared on Harbour Notes.*

## Related

The pilot's ladder — October 18, 2020

## Comments

Ana on October 19, 2020: Great post.
""",
    "release": """\
FOR IMMEDIATE RELEASE

Atlântica Ferries Announces Independent Review

FARO, Portugal, October 13, 2020 /PRNewswire/ -- Atlântica Ferries S.A. today announced an independent review of the \
grounding of the MV Ria Formosa.

"The safety of our passengers and crew is, and always will be, our first priority," said Tomás Leal, Chief Executive Officer\
 of Atlântica Ferries. "We welcome this review and will act on every one of its findings."

"I am honoured to lead it," added Dame Ruth Carver, who chaired the 2014 inquiry into the loss of the MV Sandpiper. "We will\
 go where the evidence leads.

"And we will do so quickly."

About Atlântica Ferries

Atlântica Ferries operates 14 vessels. The words "expects," "believes" and "intends" identify forward-looking statements.

Media contact: press@atlantica.example

SOURCE Atlântica Ferries S.A.
""",
}
