"""The page's own routes: the source pane's windows, finding in a document, the original file, uploads, who serves."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from queue import SimpleQueue
from secrets import token_hex
from threading import Thread
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from assistant.page.config import NOT_AN_EDITOR, PageConfig
from assistant.page.guard import user_of
from assistant.page.library_view import size
from assistant.page.originals import original
from assistant.page.service import Service
from assistant.page.source_view import Window, around, checked_span, found, window
from assistant.page.uploads import Incoming, Uploads
from assistant.sources import plain
from ingest.errors import UnreadableFile
from ingest.outcome import FileResult, Plan, Progress
from ingest.outcome import Outcome as Became
from vectorstore.errors import DocumentGone, QuoteproofError
from vectorstore.nouns import DocumentRecord, Kind, Span

_OTHERS = re.compile(r"^(\d{1,9}-\d{1,9}(,\d{1,9}-\d{1,9}){0,49})?$")
_FILE_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A browser shows a PDF as an object of its own."""
_LINES = "application/x-ndjson"
_Others = Annotated[str, Query(pattern=_OTHERS.pattern, max_length=1100)]


def add_routes(app: FastAPI, config: PageConfig, service: Service, uploads: Uploads) -> None:
    """All below ``/quoteproof``; a fault is JSON with ``error``, a sentence for a person."""
    app.include_router(_source_routes(service))
    app.include_router(_upload_route(config, service, uploads))
    app.include_router(_name_route())
    app.add_exception_handler(QuoteproofError, _said)


async def _said(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 404 if isinstance(error, DocumentGone) else 400)


def _source_routes(service: Service) -> APIRouter:
    routes = APIRouter(prefix="/quoteproof/source")

    @routes.get("/{identity}")
    def opened(identity: str, start: int = 0, end: int = 0, others: _Others = "") -> dict[str, Any]:
        record = service.document(identity)
        span = checked_span(record, start, end) if end else None
        chunks = around(record, span or Span(0, 1))
        view = window(service.store, record, chunks, span, _spans(record, others))
        return {"document": _facts(record), **_view(view)}

    @routes.get("/{identity}/window")
    def more(
        identity: str, first: int, stop: int, start: int = 0, end: int = 0, others: _Others = ""
    ) -> dict[str, Any]:
        record = service.document(identity)
        span = checked_span(record, start, end) if end else None
        return _view(window(service.store, record, range(first, stop), span, _spans(record, others)))

    @routes.get("/{identity}/find")
    def find(identity: str, words: str) -> dict[str, Any]:
        places = found(service.store, service.document(identity), words)
        return {"places": [[place.start, place.end] for place in places]}

    @routes.get("/{identity}/original")
    def file(identity: str) -> Response:
        record = service.document(identity)
        return Response(original(record), headers=_file_headers(record))

    @routes.get("/{identity}/original/state")
    def state(identity: str) -> dict[str, str]:
        """``lost`` is empty, or tells why the file cannot be opened."""
        record = service.document(identity)
        try:
            original(record)
        except DocumentGone as error:
            return {"lost": str(error)}
        return {"lost": ""}

    return routes


def _upload_route(config: PageConfig, service: Service, uploads: Uploads) -> APIRouter:
    routes = APIRouter(prefix="/quoteproof")

    @routes.post("/documents")
    async def upload(request: Request, name: Annotated[str, Query(min_length=1, max_length=500)]) -> Response:
        if not config.may_edit(user_of(request.headers, config.users)):
            return JSONResponse({"error": NOT_AN_EDITOR}, 403)
        try:
            incoming = await _received(request, uploads.begin(name, config.max_upload_bytes))
        except (QuoteproofError, OSError) as error:
            await run_in_threadpool(uploads.set_problem, name.rpartition("/")[2][:150], str(error))
            return Response(json.dumps(_failed(error)) + "\n", media_type=_LINES)
        except ClientDisconnect:
            return Response(status_code=400)
        return StreamingResponse(_progress(service, uploads, incoming), media_type=_LINES)

    return routes


def _name_route() -> APIRouter:
    routes, name = APIRouter(prefix="/quoteproof"), token_hex(8)

    @routes.get("/server")
    def server() -> dict[str, str]:
        """A name for as long as this server runs: a page that reads another one has lost its session."""
        return {"server": name}

    return routes


async def _received(request: Request, incoming: Incoming) -> Incoming:
    try:
        async for piece in request.stream():
            await run_in_threadpool(incoming.write, piece)
    except BaseException:
        incoming.drop()
        raise
    return incoming


async def _progress(service: Service, uploads: Uploads, incoming: Incoming) -> AsyncIterator[str]:
    """One JSON line for each step of taking in a file; the last has ``outcome``."""
    lines: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    Thread(target=_take_in, args=(service, uploads, incoming, lines), daemon=True).start()
    while (line := await run_in_threadpool(lines.get)) is not None:
        yield json.dumps(line) + "\n"


def _take_in(service: Service, uploads: Uploads, incoming: Incoming, lines: SimpleQueue[dict[str, Any] | None]) -> None:
    def report(event: Plan | Progress | FileResult) -> None:
        if isinstance(event, Progress):
            lines.put({"done": event.done, "total": event.total})

    try:
        with uploads.placed(incoming) as path:
            (result,) = service.take_in([path], report).results
            if result.outcome is Became.FAILED:
                raise UnreadableFile(result.reason or f"{path.name}: it could not be read")
        uploads.set_problem(incoming.name, None)
        lines.put({"outcome": result.outcome.value, "reason": result.reason, "notes": list(result.notes)})
    except (QuoteproofError, OSError, ValueError) as error:
        uploads.set_problem(incoming.name, str(error))
        lines.put(_failed(error))
    finally:
        lines.put(None)


def _failed(error: Exception) -> dict[str, Any]:
    return {"outcome": Became.FAILED.value, "reason": str(error), "notes": []}


def _facts(record: DocumentRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title or record.uri,
        "uri": record.uri,
        "size": size(record),
        "pdf": record.kind is Kind.PDF,
        "chunks": len(record.chunk_ends),
    }


def _view(view: Window) -> dict[str, Any]:
    return {"first": view.first, "end": view.end, "page": view.page, "pieces": [piece.fields for piece in view.pieces]}


def _spans(record: DocumentRecord, others: str) -> list[Span]:
    pairs: Iterator[list[str]] = (pair.split("-") for pair in others.split(",") if pair)
    return [checked_span(record, int(start), int(end)) for start, end in pairs]


def _file_headers(record: DocumentRecord) -> dict[str, str]:
    name = quote(plain(record.uri.rpartition("/")[2]), safe="")
    inline = record.kind is Kind.PDF
    return {
        "Content-Type": "application/pdf" if inline else "application/octet-stream",
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{name}",
        "Content-Security-Policy": _FILE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
