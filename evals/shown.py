"""How a figure is shown to a person, in the terminal and in the page alike."""

from __future__ import annotations

from evals.nouns import FALSE_ACCEPTS, FALSE_REJECTS, SuiteReport


def shown(value: float) -> str:
    """Three decimals; as many more as a share needs that these would show as nothing, next to nothing, or all."""
    if 0 < abs(value) < 0.01:
        return f"{value:.2g}"
    if 0.9995 <= value < 1:
        return f"{1 - float(f'{1 - value:.1g}'):g}"
    return f"{value:.3f}"


def told(suite: SuiteReport) -> str:
    """How much was measured, over how much and how long, and how many questions ended in a fault, in words."""
    faults = 0 if suite.is_of_quotes else sum(result.answer is None for result in suite.results)
    ended = f"; {_counted(faults, 'case')} ended in a fault" if faults else ""
    return f"{_asked(suite)} over {_counted(len(suite.texts), 'document')}{_took(suite)}{ended}"


def _asked(suite: SuiteReport) -> str:
    """How much was measured: ``64 cases``, or ``60 of 1,253 cases, drawn by seed 7``."""
    noun = "quote" if suite.is_of_quotes else "case"
    if (sample := suite.sample) is not None:
        return f"{sample.drawn:,} of {_counted(sample.of, noun)}, drawn by seed {sample.seed}"
    judged = sum(score.n for score in suite.scores if score.name in (FALSE_ACCEPTS, FALSE_REJECTS))
    return _counted(judged if suite.is_of_quotes else len(suite.results), noun)


def _took(suite: SuiteReport) -> str:
    seconds = f"in {suite.seconds:,.0f} s"
    if not suite.kept:
        return f" {seconds}"
    return f": {len(suite.results) - suite.kept:,} asked {seconds}, {suite.kept:,} kept from a run that was cut off"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
