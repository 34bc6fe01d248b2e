"""The Gradio page: its parts, and what happens when the browser sends something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.page import library_view, render, view
from assistant.page.actions import Actions, Outcome
from assistant.page.asking import Asking
from assistant.page.config import LOOPBACK, PageConfig
from assistant.page.feedback import Feedback
from assistant.page.guard import Guard, user_of
from assistant.page.markup import text
from assistant.page.routes import add_routes
from assistant.page.secret import secret
from assistant.page.service import Service
from assistant.page.session import Session, read_back
from assistant.page.starters import Starters
from assistant.page.uploads import Uploads
from vectorstore.errors import QuoteproofError, StoreError

STATIC = Path(__file__).parent / "static"
_SCRIPTS = ("page.js", "connection.js", "files.js", "source.js", "clicks.js")
_GONE = Outcome("gone", "")
"""The session is not known, as after a restart: the page's script loads the page again, and asks again."""


def build_app(config: PageConfig, service: Service) -> FastAPI:
    """The ASGI application: the guard before the page's routes and Gradio's."""
    uploads = Uploads(config.state)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_routes(app, config, service, uploads)
    gr.mount_gradio_app(
        app,
        Page(config, service, uploads).blocks(),
        path="/",
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        show_error=False,
        theme=_theme(),
        head=f'<meta name="color-scheme" content="light dark"><style>{_static("page.css")}</style>',
    )
    app.add_middleware(Guard, users=config.users, loopback=config.host in LOOPBACK)
    return app


class Page:
    """The parts of the page and their handlers; each browser has its own session."""

    def __init__(self, config: PageConfig, service: Service, uploads: Uploads) -> None:
        self._config = config
        self._service = service
        self._uploads = uploads
        self._asking = Asking(service)
        self._starters = Starters()
        self._actions = Actions(config, service, uploads, Feedback(config.state))

    def blocks(self) -> gr.Blocks:
        blocks: gr.Blocks
        with gr.Blocks(title="Quoteproof", analytics_enabled=False, fill_width=True) as blocks:
            session = gr.State()
            browser = gr.BrowserState(storage_key="quoteproof", secret=secret(self._config.state))
            with gr.Column(elem_id="qp-shell"):
                _html(_static("header.html"), "qp-header")
                with gr.Column(elem_id="qp-side"):
                    threads = _html("", "qp-threads")
                    library = _html("", "qp-library")
                    settings = _html("", "qp-settings")
                    loading = _html("", "qp-ready")
                with gr.Column(elem_id="qp-chat"):
                    talk = _html("", "qp-talk")
                    starters = _html("", "qp-starting")
                    live = _html("", "qp-live")
                    bridge = _html(_static("composer.html"), "qp-composer", _script())
                _html(_static("source.html"), "qp-source")
                outbox = _html("", "qp-outbox")
            drawn = [session, browser, threads, library, settings, loading, talk, starters, live, outbox]
            free: dict[str, Any] = {"concurrency_limit": None, "show_progress": "hidden", "api_visibility": "private"}
            loaded = blocks.load(self.load, [browser], drawn, **free)
            loaded.then(self.load_engine, [session], drawn, **free)
            loaded.then(self.suggest, [session], [starters], **free)
            bridge.submit(self.ask, [session], drawn, trigger_mode="multiple", **free)
            bridge.select(self.act, [session], drawn, trigger_mode="multiple", **free).then(
                self.suggest, [session], [starters], **free
            )
            bridge.stop(self.stop, [session], None, queue=False, **free)
        return blocks

    def load(self, stored: object, request: gr.Request) -> list[Any]:
        """What the browser had kept, verified again."""
        try:
            session = read_back(stored, self._service.standard, self._service.store)
        except QuoteproofError as error:
            return self._drawn(Session(self._service.standard), request, says=Outcome("say", str(error)))
        session.news()
        return self._drawn(session, request)

    def load_engine(self, session: Session | None) -> Iterator[list[Any]]:
        """How far the engine is that a person chose or the browser had kept; the usual one stands in if it fails."""
        yield _row()  # Gradio empties all parts where a generator gives nothing
        if session is None or self._service.has_loaded(session.settings):
            return
        chosen, says = session.settings.engine, Outcome("say", "The engine is loaded.")
        try:
            for far in self._service.loading(session.settings):
                if session.settings.engine != chosen:
                    yield _row(loading="")
                    return
                yield _row(loading=render.loading(far))
        except QuoteproofError as error:
            says = Outcome("say", str(error))
            if session.settings.engine == chosen:
                session.settings = replace(session.settings, engine=self._service.standard.engine)
        yield _row(browser=session.news(), settings=self._settings(session), loading="", outbox=_outbox(says))

    def ask(self, event: gr.EventData, session: Session | None, request: gr.Request) -> Iterator[list[Any]]:
        if session is None:
            yield _row(outbox=_outbox(_GONE))
            return
        sent = _sent(event)
        shown = ""
        asked = (sent.get("number"), sent.get("question"), sent.get("documents"))
        for shown in self._asking.ask(session, *asked):
            if shown:
                yield _row(starters="", live=shown)
        yield self._drawn(session, request, live=shown, says=Outcome("unanswered" if shown else "answered", ""))

    def act(self, event: gr.EventData, session: Session | None, request: gr.Request) -> Iterator[list[Any]]:
        if session is None:
            yield _row(outbox=_outbox(_GONE))
            return
        before, sent = session.current.id, _sent(event)
        try:
            says = self._actions.act(session, sent, self._user(request))
        except QuoteproofError as error:
            says = Outcome("say", str(error))
        live = None if session.current.id == before else ""
        yield self._drawn(session, request, live, says)
        if "engine" in sent:
            yield from self.load_engine(session)

    def stop(self, event: gr.EventData, session: Session | None) -> None:
        """Asks the question to stop; it may come before the question itself, or after its end."""
        if session is not None:
            session.token(_sent(event).get("number")).cancel()

    def suggest(self, session: Session | None) -> str:
        """Starters, where the conversation has no question yet."""
        if session is None or session.current.turns:
            return ""
        try:
            questions = self._starters.of(self._service.assistant(self._service.standard))
        except QuoteproofError:
            return ""
        return view.starters(session.current, questions)

    def _drawn(
        self, session: Session, request: gr.Request, live: str | None = "", says: Outcome | None = None
    ) -> list[Any]:
        """All parts as they are now; what runs, with ``live`` None, and documents that cannot be read stay so."""
        current = session.current
        may_edit = self._config.may_edit(self._user(request))
        try:
            records = self._service.documents()
            library = library_view.library(
                records, self._uploads.problems(), current.documents, self._config.place, may_edit
            )
            is_empty = not records
        except StoreError as error:
            library, is_empty, says = None, False, says or Outcome("say", str(error))
        welcome = view.welcome(is_empty=is_empty, may_edit=may_edit, writes=session.settings.writes)
        return _row(
            session=session,
            browser=session.news(),
            threads=library_view.conversations(session),
            library=library,
            settings=self._settings(session),
            talk=view.conversation(current, welcome),
            starters="" if current.turns else None,
            live=live,
            outbox=None if says is None else _outbox(says),
        )

    def _settings(self, session: Session) -> str:
        loaded = self._service.has_loaded(session.settings)
        told = view.leaves(self._service.engine(session.settings)) if loaded else "The engine is being loaded …"
        return view.settings(session, told)

    def _user(self, request: gr.Request) -> str | None:
        return user_of(request.headers, self._config.users)


_numbers = count(1)
_PARTS = ("session", "browser", "threads", "library", "settings", "loading", "talk", "starters", "live", "outbox")


def _row(**parts: Any) -> list[Any]:  # noqa: ANN401  a state or HTML
    """What each part of the page becomes; one that is not named, or None, stays as it is."""
    return [gr.skip() if parts.get(name) is None else parts[name] for name in _PARTS]


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False, container=False, padding=False)


def _outbox(outcome: Outcome) -> str:
    """A message for the page's script; the number makes each one new."""
    return f'<pre hidden data-number="{next(_numbers)}">{text(outcome.as_json)}</pre>'


def _sent(event: gr.EventData) -> Mapping[str, object]:
    """What the browser sent, as far as it is an object; each reader checks its values."""
    data = event._data  # noqa: SLF001  its attributes alone would let a value shadow the event's own
    return data if isinstance(data, Mapping) else {}


@lru_cache
def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _script() -> str:
    return f"(async () => {{\n{''.join(map(_static, _SCRIPTS))}}})();"


def _theme() -> gr.themes.Base:
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    mono = ["ui-monospace", "SFMono-Regular", "Menlo", "monospace"]
    return gr.themes.Base(font=fonts, font_mono=mono)
