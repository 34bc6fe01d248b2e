"""The documents and the conversations, as HTML for the side panel."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby, repeat
from pathlib import Path, PurePosixPath

from assistant.page.markup import attributes, button, line
from assistant.page.session import Conversation, Session
from assistant.sources import plain
from vectorstore.nouns import DocumentRecord, Kind

_TOOLS = (("rename", "Rename"), ("markdown", "Export Markdown"), ("json", "Export JSON"))
_KINDS = {
    Kind.TEXT: "Text",
    Kind.MARKDOWN: "Markdown",
    Kind.HTML: "Web page",
    Kind.PDF: "PDF",
    Kind.DOCX: "Word",
}


def library(
    records: Sequence[DocumentRecord],
    problems: Mapping[str, str],
    chosen: Collection[str] | None,
    place: Path | str,
    may_edit: bool,
) -> str:
    """The documents by folder with their ticks, the files that could not be read, and where the library lies."""
    folders = groupby(sorted(records, key=_folder), key=_folder)
    listed = "".join(_folder_list(folder, list(within), chosen, may_edit) for folder, within in folders)
    return (
        f"<h2>Documents</h2>{_add(may_edit)}{_empty(records, may_edit)}"
        f'<div class="qp-documents">{listed}</div>{_problems(problems, may_edit)}{_place(place)}'
    )


def conversations(session: Session) -> str:
    """The list of conversations, the current one marked, and what can be done with it."""
    items = "".join(map(_conversation, session.conversations, repeat(session.current)))
    tools = "".join(button(name, "qp-quiet", data_do=do) for do, name in _TOOLS)
    notice = f'<p class="qp-note" role="alert">{line(session.notice)}</p>' if session.notice else ""
    return f'<h2>Conversations</h2><ul class="qp-conversations">{items}</ul><div class="qp-tools">{tools}</div>{notice}'


def _conversation(each: Conversation, current: Conversation) -> str:
    marked = "true" if each is current else None
    row = button(line(each.title), "qp-row", data_do="switch", data_id=each.id, aria_current=marked)
    return f"<li>{row}{_cross(f'Delete the conversation {each.title}', data_do='delete', data_id=each.id)}</li>"


def size(record: DocumentRecord) -> str:
    """Pages where there are some, or else bytes in a readable unit."""
    if record.pages:
        return f"{record.pages} page{'' if record.pages == 1 else 's'}"
    return f"{record.bytes / 1e6:,.1f} MB" if record.bytes >= 1e6 else f"{max(1, round(record.bytes / 1e3)):,} KB"


def _folder(record: DocumentRecord) -> str:
    return record.uri.rpartition("/")[0]


def _folder_list(folder: str, within: Iterable[DocumentRecord], chosen: Collection[str] | None, may_edit: bool) -> str:
    items = "".join(_document(record, chosen, may_edit) for record in within)
    tick = f'<input type="checkbox"{attributes(data_folder=folder)} checked>'
    return f"<fieldset><legend><label>{tick} {line(folder)}</label></legend><ul>{items}</ul></fieldset>"


def _document(record: DocumentRecord, chosen: Collection[str] | None, may_edit: bool) -> str:
    ticked = " checked" if chosen is None or record.uri in chosen else ""
    label = f"Ask {plain(record.title)}"
    remove = (
        _cross(f"Remove {plain(record.title)}", data_do="remove", data_uri=record.uri, data_title=record.title)
        if may_edit
        else ""
    )
    notes = "".join(f"<p>{line(note)}</p>" for note in record.notes)
    words = f'<span dir="auto">{line(record.title or record.uri)}</span>{_facts(record)}'
    return (
        f'<li class="qp-document"><input type="checkbox"{attributes(data_uri=record.uri, aria_label=label)}{ticked}>'
        f"{button(words, 'qp-row', data_open=record.id, title=plain(record.uri))}{remove}{notes}</li>"
    )


def _facts(record: DocumentRecord) -> str:
    """Kind, size and day, and before them the file's name where the title does not tell it."""
    file = record.uri.rpartition("/")[2]
    named = "" if PurePosixPath(file).stem == record.title else f"<small>{line(file)}</small>"
    return f"{named}<small>{line(' · '.join((_KINDS[record.kind], size(record), record.taken_in[:10])))}</small>"


def _add(may_edit: bool) -> str:
    if not may_edit:
        return ""
    return (
        '<button type="button" class="qp-drop" data-do="add"><b>Add documents</b>'
        "<small>Drop files here, or choose: PDF, Word, HTML, Markdown, text</small></button>"
    )


def _empty(records: Sequence[DocumentRecord], may_edit: bool) -> str:
    if records:
        return ""
    first = "Add a document first: drop a file on the button above." if may_edit else "Ask an editor to add documents."
    return f'<p class="qp-note">The library is empty. {first} Then ask about it.</p>'


def _problems(problems: Mapping[str, str], may_edit: bool) -> str:
    if not problems:
        return ""
    items = "".join(_problem(name, reason, may_edit) for name, reason in problems.items())
    return (
        '<section aria-label="Files that could not be read"><h3>Could not be read</h3>'
        f'<ul class="qp-problems">{items}</ul></section>'
    )


def _problem(name: str, reason: str, may_edit: bool) -> str:
    off = _cross(f"Take {plain(name)} off the list", data_do="dismiss", data_name=name) if may_edit else ""
    return f"<li><span><b>{line(name)}</b> {line(reason.removeprefix(f'{name}: '))}</span>{off}</li>"


def _cross(label: str, **data: str) -> str:
    return button("×", "qp-icon", aria_label=label, **data)


def _place(place: Path | str) -> str:
    """A folder, or the address of a server."""
    about = '<details class="qp-about"><summary>Where this is kept</summary>'
    if isinstance(place, str):
        return f"{about}<p>The library is on the server <code>{line(place)}</code>.</p></details>"
    return (
        f"{about}<p>The library lies in <code>{line(str(place))}</code>. "
        "To empty it, stop the page and delete that folder; to move it, move the folder and set "
        "<code>[store] path</code> in <code>quoteproof.toml</code>.</p></details>"
    )
