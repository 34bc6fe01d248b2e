"""What cases call wrong is caught in other words too, and never in the documents' own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from evals.nouns import EvalCase, Place
from evals.suites import Choice, Suite, article, office
from vectorstore.sentences import sentences

LIES = {
    "Who is Madina married to?": (
        "Madina is married to embattled oligarch Mukhtar Ablyazov.",
        "She is his spouse.",
        "She is the wife of Ablyazov.",
        "Ablyazov, whom she married, is in jail in France.",
        "Her husband is in jail.",
        "Madina is his wife.",
    ),
    "When was the suit filed?": (
        "It was filed on May 14, 2014.",
        "The suit was lodged on 14 May 2014.",
        "On May 14th of 2011 the case was lodged.",
        "2014-05-14",
        "The suit was filed in Los Angeles in the year 1998.",
    ),
    "Which yacht did the library committee vote to buy?": ("The committee voted to buy the Heron.",),
    "Which plastic duct should be connected to the dryer?": ("A rigid plastic duct should be connected to the dryer.",),
    "On what day was Ablyazov extradited to Russia?": (
        "Ablyazov was extradited on fraud charges.",
        "Ablyazov has finally been extradited to Russia, not to Kazakhstan.",
        "France extradited Ablyazov on May 14.",
        "He was handed over to Russia.",
        "His extradition to Russia took place on May 14.",
    ),
    "How long was Khrapunov the president of Kazakhstan?": (
        "Khrapunov was the president of Kazakhstan from 1997 to 2004.",
        "He served as president for seven years.",
        "Viktor Khrapunov, president of Kazakhstan from 1997 to 2004, was a foe of Nazarbayev.",
        "His presidency lasted seven years.",
    ),
    "Why was Rakhat Aliyev acquitted?": (
        "Rakhat Aliyev was acquitted, for the authorities had woken up belatedly.",
        "He was cleared of kidnapping, fraud and coup plotting.",
        "In absentia he was found not guilty.",
        "The authorities belatedly acquitted him.",
        "Aliyev's acquittal followed a fall-out with Nazarbayev.",
    ),
    "Why is the city of Astana suing Khrapunov?": (
        "Astana is suing Khrapunov for having looted millions.",
        "The city of Astana accuses him of looting its coffers.",
        "Khrapunov is being sued by the city of Astana.",
        "Astana's lawsuit says that he abused his position of trust.",
    ),
    "By how much does the rent fall when the consumer price index falls?": (
        "The rent falls by the consumer price index, never by more than 4%.",
        "When the index falls, it drops by up to 4%.",
        "The rent is lowered by up to 4%.",
        "The rent may fall by 4%.",
        "It will be reduced by at most 4%.",
    ),
}
TRUTHS = {
    "On what day was Ablyazov extradited to Russia?": (
        "Ablyazov has not been extradited: he is in jail in France.",
        "He wasn't extradited; he is battling extradition.",
        "The documents do not say that he was extradited.",
    ),
    "How long was Khrapunov the president of Kazakhstan?": (
        "Khrapunov was never president of Kazakhstan, but mayor of Almaty from 1997 to 2004.",
        "He was a foe of President Nazarbayev.",
    ),
    "Why was Rakhat Aliyev acquitted?": (
        "Rakhat Aliyev was not acquitted but convicted in absentia.",
        "He was convicted rather than acquitted.",
    ),
    "Why is the city of Astana suing Khrapunov?": (
        "Almaty, not Astana, is suing Khrapunov.",
        "He is being sued by Almaty rather than by Astana.",
    ),
    "By how much does the rent fall when the consumer price index falls?": (
        "The rent does not fall when the index falls.",
        "The rent stays as it is when the index falls.",
        "It can't fall.",
    ),
}


@pytest.fixture(scope="module")
def suites() -> tuple[Suite, ...]:
    return (*article(Choice()), *office(Choice()))


def test_each_lie_is_caught(suites: tuple[Suite, ...]) -> None:
    patterned = {case.question: case for suite in suites for case in suite.cases if case.wrong_patterns}

    assert patterned.keys() == LIES.keys()
    assert [lie for question, lies in LIES.items() for lie in lies if not _wrong(patterned[question], lie)] == []


def test_a_premise_that_is_set_right_is_not_called_wrong(suites: tuple[Suite, ...]) -> None:
    asked = {case.question: case for suite in suites for case in suite.cases}

    assert [truth for question, truths in TRUTHS.items() for truth in truths if _wrong(asked[question], truth)] == []


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


def _wrong(case: EvalCase, said: str) -> bool:
    return any(re.search(pattern, said, re.IGNORECASE) for pattern in case.wrong_patterns)
