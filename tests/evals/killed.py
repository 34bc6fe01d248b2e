"""The command over an asker that notes each question in a file and kills its process at one of them.

``python -m tests.evals.killed ASKED AT OPTION…``: the file, and at which question, counted from 1; 0 is never.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from assistant.nouns import Answer
from evals.__main__ import main
from evals.nouns import EvalCase
from evals.suites import Choice, article
from tests.evals.askers import FakeBench, Scripted, refused


@dataclass
class Killed:
    asked: Path
    at: int
    lock: Lock = field(default_factory=Lock)

    def __call__(self, case: EvalCase) -> Answer:
        with self.lock, self.asked.open("a") as file:
            file.write(f"{case.id}\n")
            file.flush()
            if len(self.asked.read_text().splitlines()) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return refused(case, 0.5)


if __name__ == "__main__":
    reply = Killed(Path(sys.argv[1]), int(sys.argv[2]))
    sys.exit(main(["article", *sys.argv[3:]], FakeBench(Scripted(article(Choice())[0].cases, reply))))
