"""One loaded product for all tests that ask it."""

from __future__ import annotations

import pytest

from assistant.config import AssistantConfig
from evals.evaluate import evaluate_suite
from evals.nouns import SuiteReport
from evals.product import ProductBench
from evals.suites import Choice, article, office
from ingest.config import IngestConfig


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> ProductBench:
    return ProductBench(AssistantConfig(), IngestConfig(), tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="package")
def on_article(product: ProductBench) -> SuiteReport:
    (suite,) = article(Choice())
    return evaluate_suite(suite, product)


@pytest.fixture(scope="package")
def on_office(product: ProductBench) -> SuiteReport:
    (suite,) = office(Choice())
    return evaluate_suite(suite, product)
