"""The English words by which one sentence limits another, takes it back, denies it or says that it was so only once.

Tables, as closed as they could be made; ``assistant.caveat_rules`` says how each is used.
"""

from __future__ import annotations

from assistant import caveat_parts as parts
from assistant.caveat_parts import any_of, compiled, search

# ---------------------------------------------------------------- how a sentence begins

NUMBERING = compiled(r"\A\s*(?:[-*+•‣]|§+ ?\d+[a-z]?(?-i:(?= +[A-Z]))|\(?(?:\d+(?:\.\d+)*|(?-i:[a-z]))[.)]?)\s+")
CONTRAST = compiled(
    r"(?:however|but|yet|nevertheless|nonetheless|even so|that said|unfortunately|on the other hand|in practice"
    r"|in reality|in fact|in truth|on the contrary|as it turned out)\b,?\s*"
)
"""Opens a sentence that goes against the one before."""
ASIDE = compiled(
    r",? (?:however|by contrast|in contrast|on the other hand|by comparison)\b(?! (?:to|with)\b),?"
    r"|,? (?:though|nevertheless|nonetheless)(?:,|(?=\.))"
)
"""The same inside of one."""
LEAD = compiled(
    r"(?:for|due to|because of|owing to|after|since|in|on|at|under|by|from|within|according to|with|without|during"
    r"|before|until|as of|today|now|later|so far|then|meanwhile|once|recently|officially)\b[^,.;:]{0,70}?"
    r"(?:,\s*|\s+(?=(?:it|they|this|that|these|those|he|she|nobody|there|no|none|the)\b))"
)
"""When, where or why, said before the subject."""
CASE = compiled(
    rf"(?:on (?:\w+days\b|(?:\w+ )?(?:holidays|days|weekends)\b)|(?:at|in|during|over) (?:the )?{parts.RECURRING}"
    r"|in (?:(?:the )?(?:case|event) of \w+(?: \w+)?|the first (?:day|week|month|year)s?)"
    rf"|(?:in|during) (?:the (?:\w+ )?holidays|{parts.MONTH}(?! (?:of )?(?:the )?\d{{4}}))"
    rf"|in {parts.OTHER_CASES}(?:emergency|emergencies|cases?|regions|areas|weather|years)"
    r"|between \d\d?[:.]\d\d and \d\d?[:.]\d\d|outside (?:of )?(?:these|those|the) \w+|from (?:\w+ ){1,2}\w+ on\b"
    r"|with (?:the|a) (?:\w+ )?(?:permission|consent|permit|approval)(?: of \w+ \w+)?"
    rf"|(?:with(?:out)?|on showing|on presentation of) (?:(?:an?|the|your) )?(?:\w+ ){{0,2}}{parts.CARD}"
    r"|for (?!lack|this|that|example|instance|years|the|every|each|those)\w+(?: \w+)?(?=,? (?:it|they|this|the))"
    r"|under (?:special|certain|some|these) \w+)\b,?\s*"
)
"""A case or a time that comes back, in which it may be otherwise."""
IN_MONTH = compiled(rf"(?:in|during) {parts.MONTH}")
ANAPHOR = compiled(
    r"(?:it|its|they|their|this|that|these|those|he|his|she|her|both|neither|such"
    r"|the (?:same|following|above|latter))\b"
)
"""Begins what speaks of the sentence before."""
PRONOUN = compiled(r"(?:it|they|this|that|these|those|he|she)\b")
EVERYBODY = compiled(r"(?:all |our )?(?:employees|staff|visitors|guests|people|persons|passengers|travellers)\b")
"""A group that others are a part of."""
DETERMINER = compiled(r"(?:the|an?|his|her|its|their|our|my|some|many|most|all|there|it|they|he|she|we|you|I)\b")
"""Begins a sentence that gives no order."""
SUM = compiled(rf"(?:the|this|that|these|those|such|his|her|its|their|both|all)\s+(?:\w+\s+)?{parts.SUMS}\b")
"""Sums up a sentence before: "the claim", "this decision"."""
GROUP = compiled(
    rf"(?:whoever|(?:those|anyone|everyone|people|he) who)\b|(?:\w+[ -]){{0,2}}?{parts.PEOPLE}\b"
    r"(?: (?:under|over|above|below|from|with|of|in)(?: \w+){1,4}?)?"
    r"(?:\s*[:–]| (?:may|can|must|pay|get|receive|are|have|need|enter|travel|swim|ride|eat|go)\b)"
)
"""A group of people as the subject of what holds in general."""
VERB = compiled(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|may|can|must|will|would|could|shall|which|who|that|of|in|for|on|at"
    r"|to|with|from)\b|,"
)
"""Ends a subject."""
UPDATE = compiled(r"(?:correction|corrigendum|erratum|update|retraction|editor's note|clarification)\b[^:]{0,40}:")
SUPPOSING = compiled(
    r"(?:now )?(?:let us )?(?:suppose|imagine|assume|say)(?: now)?(?: that| an?| the|,)\b"
    rf"|(?=.*\b(?:the following(?= (?:was|were|is|are|{parts.SUMS})\b|\W*$)|here (?:is|are)\b|as follows\b))"
    r".*\b(?:wrong(?:ly)?|false(?:ly)?|mistaken(?:ly)?|incorrect(?:ly)?|untrue|lies"
    r"|(?:was|were|used to be) (?:\w+ )?(?:taught|believed|thought)"
    r"|(?:people|they|he|she|many|some|we|experts) (?:\w+ )?(?:believed|thought))\b"
    r"|.*\b(?:two|three|four|five|six|several|many|some) (?:\w+ )?"
    rf"(?:(?:false|wrong|untrue|incorrect|mistaken) (?:{parts.SUMS}|things|answers|assumptions)"
    r"|lies|myths|misconceptions)\b"
)
"""Begins what is only thought up, or what somebody wrongly said."""
ONLY_SAID = compiled(
    r"so (?:wrote|said|says|claims|claimed|argued|thought)\b"
    r"|(?:or )?so\b[^,;.]{1,40}"
    r"\b(?:claim(?:s|ed)?|sa(?:id|ys?)|believ(?:es?|ed)|thought|hoped|alleged?|promised|argue[sd]?)"
    r"(?=\W*$|[;,])"
    r"|(?:this|that|such|it)\b(?:, at least,|, at any rate,)? (?:is|was) (?:at least |only )?"
    r"(?:what \w+|how \w+|the (?:view|opinion|claim|position|hope|theory|belief) of)\b"
    r".{0,40}\b(?:sa(?:id|ys?)|claim(?:s|ed)?|believ(?:es?|ed)|thought|thinks?|hopes?|hoped|of)\b"
)
"""Says that the sentence before was only what somebody says."""

# ---------------------------------------------------------------- what it does to the one before

UNDOES = compiled(
    r"(?<!no longer )(?<!not )(?<!n't )(?<!never )(?<!nobody )(?<!no one )(?<!none )(?<!nobody has )(?<!no one has )"
    rf"\b(?<!to ){parts.UNDOES}\b\s+(?:\w+ly\s+|against\s+|on\s+)?(?:{parts.OBJECT})"
    r"|\b(?:declared|ruled|found|held|calls?|called)\b(?:\W+\w+){1,6}?\W+"
    r"(?:void|invalid|null|illegal|unlawful|unconstitutional|wrong|false|untrue|inadmissible)\b"
    rf"|\b(?:took|takes|taken|called|calls|struck|voted|turned) (?:{parts.OBJECT}) (?:back|off|down)\b"
    rf"|\b(?:has|have|had|did|does|do)(?: not| never|n't) (?:yet )?"
    rf"(?:ratif|sign|adopt|accept|approve|recogni[sz]e|implement|enforce|publish)\w* (?:{parts.OBJECT})"
    r"|\b(?:printed|published|issued) (?:a|an|the) (?:\w+ )?(?:correction|retraction|denial|apology|rebuttal|erratum)\b"
    r"|\b(?:acquitted|exonerated|found (?:\w+ )?(?:innocent|not guilty)|apologi[sz]ed)\b"
)
WRONG = compiled(
    rf"\b(?:this|that|it|which) (?:{parts.BE}|to be) (?:\w+ )?"
    r"(?:wrong|false|untrue|incorrect|inaccurate|a mistake|an error)\b"
    rf"|\b(?:{parts.BE}|proved) (?:\w+ )?mistaken\b|\b(?:sees?|saw|views?) (?:it|this|that) differently\b"
)
IS_TAKEN_BACK = compiled(rf"{parts.BEING}{parts.TAKEN_BACK}\b")
IS_ENDED = compiled(
    rf"{parts.BEING}{parts.ENDED}\b|\b(?:has|have) since\b|\b(?:has|have|had) (?:ended|lapsed|expired|ceased|closed)\b"
    r"|\b(?:closed|ended|ceased) in \d{4}|\b(?:ends?|lapses?|expires?|ceases?|terminates?|is lost)\b"
    r"(?: automatically| at once)? (?:if|as soon as|once|unless|when)\b"
    r"|\b(?:lapsed|expired|died out|disappeared|vanished)\b"
    r"|^(?!it\b|they\b|he\b|she\b)\w+(?: \w+)? (?:was|were|has been|have been) (?:since |later )?"
    r"(?:reduced|raised|increased|cut|lowered|extended|shortened|changed|amended|altered|limited|restricted|relaxed)"
    r" (?:to|in|by|from)\b"
    r"|^\w+(?: \w+)? (?:has )?changed (?:in|with|when|after|since|from|last|this)\b"
    r"|^(?:that|this|these|those) (?:was|were|held|applied) (?:all |still |only )?"
    r"(?:before|until|in the past|then|once|years ago)\b"
    rf"|^(?:that|this|these|those|it) (?:is|was|are|were) (?:only )?(?:the |an? )?"
    rf"(?:old|former|previous|original|earlier|temporary|provisional) {parts.SUMS}\b"
    r"|^(?:the|these|those|this|that) \w+ (?:is|are|was|were|dates?|dated|stems?)(?: back)? (?:from|to|of) \d{4}\b"
)
BARE_END = compiled(
    rf"\W*(?:since |now |later |long |meanwhile )?(?:{parts.TAKEN_BACK}|{parts.ENDED}|closed)"
    r"(?=\W*$| (?:in|on|by|since|as of|from|with|after|before|when|at|until|for|again)\b[^,]*$)"
)
"""A whole sentence that leaves its subject out: "Abolished in 2021."."""
SINCE = compiled(
    r"(?:since|from|as of|after|starting)\b[^,]{0,20}?"
    rf"(?:\d{{4}}|\b{parts.MONTH}"
    r"|\bthen|\breform|\bnext \w+|\bnow)\b(?: on)?,?\s+"
    r"|(?:now|today|nowadays|these days|recently|by now|at present|currently)\b,?\s+"
)
STATE = search(
    r"""
    free, closed, shut, forbidden, banned, prohibited, allowed, permitted, required, compulsory, mandatory, optional,
    voluntary, higher, lower, cheaper, dearer, different, otherwise, half, double, doubled, halved, not, never, nobody,
    only, no, \w+n't
    """
)
"""What becomes of a rule, from a day on."""
NONE_LEFT = compiled(
    r"\bthere (?:is|are) none\b|\bnone (?:is|are) left\b|^(?:only|few|not all)\b[^.]{0,20}\bof (?:them|these|those)\b"
    r"|^(?:none|nothing|hardly any(?:thing)?|little|not an? (?:single )?(?:word|bit)) of (?:it|this|that|which)\b"
)
UNPROVED = compiled(
    rf"\b(?:could|can|has|have|was|were|is|are|had)(?:{parts.NOT}| never)"
    rf" (?:yet )?(?:be |been )?(?:\w+ly )?{parts.UNPROVED}\b"
    r"|\b(?:remains?|is|are|was|were) (?:still )?(?:unproved|unproven|unconfirmed|unverified|disputed|controversial"
    r"|doubtful)\b|\bdoubts?\b (?:\w+ ){0,2}(?:on|about|arose|over) |\bcast (?:\w+ )?doubts?\b"
    r"|\bno (?:\w+ )?(?:evidence|proof|basis|support|confirmation)\b"
)
DISPUTED = compiled(
    r"\bno such\b|\bnothing of the (?:sort|kind)\b|\bdisagree[sd]?\b(?: with (?:it|this|that|them|him|her))?\W*$"
    r"|\b(?:found|finds?|showed|shows?|shown|decided|ruled|thinks?|thought|says?|said|see|saw|believes?) otherwise\b"
    rf"|\b(?:fail(?:s|ed)? to|unable to|(?:could|did|does|do|can|has|have)(?:{parts.NOT}| ?not)(?: been able to)?)"
    rf" (?:yet )?{parts.CONFIRM}\w* (?:{parts.OBJECT})"
    rf"|\b(?:found|finds?|saw|showed|shows?|detected|observed|reported|revealed) "
    rf"(?:no (?!side|adverse|ill)|neither |hardly any |little )(?:\w+ )?{parts.EFFECT}s?\b"
    rf"|\b(?:fail(?:s|ed)? to|(?:could|did){parts.NOT}) (?:find|show|detect|see|observe)"
    rf" (?:any|such|this|an?|the) (?:\w+ )?{parts.EFFECT}s?\b"
    r"|\b(?:evidence|proof|data|support)(?: for (?:it|this|that))? (?:is|was|remains?|are|were) (?:\w+ )?"
    r"(?:weak|thin|poor|lacking|scarce|limited|disputed|mixed|inconclusive|unclear|contradictory|slim|scant)\b"
    r"|\b(?:nobody|no one|no \w+|none)(?: else)?(?: has| have| could| can| was)?(?: ever| yet| since)?(?: been)?"
    rf"(?: able to)? {parts.CONFIRM}(?:e?d)? (?:{parts.OBJECT})|\bknow better\b"
    r"|\b(?:said|says?|claims?|claimed|thinks?|thought|believes?|believed) so\W*$"
)
"""Others do not find it so."""
LEFT_OUT = compiled(
    r"(?:unless|except(?:ing)?(?: for| where| when| if)?|excluded|excluding|only (?:if|when|where)"
    r"|(?:not (?:any ?more|any longer|always|everywhere)|no longer)(?=\W*$)|at least (?:for|in|on|if|when|until|not)"
    r"|provided(?: that)?|save for|or so|subject to|(?:as|so) long as|on (?:the )?condition that"
    r"|(?:the (?:only )?|an |one )?exceptions?)\b"
    r"|(?:not|(?:\w+ )?only) (?:on|at|in|for|to|after|before|during|with|until|if|when|so)\b(?=(?:\W+\w+){0,6}\W*$)"
    r"|(?:apart from|other than|with the exception of)\b[^,]*$"
)
"""Begins a sentence that has no subject of its own and takes something out."""
EXCEPTION = compiled(
    r"^there (?:is|are) (?:\w+ )?exceptions?\b|\b(?:is|are) (?:the|an) exceptions?\b"
    r"|^the following (?:is|are)\b.{0,20}\b(?:excluded|exempt|not)\b"
    r"|\b(?:allow|permit|agree|decide|provide)s? otherwise\b"
    rf"|\b{parts.BE}{parts.NOT} (?:included|covered|counted|affected|(?:regarded|considered|seen|accepted) as)\b"
    r"|\b(?:is|are) (?:excluded|exempt)\b"
)
HOLDS_NOT = compiled(
    rf"\b(?:(?:does|do|did|will|shall|may|can|could|would) ?(?:not|n't)|cannot|won't)\s+(?:\w+ly\s+)?{parts.HOLD}\b"
    rf"|\b{parts.BE}{parts.NOT}(?: yet| \w+ly)? {parts.VALID}\b"
    r"|\b(?:applies|apply|holds?|valid|possible|allowed|permitted|available|granted|paid|due) only\b"
    r"|\bonly (?:applies|apply|holds?|valid|works?|helps?|shown|tested|possible|if|when|as long as|for|from|until)\b"
    r"|\b(?:applies|apply|holds?|shown|tested|valid|works?|allowed|permitted)\b.{0,40} only\W*$"
    r"|\b(?:was|were|has|have|had)(?: been)?(?: not| never|n't)(?: been)? (?:yet )?"
    r"(?:charged|applied|enforced|kept|signed|ratified|collected|granted|in force|tested|tried|shown)\b"
    r"|^(?:this|that|it|things?) (?:is|are|was|were|looks?) (?:\w+ )?(?:different|otherwise)\b"
)
ELLIPSIS = compiled(rf"\b{parts.AUXILIARY} ?(?:not|n't)(?: (?:so|any ?more|any longer))?[.!]?$")
OTHERS = compiled(r"(?:the |all |many |most |some )?others?\b|another\b")
"""Of these it says nothing about the one before."""
NEGATION = search(
    r"""
    not, different, opposite, no(?! (?:problem|doubt|wonder)\b), never, nobody, nothing, none, neither, without, hardly,
    rarely, \w+n't, cannot, only, few, fail(?:s|ed)?
    """
)
AGAINST = search(
    r"""
    limited, lacking, lacks?, insufficient, unclear, unknown, impossible, problems?, disappear(?:s|ed)?, object(?:s|ed),
    vary, varies, exceptions?, closed, shut, locked, forbidden, banned, prohibited, withdrawn, lost, excluded, exempt,
    refuse[sd]?, danger\w*, harm(?:s|ed|ful)?, fewer, less
    """
)
"""After "however" these turn a sentence round too."""
NONE_OF_IT = compiled(r"no (?!one\b|longer\b|doubt\b|other\b)(\w+(?: \w+)?)")
IN_TRUTH = search(
    r"""
    in (?:actual )?(?:fact|truth|reality), actually, on the contrary, show(?:s|ed|n)? that, prov(?:es|ed) that,
    known to be, now known, admitted, no (?:\w+ )?(?:record|evidence|proof|trace|sign)s?(?: of)?, turned out
    """
)
COME_TO_NOTHING = compiled(
    r"\b(?:was|were|has|have|had|did|will|would|is|are|could)(?: been)?(?: not| never|n't) (?:be |been )?"
    rf"(?:\w+ly )?{parts.DONE}\b"
    r"|^(?:it|they|this|the)\b.{0,60}\binstead\b|\bbankrupt\b|\binsolven\w+|\bdelayed\b|\bbehind schedule\b"
    r"|\bfell through\b|\bran out\b"
    r"|^in the event\b|\bnow (?:expected|planned|scheduled|due|set)\b"
    r"|\bnothing (?:has )?c[oa]me of (?:it|this|that)\b|\bcame to nothing\b|\bresigned\b"
)
MUST = compiled(
    r"(?:it|they|this) (?:must|has to|have to|needs? to|is only|are only|may not|may only|can only|cannot)\b"
)
OBLIGED = search("must, ha(?:s|ve) to, needs? to")
CONSENT = compiled(
    r"\b(?:consent|permission|approval|permit|licen[cs]e|agreement)\b.{0,40}"
    r"\b(?:required|needed|necessary|sought|asked|obtained)\b"
    r"|\b(?:requires?|needs?|subject to|depends? on|after)\b.{0,30}\b(?:consent|permission|approval|permit|agreement)\b"
    r"|\b(?:must|should|ha(?:s|ve) to|needs? to) (?:first |also |both )?"
    r"(?:agree|consent|approve|be (?:asked|told|informed|consulted)|give)\b"
    r"|\b(?:can|may|could) (?:also |still |always )?(?:refuse|object|say no|forbid|prohibit|revoke|veto)\b"
    rf"(?=\W*$| (?:{parts.OBJECT})| (?:at any|for|on|if|with|without)\b)"
    r"|^(?:ask|consult|check with|speak to|talk to) .{0,40}\b(?:first|before|if|beforehand)\b"
    r"|\bdecides? (?:in|from|each|case|alone|whether)\b|\bat (?:his|her|its|their|the) (?:\w+ )?discretion\b"
)
"""Somebody else decides it."""
ORDER = compiled(r"(?:please )?(?:do not|don't|never|avoid|only) (\w+)(?P<it> (?:it|them|this|these|that)\b)?")
IF = compiled(r"if (?:you|your|the|a|an|it|they)\b[^,]{3,70}, (?P<main>.+)")
LIMITED = search(
    r"""
    enough, not, no, only, half, free, double, twice, less, more, nothing, reduced, extra, quarter, proportion\w*,
    share, until, instead, closed, \d[\d.]*, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, ten, five,
    six, eight, one, two, three, four
    """
)
"""Another measure than the one before."""
PAYS = compiled(
    r"(?:[\w-]+ ){1,5}?(?:pays?|gets? in|enters?|(?:is|are) (?:charged|admitted|let in))"
    r"(?: in)? (?:only )?(?:half|free|nothing|double|less|more|no|an? (?:reduced|lower|higher))\b"
)
OTHER_PRICE = search(r"half, free, double[ds]?, nothing, reduced, extra, discounts?, less, more, \d[\d.]*")

# ---------------------------------------------------------------- what a quote is like

REPORTED = search(
    rf"""
    {parts.BE} (?:\w+ )?(?:said|believed|thought|rumou?red|supposed|alleged|reported|considered|assumed|named|credited|called) \w+,
    claim(?:s|ed)?, alleg(?:es|ed|edly), reportedly, supposedly, accus(?:es|ed), suspected, w?r(?:ites?|ote) that,
    sa(?:ys|y|id), according to, critics, report(?:s|ed), legend, believ(?:es|ed), announc(?:es|ed)
    """  # noqa: E501  one pattern
)
"""Only said by somebody."""
MAY = compiled(r"(?:\S+\s+){0,8}?(?:(?:can|may)(?! ?not\b)|free|allowed|permitted|entitled|granted)\b")
MEASURED = search(
    r"""
    \d[\d.:]*, free, all, every, each, any, nobody, everybody, whole, \w+ty, \w+ty-\w+, ten, two, three, four, five,
    six, seven, eight, nine, eleven, twelve, half, hundred, thousand
    """
)
PRICE = search(
    """
    costs?, price[sd]?, fees?, free, pa(?:y|ys|id), charge[sd]?, nothing, euros?, crowns?, dollars?, pounds?, cents?
    """
)
NO_PRICE = search("free, nothing, no (?:fee|charge|cost)s?")
PLANNED = search(
    """
    plan(?:s|ned)?, will, would, was to, were to, promis(?:es|ed), announc(?:es|ed), propos(?:es|ed|al), decid(?:es|ed),
    agree(?:s|d), intend(?:s|ed), scheduled
    """
)
YEAR = compiled(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")

# ---------------------------------------------------------------- what stands above it, or around it

LIST_HEAD = search(
    r"""
    if, unless, provided, only, not, no, never, none, neither, nor, without, except(?:ions?|ing)?, exclud(?:es?|ed|ing),
    exempt(?:ed|ions?)?, forbidden, prohibited, banned, withdrawn, retracted, repealed, revoked, cancelled,
    former(?:ly)?, previous(?:ly)?, until \d{4}, rejected, false, untrue, wrong, incorrect, myths?, misconceptions?,
    mistakes, errors, lies, rumou?rs?, allegations?, alleged, claimed, (?:the|these|following|false) claims?,
    claims? that, propos(?:es|ed|als?), plann?(?:ed|s)?, draft, cannot, \w+n't, in case, opponents?, critics?,
    s[ck]eptics?, (?:when|where)(?=\W*$| (?:one|any|all|both|either|the following)\b),
    (?<!rules )(?<!law )(?:say|says|said|argue[sd]?|believe[sd]?|thinks?|thought|complain(?:s|ed)?)(?=\W*$)
    """
)
"""In the line above a list: its items hold only under it."""
HEADING = compiled(
    r"\b(?:(?:former|previous|earlier|past|prior|historic(?:al)?|planned|archived?)"
    rf"(?= (?:[\w-]+ )?{parts.HELD}\b)"
    rf"|planned(?= (?:[\w-]+ )?{parts.BUILT}\b)|old(?= (?:(?-i:[a-z])[\w-]+ )?{parts.HELD}\b)|OLD(?= {parts.HELD}\b)"
    rf"|(?:false|wrong|fake|incorrect)(?= (?:\w+ )?{parts.UNTRUE_THINGS}\b|\W*$)"
    r"|(?:former(?:ly)?|previous(?:ly)?|planned|archived)(?=\W*$| (?:for|in|from|until)\b)"
    r"|(?:common|frequent|typical|popular|widespread|old)"
    r" (?:mistakes?|errors?|fallac(?:y|ies)|misunderstandings?|beliefs?)"
    r"|(?:opponents?|critics|s[ck]eptics)(?=['’]? (?:say|said|argue|claims?|think|views?|arguments?)\b|\W*$)"
    r"|objections|arguments (?:of|by|against)|(?:decided|voted) against"
    r"|fictitious|made-up|imaginary|replaced|repealed|superseded|withdrawn|obsolete|dropped|scrapped|shelved"
    r"|outdated|out of date|deprecated|discontinued|abandoned|discarded|rescinded|revoked|cancell?ed|expired|no longer"
    r"|not (?:true|valid|in force|yet|binding|adopted|approved|chosen)"
    r"|(?:until|till|before) (?:\d\d? )?(?:\w+ )?\d{4}|myths?|misconceptions?|rumou?rs?|hoax(?:es)?|untrue|rejected"
    r"|proposed|proposals?(?=\W*$| (?:for|to|by|of|on|received|under)\b)|hypothetical|retracted"
    r"|disputed|allegations?|unconfirmed|errata)\b"
)
"""In a heading: what stands below was so once, is not so, is only said, or not yet so.

"Former" says it of a rule, "Former students" does not say that they did not study.
"""
HEADING_OF_ITEMS = search(
    "not, no, never, except(?:ions?)?, exclu(?:ded|sions?), exempt(?:ions?)?, forbidden, prohibited, banned, don'ts?"
)
"""The same where a list stands below: a whole sentence would say it itself."""
DRAFT = compiled(r"^\W*draft\b|\(draft\)")
"""In a heading, or in the first line of all."""
LEFT_OF = search(
    rf"""
    {parts.ALLEGED}, {parts.DENIED}, {parts.SAID}, {parts.FALSE}, according, reported(?:ly)?, believ(?:ed|es|e),
    rumou?rs?, suppose[ds]?, if, unless, not, no, never, nor, neither, without, doubt(?:s|ed)?, whether, wrongly,
    propos(?:ed|es|al), plan(?:s|ned)?, might, may, could, s[ck]eptics?, critics?, opponents?, wrong, mistaken(?:ly)?,
    mistakes?, misconceptions?, myths?, fallac(?:y|ies), imagine[sd]?, pretend(?:s|ed)?, assum(?:e[sd]?|ing), \Ahad,
    thought, hop(?:e[sd]?|ing), fear(?:s|ed), dream(?:s|ed|t), far from, absurd
    """
)
RIGHT_OF = search(
    rf"""
    {parts.ALLEGED}, {parts.DENIED}, {parts.SAID}, {parts.FALSE}, allegedly, unless, except, only if, only when,
    provided, if, but, although, though, wrong, retracted, withdrawn, repealed, revoked, no longer, not, according, say,
    argue[sd]?, think, thinks, thought, believe[sd]?, insist(?:s|ed)?, opponents?, critics?, s[ck]eptics?,
    no (?:\w+ )?supports?, wrongly, mistaken(?:ly)?, untrue, unfounded, baseless, absurd, nonsense, myth, misconception
    """
)
"""Before and after a quote in its own sentence: the rest of the sentence is needed to read it."""

# ---------------------------------------------------------------- what a sentence only reports

_ALLEGE = "(?:alleg(?:es?|ed)|claim(?:s|ed)?)"
_NOT_BEFORE = r"(?<!\bno )(?<!\bnot )(?<!\bnot a )\b"
_THAT = r"(?=(?:that|he|she|they|it)\b)"
_CHARGED = any_of(
    r"charges? (?=(?:of|that)\b), charged (?=with\b), (?:is|are|was|were|been) charged (?=(?:for|over)\b)"
)
_ONLY_TOLD = any_of(f"{parts.ALLEGED}, allegedly, reportedly, supposedly, believed, rumou?red, suspected")
ALLEGES_AFTER = compiled(
    rf"{_NOT_BEFORE}(?:{_ONLY_TOLD}\b|suspects? (?:{_THAT}|(?=(?:him|her|them)\b))|{_CHARGED}"
    r"|indicted (?=(?:for|on)\b)|suspicions? (?=(?:of|that)\b)|argu(?:es?|ed|ing) that\b|according to\b(?=[^,]*,))"
)
"""What follows in its clause somebody alleges, or is charged with."""
ALLEGES_BEFORE = compiled(
    r", according to\b"
    rf"|,[\"'”’]? (?:[\w'’-]+ ){{1,5}}?(?:{_ALLEGE}|suspect(?:s|ed)?)(?: (?:in|on|at)\b.*)?\W*$"
    rf"|,[\"'”’]? {_ALLEGE} (?:[\w'’-]+ ?){{1,5}}\W*$"
)
"""The same of what stands before."""
DENIES_AFTER = compiled(
    rf"{_NOT_BEFORE}(?:falsely|acquit(?:s|ted|ting|tal)?|cleared of|no truth (?:in|to)|{parts.UNTRUE} (?:\w+ )?that)\b"
    rf"|{_NOT_BEFORE}{any_of(parts.DENIED)} (?:{_THAT}|(?=\w+ing\b))"
)
"""What follows in its clause is called untrue, or somebody denies it or was found not to have done it."""
DENIES_BEFORE = compiled(rf"\b{parts.BE}(?: \w+ly)? {parts.UNTRUE}\W*$")
DENIES = search(rf"{parts.DENIED}, {parts.FALSE}, {parts.UNTRUE}, acquit\w*, cleared of, no truth")
TELLS = search(
    rf"{parts.ALLEGED}, {parts.SAID}, allegedly, say, tells?, told, according, charge[sd]?, suspect(?:s|ed)?, "
    "suspicions?, argu(?:es?|ed|ing|ments?), indict(?:ed|ments?)"
)
"""Says of itself that it only reports, as REPORTED does."""

# ---------------------------------------------------------------- hearsay

_SUBJECT = any_of(
    r"""
    an?, the, this, these, those, he, she, it, they, we, you, I, there, his, her, its, their, my, our, your, all, every,
    each, no, nobody, some, many, most, both, any, one, (?-i:[A-Z\d])\w*
    """
)
HEARSAY = compiled(rf":(?![\d/])|\bthat\b(?=\W+{_SUBJECT}\b)")
"""What follows in its clause is what the words before say, want, ask or show: not what the sentence itself says."""
TOLD = compiled(
    r"(?<!\bbe )\b(?:true|means|meant|found|showed|revealed|discovered|proved|knew|demonstrated|confirmed|established"
    r"|ensured|learn(?:ed|t)|reali[sz]ed|recogni[sz]ed|held|ruled|decided|concluded|agreed|said|wrote|stated|reported"
    r"|announced|added|believed)$"
)
"""Before "that" it tells what was, which no order does."""
