"""Chat models by name, as ``provider:model``: which package speaks to it, and how it is held to a schema."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from assistant.chat.caller import Caller
from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat, ChatElsewhere, Parts
from assistant.chat.providers import made_bound, made_with, receivers
from assistant.chat.reply import reply_schema
from assistant.errors import EngineError
from assistant.extractive import Extractive
from assistant.local.client import local_model
from assistant.local.config import LocalConfig
from assistant.local.progress import Progress
from assistant.local.server import LocalServer
from assistant.ports import Gate

_EXTRAS = ("openai", "anthropic", "ollama")
"""The providers whose packages are extras of ours."""
_SCHEMA = (
    *("openai", "azure_openai", "anthropic", "ollama", "xai", "mistralai", "groq", "deepseek", "fireworks", "together"),
    "google_genai",
)
"""Their packages know ``json_schema``."""


def load_chat(name: str, config: ChatConfig, extractive: Extractive, gate: Gate) -> Chat:
    """The engine for a model that LangChain knows, named ``provider:model``.

    Raises EngineError for a name that is none, a package that is missing, and a key that is.
    """
    provider, _, model = name.partition(":")
    provider = provider.strip().replace("-", "_").lower()
    if not provider or not model.strip():
        raise EngineError(
            f"There is no engine named {name!r}: write extractive, local, or provider:model, as in "
            "openai:gpt-4.1-mini, anthropic:claude-haiku-4-5 or ollama:qwen2.5."
        )
    made = _made(provider, model.strip(), name, config)
    return chat_engine(made, name, provider, Tools(config, extractive, gate))


def load_local(
    local: LocalConfig, config: ChatConfig, extractive: Extractive, gate: Gate, progress: Progress | None = None
) -> Chat:
    """The engine for the model that comes along, which it serves until it is closed; as ``LocalServer.start``."""
    server = LocalServer.start(local, progress)
    model = local_model(server, config.max_tokens, config.timeout)
    return chat_engine(model, "local", "openai", Tools(local_settings(local, config), extractive, gate), server)


def local_settings(local: LocalConfig, config: ChatConfig) -> ChatConfig:
    """How the model that comes along is spoken to: none of what is set for providers."""
    here = {"base_url": None, "api_key": None, "method": "json_schema", "retries": 0}
    return config.model_copy(update=here | {"prompt_tokens": local.prompt_tokens})


class Tools(NamedTuple):
    """What an engine needs beside its model."""

    config: ChatConfig
    extractive: Extractive
    gate: Gate


def chat_engine(
    model: BaseChatModel, name: str, provider: str, tools: Tools, served: LocalServer | None = None
) -> Chat:
    """The engine for a model at hand. ``provider`` is in LangChain's words.

    ``served`` serves the model, names it in answers, and is closed with the engine.
    """
    config = tools.config
    shape = _shape(model, provider, config)
    caller = Caller(model, name, retries=config.retries, tracing=config.tracing, shape=shape, key=config.api_key)
    writer = served.model if served else name
    parts = Parts(caller, tools.extractive, tools.gate, config, writer, served)
    to = receivers(model, provider, config)
    return ChatElsewhere(parts, to) if to else Chat(parts)


def _made(provider: str, model: str, name: str, config: ChatConfig) -> BaseChatModel:
    """Where it is served is known once it is made; then it is made again, to be bound to that place."""
    options = made_with(provider, config)
    made = _initialised(provider, model, name, options)
    bound = made_bound(made, provider, config)
    return made if bound == options else _initialised(provider, model, name, bound)


def _initialised(provider: str, model: str, name: str, options: dict[str, Any]) -> BaseChatModel:
    """A provider's package raises what it likes; from another thread it is handed over, whatever it is."""
    with ThreadPoolExecutor(1) as pool:
        making: Future[BaseChatModel] = pool.submit(lambda: init_chat_model(model, model_provider=provider, **options))
    error = making.exception()
    if isinstance(error, ImportError):
        extra = f"quoteproof[{provider}]" if provider in _EXTRAS else _package(str(error))
        raise EngineError(f"The engine {name!r} needs a package that is missing: pip install '{extra}'") from error
    if isinstance(error, ValueError) and "nsupported" in str(error):
        raise EngineError(f"LangChain knows no provider {provider!r}: see the engine {name!r}.") from error
    if error is not None:
        raise EngineError(
            f"The engine {name!r} cannot be made ({type(error).__name__}): set [chat] api_key, "
            "or the variable that the provider's package reads."
        ) from None
    return making.result()


def _shape(model: BaseChatModel, provider: str, config: ChatConfig) -> Runnable[Any, Any] | None:
    """The model bound to the schema; None where it is asked in words."""
    if config.method == "prompt":
        return None
    options: dict[str, Any] = {"include_raw": True}
    if config.method != "auto":
        options["method"] = config.method
    elif provider in _SCHEMA:
        options["method"] = "json_schema"
    try:
        return model.with_structured_output(reply_schema(), **options)
    except NotImplementedError:
        return None


def _package(message: str) -> str:
    found = re.search(r"langchain[-_]\w+(?:[-_]\w+)*", message)
    return found[0].replace("_", "-") if found else "the provider's LangChain package"
