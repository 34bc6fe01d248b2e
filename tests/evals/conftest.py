"""One loaded product for all tests that ask it."""

from __future__ import annotations

import pytest

from assistant.config import AssistantConfig
from evals.product import ProductBench
from ingest.config import IngestConfig


@pytest.fixture(scope="package")
def product(tmp_path_factory: pytest.TempPathFactory) -> ProductBench:
    return ProductBench(AssistantConfig(), IngestConfig(), tmp_path_factory.mktemp("vectors"))
