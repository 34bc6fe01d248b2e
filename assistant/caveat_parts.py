"""The groups of English words of which the tables in ``assistant.caveat_words`` are made, as parts of patterns."""

from __future__ import annotations

import re


def any_of(listed: str) -> str:
    """A group of alternatives, given as patterns between commas."""
    return f"(?:{'|'.join(part.strip() for part in listed.split(',') if part.strip())})"


def search(listed: str) -> re.Pattern[str]:
    return compiled(rf"\b{any_of(listed)}\b")


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# ---------------------------------------------------------------- groups of words

BE = "(?:is|are|was|were|be|been|being)"
NOT = "(?: not|n't)"
AUXILIARY = "(?:may|can|could|must|should|will|would|do|does|did|has|have|had|is|are|was|were)"
PEOPLE = any_of(
    """
    children, students, pupils, pensioners, seniors, members, residents, staff, employees, guests, visitors, adults,
    families, groups, veterans, people, persons, those, patients, tenants, companies, farmers, women, men, foreigners,
    managers, apprentices, youths?, infants, babies, passengers, travellers, drivers, owners, holders, locals,
    trainees, teachers, workers
    """
)
SUMS = any_of(
    r"""
    accusations?, allegations?, amounts?, announcements?, arrangements?, articles?, assertions?, bans?, beliefs?,
    bills?, charges?, claims?, clauses?, conclusions?, convictions?, decisions?, details?, discounts?, effects?,
    exemptions?, experiments?, fees?, figures?, findings?, ideas?, information, judge?ments?, laws?, legends?,
    measures?, numbers?, offers?, orders?, papers?, permits?, permissions?, plans?, polic(?:y|ies), prices?, projects?,
    promises?, proposals?, provisions?, reports?, requirements?, results?, rights?, rules?, rulings?, rumou?rs?,
    schemes?, sentences?, statements?, stor(?:y|ies), stud(?:y|ies), tariffs?, theor(?:y|ies), values?, verdicts?,
    views?, warnings?
    """
)
TAKEN_BACK = any_of(
    r"""
    retracted, withdrawn(?! from), revoked, repealed, rescinded, overturned, reversed, quashed, annulled, voided,
    invalidated, struck down, cancell?ed, called off, suspended, corrected, revised, waived, postponed, disproved,
    disproven, debunked, refuted, discredited, contradicted, rejected, denied, disputed, contested, criticised,
    criticized, exempt(?:ed)?, excluded, excepted, void, invalid, false, untrue, wrong, incorrect, inaccurate,
    mistaken, put off, pushed back, falsified, manipulated, erroneous, unfounded, baseless, fabricated, forged, faked,
    an? (?:\w+ )?(?:hoax|myth|legend|misconception|forgery|mistake|error|fake|lie|misunderstanding|exception|tale|fable)
    """
)
ENDED = any_of(
    r"""
    abolished, superseded, replaced, discontinued, abandoned, scrapped, shelved, dropped, given up, expired, lapsed,
    ended, stopped, dissolved, closed down, demolished, torn down, no longer \w+, out[ -]of[ -]date, outdated, obsolete,
    history, a thing of the past
    """
)
UNDOES = any_of(
    """
    den(?:y|ies|ied), disput(?:e|es|ed), rejects?, rejected, retract(?:s|ed)?, withdr[ae]w(?:s|n)?, revok(?:es|ed),
    repeal(?:s|ed), rescind(?:s|ed), overturn(?:s|ed), revers(?:es|ed), quash(?:es|ed), annul(?:s|led),
    cancell?(?:s|ed)?, suspend(?:s|ed), drop(?:s|ped), abandon(?:s|ed), scrap(?:s|ped), correct(?:s|ed),
    contradict(?:s|ed)?, refut(?:e|es|ed), disprov(?:e|es|ed|en), debunk(?:s|ed)?, vot(?:es|ed), forbids?, forbade,
    prohibit(?:s|ed)?, bans?, banned, rule[sd]? out, exclude[sd]?, t(?:akes?|ook|aken) back, str(?:ikes|uck) down,
    g[ai]ve(?:s|n)? up, call(?:s|ed)? off, vetoed, doubts?, doubted, question(?:s|ed), challeng(?:es|ed),
    criticis(?:es|ed), criticiz(?:es|ed), postpon(?:es|ed), did not keep, (?:has|have) not kept, broke(?:n)?
    """
)
HOLD = any_of(
    """
    apply, hold, count, include, cover, exist, take place, extend, concern, affect, pay, run, operate, happen, work,
    last, need, have to, qualify
    """
)
VALID = any_of(
    """
    the case, true, so, valid, in force, available, allowed, permitted, possible, accepted, required, needed, charged,
    due, eligible, entitled, regarded, admitted, subject to, approved, licensed, authori[sz]ed,
    recommended, guaranteed, certain, binding, legal, lawful, safe
    """
)
UNPROVED = any_of(
    """
    reproduced, replicated, repeated, confirmed, verified, proved, proven, established, substantiated, supported,
    significant
    """
)
DONE = any_of(
    """
    built, made, held, happen, come, carried out, published, opened, approved, adopted, passed, realised, realized,
    finished, completed, introduced, go ahead, take place, implemented, put, paid, begun, started, signed, ready,
    under way, agreed, kept, met
    """
)
CONFIRM = any_of("confirm, repeat, reproduce, replicate, verify, prove, substantiate, support, bear out")
EFFECT = any_of("effect, benefit, evidence, link, difference, improvement, connection, association, sign, trace, proof")
CARD = any_of(
    r"""
    cards?, pass, tickets?, permits?, vouchers?, licen[cs]e, certificate, discount, coupon, passport, reservation,
    booking, referral, prescription, invitation, membership, subscription, proof of \w+
    """
)
MONTH = "(?-i:January|February|March|April|May|June|July|August|September|October|November|December)"
RECURRING = any_of(
    """
    winter, summer, spring, autumn, night, winter months, summer months, (?:high|low|peak|off) ?season, rush hours?,
    public holidays, school holidays, holidays, weekends?
    """
)
SAID = "said, says, saying"
ALLEGED = "claim(?:s|ed|ing)?, alleg(?:es?|ed|ing|ations?), accus(?:es?|ed|ing|ations?)"
DENIED = "den(?:y|ies|ied|ying)"
FALSE = "false(?:ly)?, untrue"
UNTRUE = any_of(f"{FALSE}, unfounded, baseless, (?:an? )?(?:myth|misconception|hoax|lie|rumou?r)s?")
OTHER_CASES = r"(?!fact|truth|reality|most|many|some|this|that|these|those|recent|later|both|all)(?:an? |\w+ )?"
OBJECT = rf"(?:it|this|that|them|these|those|so)\b(?! \w+ed\b)|(?:the|this|that|these|those|his|her|its|their|any|such)\s+(?:\w+\s+)?{SUMS}\b"  # noqa: E501  one pattern
BEING = rf"(?<!not )(?<!never )\b(?:{BE}|proved|proven|turned out|held|ruled|found|considered|declared|call(?:s|ed)?|became)(?: to be)?(?:\s+(?!not\b)\w+){{0,2}}?\s+"  # noqa: E501  one pattern
HELD = any_of(
    r"""
    polic(?:y|ies), rules?, prices?, fees?, charges?, rates?, tariffs?, costs?, versions?, editions?, texts?, wordings?,
    regulations?, laws?, acts?, statutes?, by-?laws?, constitutions?, provisions?, clauses?, procedures?, practices?,
    timetables?, schedules?, hours, times, terms, conditions, arrangements?, agreements?, contracts?, requirements?,
    rights?, benefits?, limits?, guidelines?, guidance, recommendations?, advice, instructions, offers?, schemes?,
    programmes?, systems?, plans?, routes?, lines?, stops?, positions?, opinions?, views?, doctrines?, settings,
    dos(?:e|es|age)
    """
)
BUILT = any_of("projects?, works?, changes?, features?, measures?, extensions?, improvements?, functions?, designs?")
UNTRUE_THINGS = any_of("claims?, statements?, beliefs?, reports?, news, assumptions?, ideas?, facts, stories, answers?")
