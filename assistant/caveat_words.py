"""The English words by which one sentence limits another, takes it back, denies it or says that it was so only once.

Tables, as closed as they could be made; ``assistant.caveat_rules`` says how each is used.
"""

from __future__ import annotations

import re


def _any(listed: str) -> str:
    """A group of alternatives, given as patterns between commas."""
    return f"(?:{'|'.join(part.strip() for part in listed.split(',') if part.strip())})"


def _search(listed: str) -> re.Pattern[str]:
    return _compile(rf"\b{_any(listed)}\b")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# ---------------------------------------------------------------- parts

_BE = "(?:is|are|was|were|be|been|being)"
_NOT = "(?: not|n't)"
_AUXILIARY = "(?:may|can|could|must|should|will|would|do|does|did|has|have|had|is|are|was|were)"
_PEOPLE = _any(
    """
    children, students, pupils, pensioners, seniors, members, residents, staff, employees, guests, visitors, adults,
    families, groups, veterans, people, persons, those, patients, tenants, companies, farmers, women, men, foreigners,
    managers, apprentices, youths?, infants, babies, passengers, travellers, drivers, owners
    """
)
_SUMS = _any(
    r"""
    accusations?, allegations?, amounts?, announcements?, articles?, assertions?, beliefs?, bills?, charges?, claims?,
    conclusions?, convictions?, decisions?, effects?, exemptions?, experiments?, fees?, figures?, findings?, ideas?,
    judge?ments?, laws?, legends?, measures?, numbers?, offers?, orders?, papers?, plans?, polic(?:y|ies), prices?,
    projects?, promises?, proposals?, provisions?, reports?, requirements?, results?, rights?, rules?, rulings?,
    rumou?rs?, sentences?, statements?, stor(?:y|ies), stud(?:y|ies), theor(?:y|ies), values?, verdicts?, views?,
    warnings?
    """
)
_TAKEN_BACK = _any(
    r"""
    retracted, withdrawn(?! from), revoked, repealed, rescinded, overturned, reversed, quashed, annulled, voided,
    invalidated, struck down, cancell?ed, called off, suspended, corrected, revised, waived, postponed, disproved,
    disproven, debunked, refuted, discredited, contradicted, rejected, denied, disputed, contested, criticised,
    criticized, exempt(?:ed)?, excluded, excepted, void, invalid, false, untrue, wrong, incorrect, inaccurate,
    mistaken, erroneous, unfounded, baseless, fabricated, forged, faked,
    an? (?:\w+ )?(?:hoax|myth|legend|misconception|forgery|mistake|error|fake|lie|misunderstanding|exception)
    """
)
_ENDED = _any(
    r"""
    abolished, superseded, replaced, discontinued, abandoned, scrapped, shelved, dropped, given up, expired, lapsed,
    ended, stopped, dissolved, closed down, demolished, torn down, no longer \w+
    """
)
_UNDOES = _any(
    """
    den(?:y|ies|ied), disput(?:e|es|ed), rejects?, rejected, retract(?:s|ed)?, withdr[ae]w(?:s|n)?, revok(?:es|ed),
    repeal(?:s|ed), rescind(?:s|ed), overturn(?:s|ed), revers(?:es|ed), quash(?:es|ed), annul(?:s|led),
    cancell?(?:s|ed)?, suspend(?:s|ed), drop(?:s|ped), abandon(?:s|ed), scrap(?:s|ped), correct(?:s|ed),
    contradict(?:s|ed)?, refut(?:e|es|ed), disprov(?:e|es|ed|en), debunk(?:s|ed)?, vot(?:es|ed),
    t(?:akes?|ook|aken) back, str(?:ikes|uck) down, g[ai]ve(?:s|n)? up, call(?:s|ed)? off, vetoed, doubts?, doubted,
    question(?:s|ed), challeng(?:es|ed), criticis(?:es|ed), criticiz(?:es|ed), postpon(?:es|ed), did not keep,
    (?:has|have) not kept, broke(?:n)?
    """
)
_HOLD = _any(
    """
    apply, hold, count, include, cover, exist, take place, extend, concern, affect, pay, run, operate, happen, work,
    last, need, have to, qualify
    """
)
_VALID = _any(
    """
    the case, true, so, valid, in force, available, allowed, permitted, possible, accepted, required, needed, charged,
    due, eligible, entitled, regarded, admitted, subject to
    """
)
_UNPROVED = _any(
    """
    reproduced, replicated, repeated, confirmed, verified, proved, proven, established, substantiated, supported,
    significant
    """
)
_DONE = _any(
    """
    built, made, held, happen, come, carried out, published, opened, approved, adopted, passed, realised, realized,
    finished, completed, introduced, go ahead, take place, implemented, put, paid
    """
)
_RECURRING = _any(
    """
    winter, summer, spring, autumn, night, winter months, summer months, (?:high|low|peak|off) ?season, rush hours?,
    public holidays, school holidays, holidays, weekends?
    """
)
_SAID = "said, says, saying"
_ALLEGED = "claim(?:s|ed|ing)?, alleg(?:es?|ed|ing|ations?), accus(?:es?|ed|ing|ations?)"
_DENIED = "den(?:y|ies|ied|ying)"
_FALSE = "false(?:ly)?, untrue"
_UNTRUE = _any(f"{_FALSE}, unfounded, baseless, (?:an? )?(?:myth|misconception|hoax|lie|rumou?r)s?")
_OTHER_CASES = r"(?!fact|truth|reality|most|many|some|this|that|these|those|recent|later|both|all)(?:an? |\w+ )?"
_OBJECT = rf"(?:it|this|that|them|these|those|so)\b(?! \w+ed\b)|(?:the|this|that|these|those|his|her|its|their|any|such)\s+(?:\w+\s+)?{_SUMS}\b"  # noqa: E501  one pattern
_BEING = rf"(?<!not )(?<!never )\b(?:{_BE}|proved|proven|turned out|held|ruled|found|considered|declared|call(?:s|ed)?|became)(?: to be)?(?:\s+(?!not\b)\w+){{0,2}}?\s+"  # noqa: E501  one pattern

# ---------------------------------------------------------------- how a sentence begins

NUMBERING = _compile(r"\A\s*(?:[-*+•‣]|§+ ?\d+[a-z]?(?-i:(?= +[A-Z]))|\(?(?:\d+(?:\.\d+)*|(?-i:[a-z]))[.)]?)\s+")
CONTRAST = _compile(
    r"(?:however|but|yet|nevertheless|nonetheless|even so|that said|unfortunately|on the other hand|in practice"
    r"|in reality)\b,?\s*"
)
"""Opens a sentence that goes against the one before."""
ASIDE = _compile(r"\bhowever\b|\b(?:though|nevertheless|nonetheless)[,.]")
LEAD = _compile(
    r"(?:for|due to|because of|owing to|after|since|in|on|at|under|by|from|within|according to|with|without|during"
    r"|before|until|as of|today|now|later|so far|then|meanwhile|once|recently|officially)\b[^,.;:]{0,70}?"
    r"(?:,\s*|\s+(?=(?:it|they|this|that|these|those|he|she|nobody|there|no|none|the)\b))"
)
"""When, where or why, said before the subject."""
CASE = _compile(
    rf"(?:on (?:\w+days\b|(?:\w+ )?(?:holidays|days|weekends)\b)|(?:at|in|during|over) (?:the )?{_RECURRING}"
    rf"|in {_OTHER_CASES}(?:emergency|emergencies|cases?|regions|areas|weather|years)"
    r"|between \d\d?[:.]\d\d and \d\d?[:.]\d\d|outside (?:of )?(?:these|those|the) \w+|from (?:\w+ ){1,2}\w+ on\b"
    r"|with (?:the|a) (?:\w+ )?(?:permission|consent|permit|approval)(?: of \w+ \w+)?"
    r"|for (?!lack|this|that|example|instance|years|the|every|each|those)\w+(?: \w+)?(?=,? (?:it|they|this|the))"
    r"|under (?:special|certain|some|these) \w+)\b,?\s*"
)
"""A case or a time that comes back, in which it may be otherwise."""
ANAPHOR = _compile(
    r"(?:it|its|they|their|this|that|these|those|he|his|she|her|both|neither|such"
    r"|the (?:same|following|above|latter))\b"
)
"""Begins what speaks of the sentence before."""
PRONOUN = _compile(r"(?:it|they|this|that|these|those|he|she)\b")
SUM = _compile(rf"(?:the|this|that|these|those|such|his|her|its|their|both|all)\s+(?:\w+\s+)?{_SUMS}\b")
"""Sums up a sentence before: "the claim", "this decision"."""
GROUP = _compile(
    rf"(?:whoever|(?:those|anyone|everyone|people|he) who)\b|(?:\w+[ -]){{0,2}}?{_PEOPLE}\b"
    r"(?: (?:under|over|above|below|from|with|of|in)(?: \w+){1,4}?)? "
    r"(?:may|can|must|pay|get|receive|are|have|need|enter|travel|swim)\b"
)
"""A group of people as the subject of what holds in general."""
VERB = _compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|may|can|must|will|would|could|shall|which|who|that|of|in|for|on|at"
    r"|to|with|from)\b|,"
)
"""Ends a subject."""
UPDATE = _compile(r"(?:correction|corrigendum|erratum|update|retraction|editor's note|clarification)\b[^:]{0,40}:")
SUPPOSING = _compile(r"(?:now )?(?:let us )?(?:suppose|imagine|assume|say)(?: now)?(?: that| an?| the|,)\b")

# ---------------------------------------------------------------- what it does to the one before

UNDOES = _compile(
    rf"\b(?<!to ){_UNDOES}\b\s+(?:\w+ly\s+|against\s+|on\s+)?(?:{_OBJECT})"
    r"|\b(?:declared|ruled|found|held|calls?|called)\b(?:\W+\w+){1,6}?\W+"
    r"(?:void|invalid|null|illegal|unlawful|unconstitutional|wrong|false|untrue|inadmissible)\b"
    r"|\b(?:took|takes|taken|called|calls|struck|voted|turned) (?:it|this|that|them) (?:back|off|down)\b"
)
WRONG = _compile(
    rf"\b(?:this|that|it|which) (?:{_BE}|to be) (?:\w+ )?"
    r"(?:wrong|false|untrue|incorrect|inaccurate|a mistake|an error)\b"
    rf"|\b(?:{_BE}|proved) (?:\w+ )?mistaken\b|\b(?:sees?|saw|views?) (?:it|this|that) differently\b"
)
IS_TAKEN_BACK = _compile(rf"{_BEING}{_TAKEN_BACK}\b")
IS_ENDED = _compile(
    rf"{_BEING}{_ENDED}\b|\b(?:has|have) since\b|\b(?:has|have|had) (?:ended|lapsed|expired|ceased|closed)\b"
    r"|\b(?:closed|ended|ceased) in \d{4}"
)
NONE_LEFT = _compile(
    r"\bthere (?:is|are) none\b|\bnone (?:is|are) left\b|^(?:only|few|not all)\b[^.]{0,20}\bof (?:them|these|those)\b"
)
UNPROVED = _compile(
    rf"\b(?:could|can|has|have|was|were|is|are|had)(?:{_NOT}| never) (?:yet )?(?:be |been )?(?:\w+ly )?{_UNPROVED}\b"
    r"|\b(?:remains?|is|are|was|were) (?:still )?(?:unproved|unproven|unconfirmed|unverified|disputed|controversial"
    r"|doubtful)\b|\bdoubts?\b (?:\w+ ){0,2}(?:on|about|arose|over) |\bcast (?:\w+ )?doubts?\b"
    r"|\bno (?:\w+ )?(?:evidence|proof|basis|support|confirmation)\b"
)
LEFT_OUT = _compile(
    r"(?:unless|except(?:ing)?(?: for| where| when| if)?|excluded|excluding|only (?:if|when|where)"
    r"|provided(?: that)?|save for|or so|(?:the (?:only )?|an |one )?exceptions?)\b"
    r"|not (?:on|at|in|for|to|after|before|during|with|if|when|so)\b(?=(?:\W+\w+){0,6}\W*$)"
)
"""Begins a sentence that has no subject of its own and takes something out."""
EXCEPTION = _compile(
    r"^there (?:is|are) (?:\w+ )?exceptions?\b|\b(?:is|are) (?:the|an) exceptions?\b"
    r"|^the following (?:is|are)\b.{0,20}\b(?:excluded|exempt|not)\b"
    r"|\b(?:allow|permit|agree|decide|provide)s? otherwise\b"
    rf"|\b{_BE}{_NOT} (?:included|covered|counted|affected|(?:regarded|considered|seen|accepted) as)\b"
    r"|\b(?:is|are) (?:excluded|exempt)\b"
)
HOLDS_NOT = _compile(
    rf"\b(?:(?:does|do|did|will|shall|may|can|could|would) ?(?:not|n't)|cannot|won't)\s+(?:\w+ly\s+)?{_HOLD}\b"
    rf"|\b{_BE}{_NOT}(?: yet| \w+ly)? {_VALID}\b"
    r"|\b(?:applies|apply|holds?|valid|possible|allowed|permitted|available|granted|paid|due) only\b"
    r"|\bonly (?:applies|apply|holds?|valid|possible|if|when|as long as|for|from|until)\b"
    r"|^(?:this|that|it|things?) (?:is|are|was|were|looks?) (?:\w+ )?(?:different|otherwise)\b"
)
ELLIPSIS = _compile(rf"\b{_AUXILIARY} ?(?:not|n't)(?: (?:so|any ?more|any longer))?[.!]?$")
NEGATION = _search(
    r"""
    not, different, opposite, no, never, nobody, nothing, none, neither, without, hardly, rarely, \w+n't, cannot, only,
    few, fail(?:s|ed)?
    """
)
AGAINST = _search(
    """
    limited, lacking, lacks?, insufficient, unclear, unknown, impossible, problems?, disappear(?:s|ed)?, object(?:s|ed),
    vary, varies, exceptions?
    """
)
"""After "however" these turn a sentence round too."""
NONE_OF_IT = _compile(r"no (?!one\b|longer\b|doubt\b)(\w+(?: \w+)?)")
IN_TRUTH = _search(
    r"""
    in (?:actual )?(?:fact|truth|reality), actually, on the contrary, show(?:s|ed|n)? that, prov(?:es|ed) that,
    known to be, now known, admitted, no (?:\w+ )?(?:record|evidence|proof|trace|sign)s?(?: of)?, turned out
    """
)
COME_TO_NOTHING = _compile(
    r"\b(?:was|were|has|have|had|did|will|would|is|are)(?: been)?(?: not| never|n't) (?:be |been )?"
    rf"(?:\w+ly )?{_DONE}\b"
    r"|\bnothing (?:has )?c[oa]me of (?:it|this|that)\b|\bcame to nothing\b|\bresigned\b"
)
MUST = _compile(
    r"(?:it|they|this) (?:must|has to|have to|needs? to|is only|are only|may not|may only|can only|cannot)\b"
)
OBLIGED = _search("must, ha(?:s|ve) to, needs? to")
CONSENT = _compile(
    r"\b(?:consent|permission|approval|permit|licen[cs]e)\b.{0,40}\b(?:required|needed|necessary|sought|asked)\b"
)
ORDER = _compile(r"(?:please )?(?:do not|don't|never|avoid|only) (\w+)")
IF = _compile(r"if (?:you|your|the|a|an|it|they)\b[^,]{3,70}, (?P<main>.+)")
LIMITED = _search(
    r"""
    enough, not, no, only, half, free, double, twice, less, more, nothing, reduced, extra, quarter, proportion\w*,
    share, until, instead, closed, \d[\d.]*, twenty, thirty, forty, fifty, sixty, seventy, eighty, ninety, ten, five,
    six, eight, one, two, three, four
    """
)
"""Another measure than the one before."""
OTHER_PRICE = _search(r"half, free, double[ds]?, nothing, reduced, extra, discounts?, less, more, \d[\d.]*")

# ---------------------------------------------------------------- what a quote is like

REPORTED = _search(
    rf"""
    {_BE} (?:\w+ )?(?:said|believed|thought|rumou?red|supposed|alleged|reported|considered|assumed|named|credited|called) \w+,
    claim(?:s|ed)?, alleg(?:es|ed|edly), reportedly, supposedly, accus(?:es|ed), suspected, w?r(?:ites?|ote) that,
    sa(?:ys|y|id), according to, critics, report(?:s|ed), legend, believ(?:es|ed), announc(?:es|ed)
    """  # noqa: E501  one pattern
)
"""Only said by somebody."""
MAY = _compile(r"(?:\S+\s+){0,8}?(?:can|may|free|allowed|permitted|entitled|granted)\b")
MEASURED = _search(
    r"""
    \d[\d.:]*, free, all, every, each, any, nobody, everybody, whole, \w+ty, \w+ty-\w+, ten, two, three, four, five,
    six, seven, eight, nine, eleven, twelve, half, hundred, thousand
    """
)
PRICE = _search(
    """
    costs?, price[sd]?, fees?, free, pa(?:y|ys|id), charge[sd]?, nothing, euros?, crowns?, dollars?, pounds?, cents?
    """
)
NO_PRICE = _search("free, nothing, no (?:fee|charge|cost)s?")
PLANNED = _search(
    """
    plan(?:s|ned)?, will, would, was to, were to, promis(?:es|ed), announc(?:es|ed), propos(?:es|ed|al), decid(?:es|ed),
    agree(?:s|d), intend(?:s|ed), scheduled
    """
)
YEAR = _compile(r"\b1[0-9]{3}\b|\b20[0-9]{2}\b")

# ---------------------------------------------------------------- what stands above it, or around it

LIST_HEAD = _search(
    r"""
    if, unless, provided, only, not, no, never, none, neither, nor, without, except(?:ions?|ing)?,
    exclud(?:es?|ed|ing), exempt(?:ed|ions?)?, forbidden, prohibited, banned, withdrawn, retracted, repealed, revoked,
    cancelled, former(?:ly)?, previous(?:ly)?, until \d{4}, rejected, false, untrue, wrong, incorrect, myths?,
    misconceptions?, rumou?rs?, allegations?, alleged, claimed, (?:the|these|following|false) claims?, claims? that,
    propos(?:es|ed|als?), plann?(?:ed|s)?, draft, cannot, \w+n't, when, where, in case
    """
)
"""In the line above a list: its items hold only under it."""
HEADING = _search(
    r"""
    former(?:ly)?, previous, planned, replaced, old (?:rules?|polic(?:y|ies)|prices?|fees?|rates?|tariffs?|versions?),
    old (?:regulations?|law|procedures?|timetable|terms|conditions), repealed, superseded, withdrawn, obsolete,
    outdated, deprecated, discontinued, archived?, rescinded, revoked, cancell?ed, expired, no longer,
    not (?:true|valid|in force|yet|binding|adopted|approved), (?:until|till|before) (?:\d\d? )?(?:\w+ )?\d{4}, myths?,
    misconceptions?, rumou?rs?, hoax(?:es)?, untrue, false, rejected, proposed, proposals?, hypothetical, retracted,
    disputed, allegations?, unconfirmed, errata
    """
)
"""In a heading: what stands below was so once, is not so, or not yet."""
HEADING_OF_ITEMS = _search(
    "not, no, never, except(?:ions?)?, exclu(?:ded|sions?), exempt(?:ions?)?, forbidden, prohibited, banned, don'ts?"
)
"""The same where a list stands below: a whole sentence would say it itself."""
DRAFT = _compile(r"^\W*draft\b|\(draft\)")
"""In a heading, or in the first line of all."""
LEFT_OF = _search(
    f"""
    {_ALLEGED}, {_DENIED}, {_SAID}, {_FALSE}, according, reported(?:ly)?, believ(?:ed|es|e), rumou?rs?, suppose[ds]?,
    if, unless, not, no, never, nor, neither, without, doubt(?:s|ed)?, whether, wrongly, propos(?:ed|es|al),
    plan(?:s|ned)?, might, may, could, s[ck]eptics?, critics?
    """
)
RIGHT_OF = _search(
    f"""
    {_ALLEGED}, {_DENIED}, {_SAID}, {_FALSE}, allegedly, unless, except, only if, only when, provided, if, but,
    although, though, wrong, retracted, withdrawn, repealed, revoked, no longer, not, according
    """
)
"""Before and after a quote in its own sentence: the rest of the sentence is needed to read it."""

# ---------------------------------------------------------------- what a sentence only reports

_ALLEGE = "(?:alleg(?:es?|ed)|claim(?:s|ed)?)"
_NOT_BEFORE = r"(?<!\bno )(?<!\bnot )(?<!\bnot a )\b"
_THAT = r"(?=(?:that|he|she|they|it)\b)"
_CHARGED = _any(r"charges? (?=(?:of|that)\b), charged (?=with\b), (?:is|are|was|were|been) charged (?=(?:for|over)\b)")
_ONLY_TOLD = _any(f"{_ALLEGED}, allegedly, reportedly, supposedly, believed, rumou?red, suspected")
ALLEGES_AFTER = _compile(
    rf"{_NOT_BEFORE}(?:{_ONLY_TOLD}\b|suspects? (?:{_THAT}|(?=(?:him|her|them)\b))|{_CHARGED}"
    r"|indicted (?=(?:for|on)\b)|suspicions? (?=(?:of|that)\b)|argu(?:es?|ed|ing) that\b|according to\b(?=[^,]*,))"
)
"""What follows in its clause somebody alleges, or is charged with."""
ALLEGES_BEFORE = _compile(
    r", according to\b"
    rf"|,[\"'”’]? (?:[\w'’-]+ ){{1,5}}?(?:{_ALLEGE}|suspect(?:s|ed)?)(?: (?:in|on|at)\b.*)?\W*$"
    rf"|,[\"'”’]? {_ALLEGE} (?:[\w'’-]+ ?){{1,5}}\W*$"
)
"""The same of what stands before."""
DENIES_AFTER = _compile(
    rf"{_NOT_BEFORE}(?:falsely|acquit(?:s|ted|ting|tal)?|cleared of|no truth (?:in|to)|{_UNTRUE} (?:\w+ )?that)\b"
    rf"|{_NOT_BEFORE}{_any(_DENIED)} (?:{_THAT}|(?=\w+ing\b))"
)
"""What follows in its clause is called untrue, or somebody denies it or was found not to have done it."""
DENIES_BEFORE = _compile(rf"\b{_BE}(?: \w+ly)? {_UNTRUE}\W*$")
DENIES = _search(rf"{_DENIED}, {_FALSE}, {_UNTRUE}, acquit\w*, cleared of, no truth")
TELLS = _search(
    rf"{_ALLEGED}, {_SAID}, allegedly, say, tells?, told, according, charge[sd]?, suspect(?:s|ed)?, suspicions?,"
    "argu(?:es?|ed|ing|ments?), indict(?:ed|ments?)"
)
"""Says of itself that it only reports, as REPORTED does."""

# ---------------------------------------------------------------- hearsay

_SUBJECT = _any(
    r"""
    an?, the, this, these, those, he, she, it, they, we, you, I, there, his, her, its, their, my, our, your, all, every,
    each, no, nobody, some, many, most, both, any, one, (?-i:[A-Z\d])\w*
    """
)
HEARSAY = _compile(rf":(?![\d/])|\bthat\b(?=\W+{_SUBJECT}\b)")
"""What follows in its clause is what the words before say, want, ask or show: not what the sentence itself says."""
TOLD = _compile(
    r"(?<!\bbe )\b(?:true|means|meant|found|showed|revealed|discovered|proved|knew|demonstrated|confirmed|established"
    r"|ensured|learn(?:ed|t)|reali[sz]ed|recogni[sz]ed|held|ruled|decided|concluded|agreed|said|wrote|stated|reported"
    r"|announced|added|believed)$"
)
"""Before "that" it tells what was, which no order does."""
