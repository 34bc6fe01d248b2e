"""The key of the browser's storage, made once and kept, so that conversations outlive a restart of the server."""

from __future__ import annotations

import secrets
from pathlib import Path

from vectorstore.errors import StoreUnavailable


def secret(state: Path) -> str:
    """The secret beside the library; made where there is none. Raises StoreUnavailable where it cannot be kept."""
    place = state / "secret"
    try:
        state.mkdir(parents=True, exist_ok=True)
        try:
            with place.open("x", encoding="ascii") as file:
                place.chmod(0o600)
                file.write(secrets.token_hex(16))
        except FileExistsError:
            pass
        return place.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StoreUnavailable(f"{place} cannot be kept: {error}. Mend the folder, or set [store] path.") from error
