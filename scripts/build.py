#!/usr/bin/env python3
"""The command of K2 Evidence: `build.py check`, `build.py site` and so on."""

import os
import signal
import sys
from types import FrameType


def _stop(number: int, _: FrameType | None) -> None:
    """End at once: nothing is to be cleaned up before all is imported, and imports can lose an exception."""
    os.write(2, b"Stopped. What was built before is as it was.\n")
    os._exit(128 + number)


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)
    from k2evidence.cli import main

    sys.exit(main())
