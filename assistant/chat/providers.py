"""What the providers' packages are told, and who receives what is sent by them."""

from __future__ import annotations

import ipaddress
from functools import reduce
from typing import Any
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from langchain_core.language_models import BaseChatModel

from assistant.chat.config import ChatConfig
from assistant.local.client import direct, unredirected

_OPENAI = ("openai", "azure_openai")
_RETRYING = (*_OPENAI, "anthropic")
"""Their clients would try again themselves, out of our sight."""
_CLIENTS = (*_OPENAI, "xai", "deepseek", "together")
"""Their classes are OpenAI's, and take its client."""
_DIRECT = (*_CLIENTS, "ollama")
"""Those that can be kept from a proxy."""
_KEYLESS = ("ollama", "huggingface", "bedrock", "bedrock_converse", "google_vertexai", "google_anthropic_vertex")
"""Their classes take no key of this name."""
_NO_KEY = "none"
_ADDRESSES = (
    *("root_client.base_url", "_client._client.base_url"),
    *("openai_api_base", "anthropic_api_url", "base_url", "azure_endpoint", "endpoint_url", "endpoint"),
)
"""Where the packages keep the address that they speak to, whatever told it to them."""
_TRACES = "LangSmith, by tracing"


def made_with(provider: str, config: ChatConfig) -> dict[str, Any]:
    """The options that a provider's class is made with."""
    options: dict[str, Any] = {"num_predict" if provider == "ollama" else "max_tokens": config.max_tokens}
    options["temperature"] = 0
    if provider in _RETRYING:
        options |= {"max_retries": 0, "timeout": config.timeout}
    if config.base_url is not None:
        options["base_url"] = config.base_url
    return options | _key(provider, config)


def made_bound(model: BaseChatModel, provider: str, config: ChatConfig) -> dict[str, Any]:
    """The same options once its class has told where the model is served, so that nobody else gets what is sent.

    Where that can be, redirects are not followed, and for a model on this machine no proxy of the environment is used.
    """
    options, here = made_with(provider, config), is_here(model, provider, config)
    if provider in _CLIENTS:
        return options | (direct() if here else unredirected(getattr(model, "openai_proxy", None)))
    if provider == "ollama":
        bound = {"follow_redirects": False} | ({"trust_env": False} if here else {})
        return options | {"client_kwargs": options.get("client_kwargs", {}) | bound}
    return options


def receivers(model: BaseChatModel, provider: str, config: ChatConfig) -> str:
    """Who gets the question and the sentences; empty where they stay on this machine."""
    address = _address(model, provider, config)
    host = address.hostname or address.geturl() or provider
    if is_here(model, provider, config):
        host = "" if provider in _DIRECT else _proxy(address)
    return " and to ".join(([host] if host else []) + ([_TRACES] if config.tracing else []))


def is_here(model: BaseChatModel, provider: str, config: ChatConfig) -> bool:
    """Whether the model is served on this machine."""
    host = _address(model, provider, config).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _key(provider: str, config: ChatConfig) -> dict[str, Any]:
    """A key that lies in the environment is not for any server."""
    if config.api_key is None and config.base_url is None:
        return {}
    if provider == "ollama":
        told = config.api_key.get_secret_value() if config.api_key else _NO_KEY
        return {"client_kwargs": {"headers": {"Authorization": f"Bearer {told}"}}}
    return {} if provider in _KEYLESS else {"api_key": config.api_key or _NO_KEY}


def _address(model: BaseChatModel, provider: str, config: ChatConfig) -> SplitResult:
    """The model's address, which its package may have from a variable; empty where the package does not tell it."""
    package: object = model
    told = [config.base_url, *(reduce(_part, path.split("."), package) for path in _ADDRESSES)]
    return urlsplit(next((str(each) for each in told if each), "http://localhost" if provider == "ollama" else ""))


def _part(holder: object, name: str) -> object:
    return getattr(holder, name, None)


def _proxy(address: SplitResult) -> str:
    """The host of the proxy that is in between; empty where there is none."""
    if proxy_bypass(address.hostname or ""):
        return ""
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all") or ""
    return urlsplit(proxy).hostname or proxy
