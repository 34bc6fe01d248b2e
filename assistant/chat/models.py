"""Chat models by name, as ``provider:model``: which package speaks to it, how it is held to a schema, who receives."""

from __future__ import annotations

import ipaddress
import re
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from assistant.chat.caller import Caller
from assistant.chat.config import ChatConfig
from assistant.chat.engine import Chat, ChatElsewhere, Parts
from assistant.chat.reply import reply_schema
from assistant.errors import EngineError
from assistant.extractive import Extractive
from assistant.local.client import local_model
from assistant.local.config import LocalConfig
from assistant.local.server import LocalServer
from assistant.ports import Gate

_EXTRAS = ("openai", "anthropic", "ollama")
"""The providers whose packages are extras of ours."""
_RETRYING = ("openai", "azure_openai", "anthropic")
"""Their clients would try again themselves, out of our sight."""
_SCHEMA = (*_RETRYING, "ollama", "xai", "mistralai", "groq", "deepseek", "fireworks", "together", "google_genai")
"""Their packages know ``json_schema``."""
_ADDRESSES = (
    *("root_client.base_url", "_client._client.base_url"),
    *("openai_api_base", "anthropic_api_url", "base_url", "azure_endpoint", "endpoint_url", "endpoint"),
)
"""Where the packages keep the address that they speak to, whatever told it to them."""
_TRACES = "LangSmith, by tracing"


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
    return chat_engine(_made(provider, model.strip(), name, config), name, provider, Tools(config, extractive, gate))


def load_local(local: LocalConfig, config: ChatConfig, extractive: Extractive, gate: Gate) -> Chat:
    """The engine for the model that comes along, which it serves until it is closed. Raises EngineError."""
    server = LocalServer.start(local)
    model = local_model(server, config.max_tokens, config.timeout)
    return chat_engine(model, "local", "openai", Tools(local_settings(local, config), extractive, gate), server)


def local_settings(local: LocalConfig, config: ChatConfig) -> ChatConfig:
    """How the model that comes along is spoken to: none of what is set for providers."""
    here = {"base_url": None, "api_key": None, "retries": 0, "prompt_tokens": local.prompt_tokens}
    return config.model_copy(update=here)


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


def receivers(model: BaseChatModel, provider: str, config: ChatConfig) -> str:
    """Who gets the question and the sentences; empty where they stay on this machine."""
    host = _host(model, provider, config)
    return " and to ".join(([] if _is_here(host) else [host]) + ([_TRACES] if config.tracing else []))


def _made(provider: str, model: str, name: str, config: ChatConfig) -> BaseChatModel:
    """A provider's package raises what it likes; from another thread it is handed over, whatever it is."""
    with ThreadPoolExecutor(1) as pool:
        making: Future[BaseChatModel] = pool.submit(
            lambda: init_chat_model(model, model_provider=provider, **_options(provider, config))
        )
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


def _options(provider: str, config: ChatConfig) -> dict[str, Any]:
    options: dict[str, Any] = {"num_predict" if provider == "ollama" else "max_tokens": config.max_tokens}
    if provider in _RETRYING:
        options |= {"max_retries": 0, "timeout": config.timeout}
    if config.base_url is not None:
        options |= {"base_url": config.base_url, "temperature": 0}
    if config.api_key is not None:
        options["api_key"] = config.api_key
    elif config.base_url is not None and provider == "openai":
        options["api_key"] = "none"  # a key that lies in the environment is not for any server
    return options


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


def _host(model: BaseChatModel, provider: str, config: ChatConfig) -> str:
    """The model's address, which its package may have from a variable; the provider's name where it does not tell."""
    package: object = model
    told = [config.base_url, *(reduce(_part, path.split("."), package) for path in _ADDRESSES)]
    address = next((str(each) for each in told if each), "http://localhost" if provider == "ollama" else "")
    return urlsplit(address).hostname or address or provider


def _part(holder: object, name: str) -> object:
    return getattr(holder, name, None)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _package(message: str) -> str:
    found = re.search(r"langchain[-_]\w+(?:[-_]\w+)*", message)
    return found[0].replace("_", "-") if found else "the provider's LangChain package"
