"""The page where this machine is all there is: in a network namespace of its own, which has only loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
_ALONE = ["unshare", "--net"]
_SCRIPT = """
ip link set lo up
test "$(wc -l < /proc/net/route)" -le 1 || { echo "there is a route out of the namespace" >&2; exit 3; }
"$0" -m assistant.page --no-browser --store "$1" > "$2" 2>&1 &
trap "kill $!" EXIT
for _ in $(seq 300); do grep -q "is open at" "$2" && break; sleep 0.4; done
"$0" -m tests.assistant.page.client "$(sed -n 's/.*is open at \\([^ ]*\\).*/\\1/p' "$2")" "When was the suit filed?"
"""


def test_the_page_starts_and_answers_with_loopback_alone(article_library: Path, tmp_path: Path) -> None:
    if shutil.which("ip") is None or not _can_be_alone():
        pytest.skip("this machine gives no network namespace: it needs ip, unshare and the right to use them")
    shutil.copytree(article_library, tmp_path / "library")
    command = [*_ALONE, "sh", "-c", _SCRIPT, sys.executable, str(tmp_path / "library"), str(tmp_path / "log")]
    environment = os.environ | {"QUOTEPROOF_PAGE__PORT": "7860"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=240, check=False)
    assert done.returncode == 0, done.stderr + (tmp_path / "log").read_text("utf-8")


def _can_be_alone() -> bool:
    unshare = shutil.which(_ALONE[0])
    return unshare is not None and not subprocess.run([*_ALONE, "true"], capture_output=True, check=False).returncode
