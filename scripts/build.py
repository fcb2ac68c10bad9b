#!/usr/bin/env python3
"""The command of K2 Evidence: `build.py check`, `build.py site` and so on."""

import sys

from k2evidence.cli import main

if __name__ == "__main__":
    sys.exit(main())
