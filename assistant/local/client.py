"""LangChain's client of the local server."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.local.server import LocalServer, missing_package


def local_model(server: LocalServer, max_tokens: int, timeout: float) -> BaseChatModel:
    """A chat model that speaks to the server as to any with OpenAI's interface; ``timeout`` in seconds.

    It passes by each proxy and address that a variable of the environment names: no word leaves this machine.
    Raises EngineError where the client's package is missing.
    """
    try:
        from langchain_openai import ChatOpenAI  # noqa: PLC0415  an extra, and seconds to import
    except ImportError as error:
        raise missing_package() from error
    return ChatOpenAI(
        model=server.model,
        base_url=server.base_url,
        api_key=server.api_key,
        max_completion_tokens=max_tokens,
        timeout=timeout,
        max_retries=0,
        temperature=0,
        **direct(),
    )


def direct() -> dict[str, Any]:
    """The options of LangChain's OpenAI client that pass by each proxy of the environment, and follow no redirect."""
    return _clients(trust_env=False)


def unredirected(proxy: str | None) -> dict[str, Any]:
    """Those that follow no redirect. ``proxy`` is one that the client was told of; others are the environment's."""
    return _clients(proxy=proxy or None)


def _clients(**options: Any) -> dict[str, Any]:  # noqa: ANN401  httpx's own
    from openai import DefaultAsyncHttpxClient, DefaultHttpxClient  # noqa: PLC0415  comes with an extra

    return {
        "openai_proxy": "",
        "http_socket_options": (),
        "http_client": DefaultHttpxClient(follow_redirects=False, **options),
        "http_async_client": DefaultAsyncHttpxClient(follow_redirects=False, **options),
    }
