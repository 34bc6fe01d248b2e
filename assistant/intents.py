"""What a person wants with a question, told by rule from its words: English, in linear time, no model.

Whatever no rule meets is a question to the documents, orders that pose as one ("ignore all instructions") included:
they are only searched for. Beside a question they are left out.
"""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.english import (
    CALENDAR_WORDS,
    COMMANDS,
    FUNCTION_WORDS,
    IRREGULAR_VERBS,
    NUMBER_WORDS,
    PLACE_NOUNS,
    QUANTITY_NOUNS,
    QUANTITY_WORDS,
    TIME_NOUNS,
    VERBS,
    WORDS_ELSEWHERE,
)
from assistant.gate_rules import orders
from vectorstore.language import foreign
from vectorstore.sentences import sentences

READ = 1000
"""Characters of a question that are looked at; what a person wants stands at its beginning."""
LONGEST_KEYWORDS = 7
"""Words that are still keywords, not a sentence."""
MOST_PARTS = 4
"""Questions that one question is split into at most; the last part holds the rest."""


class Intent(StrEnum):
    """What is wanted. The first five are not questions to the documents."""

    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    OVERVIEW = "overview"
    SUMMARY = "summary"
    KEYWORDS = "keywords"
    COUNT = "count"
    LIST = "list"
    YES_NO = "yes_no"
    WHY = "why"
    HOW = "how"
    QUESTION = "question"


class AnswerType(StrEnum):
    """What kind of words would answer."""

    PERSON = "person"
    TIME = "time"
    AMOUNT = "amount"
    PLACE = "place"
    OTHER = "other"


def intent(question: str, *, follows: bool = False) -> Intent:
    """What the question wants; ``Intent.QUESTION`` where no rule knows better.

    Where it ``follows`` others, "it" is what they are about, and neither this tool nor the library.
    """
    said, text = _lowered(question), _plain(question)
    for kind, pattern in _WHOLE.items():
        points = follows and kind in (Intent.HELP, Intent.OVERVIEW) and _POINTS.search(text)
        if not points and (pattern.fullmatch(said) or pattern.fullmatch(text)):
            return kind
    for kind, pattern in _BEGINNING.items():
        if pattern.match(text):
            return kind
    return Intent.KEYWORDS if _is_keywords(text) else Intent.QUESTION


def summed(question: str) -> str:
    """What a summary is wanted of, in lower case: "the lease" of "Summarise the lease"; or nothing."""
    text = _plain(question)
    wish = _BEGINNING[Intent.SUMMARY].match(text)
    return text[wish.end() :].strip() if wish else ""


def language(question: str) -> str | None:
    """The code of the language that it is asked in, where that is surely not English."""
    text = _lowered(question)
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    is_english = _AUXILIARY.match(text) or not _GRAMMAR.isdisjoint(words)
    return None if is_english else foreign(question[:READ])


def without_orders(question: str) -> str:
    """The question without sentences that give orders to whoever answers; as it is, where nothing else is asked."""
    if len(question) > READ:
        return question
    said = [place.of(question) for place in sentences(question)]
    left = [sentence for sentence in said if _ASKED.search(sentence) or not _is_order(sentence)]
    return " ".join(map(str.strip, left)) if len(left) < len(said) and any(map(_ASKED.search, left)) else question


def parts(question: str) -> list[str]:
    """The questions in one, in order; the question alone, exactly, where it is one or too long to tell.

    Only the joining "and" is left out. A later part may lean on an earlier one, so pass that as its history.
    """
    if len(question) > READ:
        return [question]
    found = [part for sentence in _sentences(question) for part in _conjuncts(sentence)]
    if len(found) == 1:
        return [question]
    return [*found[: MOST_PARTS - 1], " ".join(found[MOST_PARTS - 1 :])] if len(found) > MOST_PARTS else found


def wants_short(question: str) -> bool:
    """Whether a short answer can exist: a name, a date, a number, a thing; not for reasons, ways, lists and stories."""
    if intent(question) not in (Intent.QUESTION, Intent.COUNT):
        return False
    text = _plain(question)
    return _ASKING.search(text) is not None and not _TELLING.search(text)


def is_twofold(question: str) -> bool:
    """Whether it asks for two things in one sentence ("who bought it and for how much?"), of which one may be said."""
    return _TWOFOLD.search(question) is not None


def expects(question: str) -> AnswerType:
    """The kind of answer that the question word asks for."""
    text = _plain(question)
    clause = _CLAUSE_FIRST.match(text)
    asking = _ASKING.search(text, clause.end() if clause else 0)
    if asking is None:
        return AnswerType.OTHER
    word, nouns = asking["word"], (asking["nouns"] or "").split()
    if word in _BY_WORD:
        return _BY_WORD[word]
    kinds = _HOW_KINDS if word == "how" else _NOUN_KINDS
    return next((kind for kind, words in kinds.items() if not words.isdisjoint(nouns)), AnswerType.OTHER)


def fits(answer_type: AnswerType, text: str) -> bool:
    """Whether words look like the kind of answer: a digit for an amount, a capital for a person; blanks never do."""
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    number = any(character.isdigit() for character in text)
    if answer_type is AnswerType.TIME:
        return number or not words.isdisjoint(CALENDAR_WORDS)
    if answer_type is AnswerType.AMOUNT:
        return number or not words.isdisjoint(NUMBER_WORDS)
    if answer_type in (AnswerType.PERSON, AnswerType.PLACE):
        return any(letter.isalpha() and not letter.islower() for letter in text)
    return bool(text.strip())


def _lowered(question: str) -> str:
    """In lower case, blanks as one, apostrophes straight, "what's" in full, without the signs at its end."""
    text = " ".join(question[:READ].replace("’", "'").split()).lower()
    return _CONTRACTED.sub(r"\1 is", text).strip(' ?!."')


def _plain(question: str) -> str:
    """Lowered, and without politeness."""
    return _POLITE_END.sub("", _POLITE.sub("", _lowered(question), count=1)).strip(' ?!."')


def _is_keywords(text: str) -> bool:
    words = re.findall(r"[^\W_](?:[\w'.-]*\w)?", text)
    if not 0 < len(words) <= LONGEST_KEYWORDS or words[0] in COMMANDS:
        return False
    return not any(_VERBAL.fullmatch(word) or word in VERBS for word in words)


def _is_order(sentence: str) -> bool:
    return _ORDERING.match(sentence) is not None and orders("", [sentence]) is not None


def _sentences(question: str) -> list[str]:
    """Split after questions and wishes that another follows."""
    asked = re.split(r"(?<=\?)\s+", question.strip())
    pieces: list[str] = []
    for piece in (place.of(text) for text in asked for place in sentences(text)):
        if not pieces:
            pieces.append(piece)
        elif _is_next(piece, pieces[-1]):
            pieces.append(_begun(_LEADING_AND.sub("", piece, count=1)))
        else:
            pieces[-1] += f" {piece}"
    return pieces or [question]


def _is_next(sentence: str, before: str) -> bool:
    """Whether it asks for another thing; behind a full stop it may only say how ("Summarise this. Do not list it.")."""
    if _NEXT_QUESTION.match(sentence) is None:
        return False
    return before.endswith("?") or (_is_wish(before) and (_is_wish(sentence) or _ASKS.search(sentence) is not None))


def _is_wish(sentence: str) -> bool:
    return intent(sentence) in (Intent.HELP, Intent.OVERVIEW, Intent.SUMMARY, Intent.COUNT, Intent.LIST)


def _conjuncts(sentence: str) -> list[str]:
    """Split at an "and" with a whole question, or the wish for a summary, before it and a whole question behind it."""
    for match in _AND_QUESTION.finditer(sentence):
        left = sentence[: match.start()]
        is_summary = intent(left) is Intent.SUMMARY
        if (is_summary or _WHOLE_QUESTION.match(left)) and not _goes_on(left, match):
            begun = f"{left.strip()}{'.' if is_summary else '?'}"
            return [begun, *_conjuncts(_begun(sentence[match.end() :]))]
    return [sentence]


def _goes_on(left: str, joint: re.Match[str]) -> bool:
    """Whether what stands behind the "and" belongs to the same question, as another clause or verb of it."""
    before, word = left.lower().split(), joint.string[joint.end() :].lower().split(maxsplit=1)[0]
    if joint["whether"]:
        return _HAS_SUBJECT.match(left) is None or _RELATIVE.search(left) is not None
    if before[0] == word and len(before) < 3:
        return True
    return _INNER.search(left) is not None and (not joint[0].startswith(",") or word in before[1:])


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


_AUX = (
    r"(?:(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|shall|may|might|must|am)"
    r"(?:n't| not)?|can't|cannot|won't|ain't)"
)
_WH = r"(?:who|whom|whose|when|where|why|what|which|how)"
_WITH = r"(?:(?:in|on|at|for|by|to|from|with|of|since|until|over|about) )?"
_DOCUMENTS = r"(?:documents?|docs?|files?|texts?|articles?|papers?|library|collection|folder|sources?|pages?|books?)"
_THESE = r"(?:(?:this|these|the|those|my|your|all|all the|all these|our) )"
_BESIDE = (
    r"(?:according to|after|among|as of|at|before|between|by|during|for|from|in|of|on|since|under|until|within)"
    rf"(?: (?!{_WH}\b)[^\s,?]+)+"
)
"""What is said before a question, with a comma: "In the lease of 1987"."""
_HERE = r"(?: (?:in )?here| there| loaded| available| indexed| in (?:the|this|your|my) (?:library|folder|collection))?"
_TOOL = r"(?:this|quoteproof|this (?:tool|app|assistant|program|thing|page))"
_SUMMED = (
    r"(?:summary|gist|outline|overview|synopsis|abstract|main (?:points?|ideas?|topics?|message|takeaways?|facts?)"
    r"|key (?:points?|ideas?|takeaways?|facts?|messages?)|takeaways|highlights)"
)
_SINGULAR = r"(?:series|species|means|news|business|process|class|is|was|does|has|happens|us|this|his|its|others?)"
_BEHIND_VERB = (
    r"(?:the|an?|it|this|my|your|his|her|its|our|their|me|you|him|us|them|more|most|less|least|if|when|to|after)"
)
"""Behind a word in "s" it shows a verb: what "costs more" is one thing, what "costs" there are may be many."""
_CONTRACTED = re.compile(r"\b(what|who|where|when|how|that|there)'s\b")
_ROUGHLY = (
    r"(?:(?:exactly|precisely|roughly|approximately|around|overall|altogether|all (?:in all|told)"
    r"|in (?:all|total|sum))[, ]+)"
)
_ASKING_OF = rf"{_ROUGHLY}?(?:{_WH}|if|whether)\b"
_POLITE = re.compile(
    r"(?:(?:hello|hi|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok|okay|well|so|also|and|but|please)"
    r"(?: there)?[,.!:]* (?=\S+ ))?"
    r"(?:please,? )?"
    r"(?:(?:can|could|would|will) you (?:please |kindly )?"
    r"(?=(?:tell|show|give|explain|describe|list|name|summari[sz]e|say)\b)"
    rf"|(?:do you know|i (?:want|would like|need) to know|i'd like to know|i wonder),? (?={_ASKING_OF}))?"
    rf"(?:please )?(?:(?:tell|show|let) (?:me|us)(?: know)?,? (?={_ASKING_OF}))?"
    rf"(?:{_ROUGHLY}(?={_WH}\b))?"
)
_POLITE_END = re.compile(r"[, ](?:please|thanks|thank you)[?!. ]*$")
_THANKING = (
    r"thanks|thank (?:you|u)|thx|cheers|bye|goodbye|good bye|bye bye|see you|ok|okay|great|perfect|cool|nice|got it"
)
_GREETING = (
    r"hello|hi|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day|night)"
    r"|how are you|how do you do|nice to meet you|welcome"
)
_GREETED = (
    r"(?: (?:there|you|everyone|all|again|so much|very much|a lot|later|doing|today|for (?:your|the) \w+)){0,3}[ ,.!?]*"
)
_POINTS = re.compile(r"\b(?:it|they)\b")
_WHOLE = {
    Intent.THANKS: re.compile(rf"(?:(?:{_THANKING}){_GREETED}){{1,3}}"),
    Intent.GREETING: re.compile(rf"(?:(?:{_THANKING}|{_GREETING}){_GREETED}){{1,3}}"),
    Intent.HELP: re.compile(
        r"help(?: me)?"
        r"|(?:what|how) (?:can|could|do|should) (?:i|we) (?:ask|do|use)(?: (?:you|here|this|it|with (?:this|you)))*"
        rf"|(?:what|how) (?:can|could|do|does) (?:you|it|{_TOOL}) (?:do|help|work|answer|offer|function)"
        r"(?: (?:me|us|with|for|here|exactly))*"
        rf"|(?:who|what) (?:are|is) (?:you|{_TOOL})|(?:what is )?your name|who made you"
        r"|are you (?:a |an )?(?:bot|robot|human|ai|person|machine)"
    ),
    Intent.OVERVIEW: re.compile(
        rf"what is (?:in|inside)(?: (?:here|there)| {_THESE}?{_DOCUMENTS}{_HERE})"
        rf"|what (?:is|are) (?:{_THESE}?{_DOCUMENTS}|this|it|they|these|all this) (?:about|on)"
        rf"|(?:what|which|how many) {_DOCUMENTS} (?:do you (?:have|know)|have you got|can i ask about){_HERE}"
        rf"|(?:(?:what|which) {_DOCUMENTS}|how many (?:documents|docs|files)) (?:are|is){_HERE}"
        rf"|(?:list|show|name)(?: me)? {_THESE}?{_DOCUMENTS}{_HERE}"
        rf"|what do (?:you (?:have|know)|{_THESE}?{_DOCUMENTS} (?:say|contain|cover|talk about|deal with)){_HERE}"
        r"|what (?:topics|subjects|themes)(?: (?:are|do|does|is|you|these|the|documents|covered?|there|here|in))+"
        r"|what (?:is|have you got) here|(?:an? )?overview|table of contents|contents"
    ),
}
_BEGINNING = {
    Intent.KEYWORDS: re.compile(
        rf"what (?:do|does|did) (?:{_THESE}?{_DOCUMENTS}|it|they) (?:say|tell(?: us| me)?|mention|report)"
        r" (?:about|of|on)\b"
        r"|(?:tell me|what do you know|anything|something|information) (?:more )?about\b"
    ),
    Intent.SUMMARY: re.compile(
        r"summari[sz]e\b|sum (?:it |this |that )?up\b|tl;? ?dr\b|(?:in )?(?:short )?summary\b(?! judg)"
        rf"|(?:give|show|tell|write|make)(?: (?:me|us))?(?: (?:an?|the|some))?(?: \w+)? {_SUMMED}\b"
        rf"|what (?:is|are) the {_SUMMED}(?: of (?:this|these|the|it|all|my)\b|$)|(?:the )?{_SUMMED}$"
    ),
    Intent.COUNT: re.compile(
        rf"{_WITH}how many\b|{_BESIDE}, how many\b|count (?:the|all|how)\b|number of\b"
        r"|(?:(?:what (?:is|was)|(?:tell|give|show) (?:me|us)) )?the (?:(?:exact|overall|total) )?number of\b"
    ),
    Intent.LIST: re.compile(
        r"(?:list|enumerate)\b|give (?:me )?(?:a|the) (?:full )?list\b|(?:a|the) (?:full )?list of\b"
        r"|(?:(?:tell|give) (?:me|us)|(?:find|show)(?: me| us)?) (?:all|each|every)\b(?! about\b)"
        r"|name (?:all|every|each|some|both|the \w+s|\w+ \w+s)\b"
        r"|who (?:are|were) (?:all|the|some|his|her|their|its|those|these) "
        rf"|(?:which|what) (?!{_SINGULAR}\b)\w+[^suiaoe\W]s (?!(?:of|{_BEHIND_VERB})\b)"
        rf"|(?:which|what) \w+ (?!{_SINGULAR}\b)\w+[^suiaoe\W]s (?:{_AUX}|\w+ed)\b"
        r"|what (?:are|were) (?:the|some|all|his|her|their|its) (?:\w+ ){0,2}\w+[^suia\W]s\b"
    ),
    Intent.WHY: re.compile(
        r"why\b|how come\b|explain why\b|(?:for )?what (?:is |was |are |were |other )?(?:the )?(?:main )?reasons?\b"
    ),
    Intent.HOW: re.compile(
        rf"how (?:{_AUX}|to|exactly|else)\b|(?:explain|describe)\b|in (?:what|which) ways?\b|what happens\b"
    ),
    Intent.YES_NO: re.compile(rf"(?:{_AUX}|(?:if|whether)(?!.*,)) (?!.* or )"),
}
_VERBAL = re.compile(rf"{_AUX}|{_WH}|i|i'm|you|me|he|she|they|we|it|be|been|not|if|whether|there")
_NEXT_QUESTION = re.compile(
    rf"(?:(?:and|but|also|so|then|or)[, ]+)?{_WITH}(?:{_WH}|{_AUX})\b"
    r"|(?:please )?(?:list|name|tell|explain|describe|summari[sz]e|give|show)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"\?|^\s*(?:{_NEXT_QUESTION.pattern})", re.IGNORECASE)
_ORDERING = re.compile(
    r"\W*(?:please |now |and )?(?:system|developer|assistant|user|ignore|disregard|forget|override|answer|respond|reply"
    r"|say|output|write|print|state|cite|use|quote|you are|as an|(?:my |your )?new instructions?|inst|im_start)\b",
    re.IGNORECASE,
)
"""How an order begins."""
_PAST = "|".join(form for forms in IRREGULAR_VERBS for form in forms[1:])
_DOES = rf"(?:{_AUX}|\w+ed|{_PAST}|\w+s(?! (?:of|{_AUX})\b))"
"""What a "who" or "what" does that asks by itself: "runs", "signed", "wrote"; "what kinds of" asks with a noun."""
_LEADING_AND = re.compile(r"(?:and|also),? ", re.IGNORECASE)
_AND_QUESTION = re.compile(
    rf",?\s+and(?: also)? (?=(?:(?:when|where|why|how) {_AUX}|(?:who|what) {_DOES}"
    rf"|(?:which|what|whose|how) [\w-]+ (?:[\w-]+ )?{_AUX})\s+\w)"
    rf"|,\s+and(?: also)? (?={_AUX} (?:he|she|it|they|there|this|that) )"
    rf"|(?P<whether>,?\s+and(?: also)? (?={_AUX} the \w+ (?!(?:of|in|on|at|for|to|from|by|and|or|who|that|which)\b)\w))"
    rf"|,?\s+and(?: also| then)? (?=(?:please )?tell (?:me|us) {_WH}\b)",
    re.IGNORECASE,
)
_HAS_SUBJECT = re.compile(
    rf"(?:(?:what (?:is|are|was|were) the|when|where|why|how (?!many\b)\w+|{_AUX})) ", re.IGNORECASE
)
"""Begins a question whose subject is named: an "is the …" behind it has one of its own."""
_RELATIVE = re.compile(r"\s(?:who|that|which|whose|whether|if)\b", re.IGNORECASE)
_ASKS = re.compile(rf"\?$|\b{_WH}\b", re.IGNORECASE)
_INNER = re.compile(r"\s(?:who|what|when|where|why|how|which|whether|if)\b", re.IGNORECASE)
_WHOLE_QUESTION = re.compile(
    rf"{_WITH}(?:{_WH}|{_AUX}) .*\w(?<!when)(?<!where)(?<!who)(?<!how)(?<!what)$", re.IGNORECASE | re.DOTALL
)
_CLAUSE_FIRST = re.compile(rf"(?:when|where) (?!{_AUX}\b)[^,?]*, (?=.*\b{_WH}\b)")
_ASKING = re.compile(rf"\b(?P<word>{_WH})\b(?: (?:(?:is|was|are|were) the )?(?P<nouns>[\w-]+(?: [\w-]+)?))?")
_TWOFOLD = re.compile(rf"\b(?:and|or)\b[^?]*\b{_WH}\b", re.IGNORECASE)
_TELLING = re.compile(
    r"\bwhat (?:happen\w*|else)\b|^(?:tell|explain|describe|discuss|compare)\b|\bwho are\b|\bwhy\b"
    r"|\bdo you know about\b"
    r"|\bwhat (?:do|does|did|would|has|have) .*\b"
    r"(?:say|said|think|thought|argue|believe|mean|meant|claim|feel|suggest|do|done|view)$"
)
_AUXILIARY = re.compile(rf"{_AUX}\b")
_GRAMMAR = (FUNCTION_WORDS | COMMANDS | VERBS) - WORDS_ELSEWHERE
_BY_WORD = {
    **dict.fromkeys(("who", "whom", "whose"), AnswerType.PERSON),
    "when": AnswerType.TIME,
    "where": AnswerType.PLACE,
}
_NOUN_KINDS = {AnswerType.TIME: TIME_NOUNS, AnswerType.PLACE: PLACE_NOUNS, AnswerType.AMOUNT: QUANTITY_NOUNS}
_HOW_KINDS = {AnswerType.AMOUNT: QUANTITY_WORDS}
