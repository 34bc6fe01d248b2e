"""Opens the page: ``python app.py``."""

import sys

from assistant.page.__main__ import main

sys.exit(main())
