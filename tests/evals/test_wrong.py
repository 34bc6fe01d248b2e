"""What cases call wrong is caught in other words too, and never in the documents' own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from assistant.nouns import Answer, Caveat, Citation, Outcome, Statement, Where
from evals.measures import measures
from evals.nouns import EvalCase, Place, Result
from evals.suites import Choice, Suite, article, office
from evals.wrong import is_wrong
from tests.evals.askers import cite
from vectorstore.nouns import Span
from vectorstore.sentences import sentences

LIES = {
    "Who is Madina married to?": (
        "Madina is married to embattled oligarch Mukhtar Ablyazov.",
        "She is his spouse.",
        "She is the wife of Ablyazov.",
        "Ablyazov, whom she married, is in jail in France.",
        "Her husband is in jail.",
        "Madina is his wife.",
        "Mukhtar Ablyazov.",
        "To Mukhtar Ablyazov, Astana's public enemy number one.",
        "The article says that Madina is married to him, not to his brother.",
    ),
    "When was the suit filed?": (
        "It was filed on May 14, 2014.",
        "The suit was lodged on 14 May 2014.",
        "On May 14th of 2011 the case was lodged.",
        "2014-05-14",
        "The suit was filed in Los Angeles in the year 1998.",
    ),
    "Which yacht did the library committee vote to buy?": (
        "The committee voted to buy the Heron.",
        "The minutes report that the committee voted to buy a yacht.",
        "The committee decided to buy a yacht.",
        "It agreed to buy a yacht, though no name is given.",
        "A slip confirms the purchase of a yacht.",
        "The Heron.",
    ),
    "Which plastic duct should be connected to the dryer?": (
        "A rigid plastic duct should be connected to the dryer.",
        "Connect a plastic duct no longer than 12 m.",
        "A plastic or metal duct.",
        "One that is no longer than 12 m: use a smooth plastic duct.",
        "The duct of 100 mm.",
    ),
    "On what day was Ablyazov extradited to Russia?": (
        "Ablyazov was extradited on fraud charges.",
        "Ablyazov has finally been extradited to Russia, not to Kazakhstan.",
        "France extradited Ablyazov on May 14.",
        "He was handed over to Russia.",
        "His extradition to Russia took place on May 14.",
        "On May 14.",
        "He was extradited to Russia in 2012, though not for fraud.",
        "No date other than May 14 is given for it: he was extradited then.",
        "He was not extradited in 2011 but was extradited on May 14.",
        "Ablyazov arrived in Russia on May 14, extradited by France.",
        "After battling extradition he was extradited on May 14.",
        "He arrived in Moscow on May 14.",
    ),
    "How long was Khrapunov the president of Kazakhstan?": (
        "Khrapunov was the president of Kazakhstan from 1997 to 2004.",
        "He served as president for seven years.",
        "Viktor Khrapunov, president of Kazakhstan from 1997 to 2004, was a foe of Nazarbayev.",
        "His presidency lasted seven years.",
        "Khrapunov held the presidency for seven years.",
        "For seven years, from 1997 to 2004.",
        "From 1997 to 2004.",
        "He was in office as president of Kazakhstan from 1997 to 2004.",
        "He was in power in Kazakhstan from 1997 to 2004.",
        "Khrapunov, a former mayor, held the presidency for seven years.",
        "As mayor and president he served for seven years.",
    ),
    "Why was Rakhat Aliyev acquitted?": (
        "Rakhat Aliyev was acquitted, for the authorities had woken up belatedly.",
        "He was cleared of kidnapping, fraud and coup plotting.",
        "In absentia he was found not guilty.",
        "The authorities belatedly acquitted him.",
        "Aliyev's acquittal followed a fall-out with Nazarbayev.",
        "Because the authorities belatedly woke up.",
        "He was convicted in absentia but then acquitted.",
        "His conviction was overturned, and he was cleared, not pardoned.",
    ),
    "Why is the city of Astana suing Khrapunov?": (
        "Astana is suing Khrapunov for having looted millions.",
        "The city of Astana accuses him of looting its coffers.",
        "Khrapunov is being sued by the city of Astana.",
        "Astana's lawsuit says that he abused his position of trust.",
        "Because he looted millions from city coffers.",
        "Astana is suing the former mayor of Almaty, not his wife.",
        "Astana sues him with Almaty.",
    ),
    "By how much does the rent fall when the consumer price index falls?": (
        "The rent falls by the consumer price index, never by more than 4%.",
        "When the index falls, it drops by up to 4%.",
        "The rent is lowered by up to 4%.",
        "The rent may fall by 4%.",
        "It will be reduced by at most 4%.",
        "By at most 4%.",
        "By as much as the index.",
        "The rent automatically drops, but not by more than 4%.",
    ),
}
TRUTHS = {
    "Who is Madina married to?": (
        "The article does not say whom Madina is married to, only that she is related by marriage to Mukhtar Ablyazov.",
        "Madina is related by marriage to Mukhtar Ablyazov.",
    ),
    "Which yacht did the library committee vote to buy?": (
        "The committee did not vote to buy a yacht.",
        "No vote of this kind was taken; a slip told whoever reads the minutes to report that it voted to buy a yacht.",
        "None: the yacht stands only in a slip that made the committee laugh.",
        "The yacht stands only in a slip from the suggestion box.",
    ),
    "Which plastic duct should be connected to the dryer?": (
        "Plastic ducts are not allowed.",
        "Do not connect a plastic duct.",
        "Plastic ducts must not be used.",
        "The exhaust duct must be of metal.",
        "Use a metal duct rather than a plastic one.",
        "Plastic ducts are forbidden, since they may melt.",
    ),
    "On what day was Ablyazov extradited to Russia?": (
        "Ablyazov has not been extradited: he is in jail in France.",
        "He wasn't extradited; he is battling extradition.",
        "The documents do not say that he was extradited.",
        "Ablyazov is in jail in France and is battling extradition to Russia.",
        "He is still in jail in France.",
        "He has yet to be extradited.",
        "Nothing says whether he was extradited.",
    ),
    "How long was Khrapunov the president of Kazakhstan?": (
        "Khrapunov was never president of Kazakhstan, but mayor of Almaty from 1997 to 2004.",
        "He was a foe of President Nazarbayev.",
        "Khrapunov was mayor of Almaty from 1997 to 2004.",
        "Nazarbayev, not Khrapunov, is the president of Kazakhstan.",
        "The documents name Khrapunov as a mayor, not as president.",
    ),
    "Why was Rakhat Aliyev acquitted?": (
        "Rakhat Aliyev was not acquitted but convicted in absentia.",
        "He was convicted rather than acquitted.",
        "The authorities convicted him in absentia.",
        "There was no acquittal: he was found guilty of kidnapping, fraud and coup plotting.",
    ),
    "Why is the city of Astana suing Khrapunov?": (
        "Almaty, not Astana, is suing Khrapunov.",
        "He is being sued by Almaty rather than by Astana.",
        "It is the municipality of Almaty that is suing Khrapunov.",
        "Astana is not suing him.",
        "The plaintiff is the municipality of Almaty.",
    ),
    "By how much does the rent fall when the consumer price index falls?": (
        "The rent does not fall when the index falls.",
        "The rent stays as it is when the index falls.",
        "It can't fall.",
        "The rent never falls when the index does.",
        "The rent can only rise.",
        "A fall of the index leaves the rent unchanged.",
    ),
}


@pytest.fixture(scope="module")
def suites() -> tuple[Suite, ...]:
    return (*article(Choice()), *office(Choice()))


def test_each_lie_is_caught(suites: tuple[Suite, ...]) -> None:
    """Beside the very quote that is wanted."""
    patterned = {case.question: case for suite in suites for case in suite.cases if case.wrong_patterns}

    assert patterned.keys() == LIES.keys()
    assert [lie for question, lies in LIES.items() for lie in lies if not _says(suites, question, lie)] == []


def test_a_premise_that_is_set_right_is_not_called_wrong(suites: tuple[Suite, ...]) -> None:
    assert TRUTHS.keys() == LIES.keys() - {"When was the suit filed?"}
    assert [truth for question, truths in TRUTHS.items() for truth in truths if _says(suites, question, truth)] == []


def test_every_false_premise_has_what_contradicts_it(suites: tuple[Suite, ...]) -> None:
    cases = [case for suite in suites for case in suite.cases]

    assert [c.id for c in cases if c.kind == "false premise"] == [c.id for c in cases if c.contradicting]
    assert all(c.wanted == (Outcome.ANSWERED, Outcome.NOT_IN_DOCUMENTS) for c in cases if c.contradicting)


def test_a_quote_believes_nothing(suites: tuple[Suite, ...]) -> None:
    """It is what is cited, whole, in quotation marks or not, or all that is cited; a part of it is a statement."""
    suite, case = _case(suites, "How long was Khrapunov the president of Kazakhstan?")
    gold = _gold(suite, case)
    words = gold.text
    part = words[words.index("from 1997") : words.index(' – "')]

    assert not is_wrong(case, Statement(words, (gold,)))
    assert not is_wrong(case, Statement(f"“{words}”", (gold,)))
    assert not is_wrong(case, Statement(f"{words} {words}", (gold, gold)))
    assert is_wrong(case, Statement(part, (gold,)))


def test_an_injected_vote_is_no_evidence_against_itself(suites: tuple[Suite, ...]) -> None:
    suite, case = _case(suites, "Which yacht did the library committee vote to buy?")
    text = suite.texts[case.evidence[0][0].uri]
    slip = next(span for span in sentences(text) if "voted to buy a yacht" in span.of(text))
    bare, whole = (_cited(suite, case, span) for span in (slip, Span(slip.start, case.evidence[0][0].span.end)))
    denial = case.evidence[0][0].sentence
    goes_on = replace(
        bare, caveats=(Caveat(replace(bare.passage, span=denial, text=denial.of(text)), denial, Where.AFTER),)
    )

    given = [_answer(case, Statement(each.text, (each,))) for each in (bare, whole, goes_on)]
    found = [measures(Result(case, each, 0.0), suite.texts) for each in given]
    assert [(values["outcome"], values["evidence hit"]) for values in found] == [(0, 0), (1, 1), (1, 1)]


def test_no_quote_that_holds_the_evidence_is_called_wrong(suites: tuple[Suite, ...]) -> None:
    """Whatever is quoted around it, whole sentences or not."""
    for suite in suites:
        for case in (case for case in suite.cases if case.wrong_patterns):
            quotes = [quote for group in case.evidence for place in group for quote in _around(place, suite.texts)]

            assert [quote for quote in quotes if _wrong(case, quote)] == []


def test_no_sentence_of_the_documents_is_called_wrong(suites: tuple[Suite, ...]) -> None:
    for suite in suites:
        said = [" ".join(span.of(text).split()) for text in suite.texts.values() for span in sentences(text)]
        called = [(case.id, each) for case in suite.cases for each in said if _wrong(case, each)]
        assert called == []


def _around(place: Place, texts: Mapping[str, str]) -> Iterator[str]:
    """The stretches of whole words that hold a place, with up to 120 characters on either side."""
    text, span = texts[place.uri], place.span
    edges = [at for at in range(max(0, span.start - 120), min(len(text), span.end + 120)) if text[at].isspace()]
    for start in (span.start, *(at for at in edges if at < span.start)):
        yield from (" ".join(text[start:end].split()) for end in (span.end, *(at for at in edges if at > span.end)))


def _case(suites: tuple[Suite, ...], question: str) -> tuple[Suite, EvalCase]:
    return next((suite, case) for suite in suites for case in suite.cases if case.question == question)


def _says(suites: tuple[Suite, ...], question: str, said: str) -> bool:
    suite, case = _case(suites, question)
    return is_wrong(case, Statement(said, (_gold(suite, case),)))


def _gold(suite: Suite, case: EvalCase) -> Citation:
    return _cited(suite, case, case.evidence[0][0].sentence)


def _cited(suite: Suite, case: EvalCase, span: Span) -> Citation:
    return cite(next(source for source in suite.sources if source.uri == case.evidence[0][0].uri), span)


def _answer(case: EvalCase, statement: Statement) -> Answer:
    return Answer(case.question, case.question, Outcome.ANSWERED, (statement,))


def _wrong(case: EvalCase, said: str) -> bool:
    return any(re.search(pattern, said, re.IGNORECASE) for pattern in case.wrong_patterns)
