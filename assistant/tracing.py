"""Whether LangSmith gets what LangChain runs: as we are told, whatever its variables say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.tracers.context import tracing_v2_callback_var
from langsmith.run_helpers import tracing_context


@contextmanager
def traced(on: bool) -> Iterator[None]:
    """What runs inside is traced as LangSmith's variables ask; where not ``on``, not at all.

    LangChain ends each run with an error where LANGCHAIN_TRACING is set, the variable of its first version, and there
    is no tracer of the second: so there is one, which does nothing.
    """
    before = tracing_v2_callback_var.get()
    with tracing_context(enabled=on):
        try:
            tracing_v2_callback_var.set(before if on else _Nowhere())  # type: ignore[arg-type]
            yield
        finally:
            tracing_v2_callback_var.set(before)  # no token: a stream is ended in another context than it began in


class _Nowhere(BaseCallbackHandler):
    """Hears of all that runs and tells nobody; LangChain takes any handler in the place of its tracer."""

    run_inline = True
