"""Times the stages of the project's own work, in the project of the folder where it is started.

It knows no stage by name: it times every function that the site takes from another module of `evidence`,
under the name of that module. Writes JSON: seconds by stage, without what a stage called of another.
"""

import functools
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

BESIDE = "site"
"""The stage of what no other stage did."""


class Stopwatch:
    """Seconds by stage; while one stage calls another, only the inner one's clock runs."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens meanwhile to a stage."""
        self._count()
        self._running.append(name)
        try:
            yield
        finally:
            self._count()
            self._running.pop()

    def watch(self, module: ModuleType) -> None:
        """Time every function that a module imported from another one of the package."""
        for name, value in list(vars(module).items()):
            home = getattr(value, "__module__", None) or ""
            imported = home.startswith("evidence.") and home != module.__name__
            if imported and callable(value) and not isinstance(value, type):
                setattr(module, name, self._timed(value, home.split(".")[1]))

    def _timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(stage):
                result = function(*args, **kwargs)
            return self._drawn(result, stage) if isinstance(result, Iterator) else result

        return timed

    def _drawn(self, values: Iterator[Any], stage: str) -> Iterator[Any]:
        """Yield what a generator yields: it works when it is asked, not when it is called."""
        over = object()
        while True:
            with self.stage(stage):
                value = next(values, over)
            if value is over:
                return
            yield value

    def _count(self) -> None:
        now = time.perf_counter()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now


def main() -> int:
    """Build every file of the site in memory; write how long each stage took into the file that is named."""
    from k2evidence.load.build_context import load_context
    from k2evidence.render.citations import cite

    root = Path.cwd()
    watch = Stopwatch()
    for module in (evidence.checked, evidence.site):  # the second calls the first for all that is checked
        watch.watch(module)
    context = load_context(root, os.environ)
    with watch.stage(BESIDE):
        publication = evidence.site.build_site(root / "data", context)
    with watch.stage("citations"):  # all in one run, as a build does
        cite(item for shard in publication.shards for item in shard.cited())
    for file in publication:
        with watch.stage("contents of pages" if file.page else "contents of files"):
            _ = file.bytes
    Path(sys.argv[1]).write_text(json.dumps(watch.seconds), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
