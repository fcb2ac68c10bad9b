#!/usr/bin/env python3
"""Has the built site judged by programs of others: Lighthouse and the Nu HTML checker.

They need Node and Java, so `make audit` runs them and `make test` does not. Exit status 1 where a page
gets less than full marks, or is not valid.
"""

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TOOLS = ROOT / ".cache" / "audit" / "node_modules"
PAGES = ("", "cases/tsuchie-2012-case-3/", "evidence/", "recovery/", "evidence/mott-2019/")
"""Pages that Lighthouse judges as a phone sees them."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3
"""Runs of a page; the best counts, because other work on the machine only ever makes a page slower."""


class LighthouseServer(http.server.SimpleHTTPRequestHandler):
    """A static host that compresses text, as hosts on the internet do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with a file, compressed where that helps."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content, kind = path.read_bytes(), self.guess_type(path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
            content = gzip.compress(content, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path, kind: type[LighthouseServer] = LighthouseServer) -> Iterator[str]:
    """Serve a folder on a free port of this machine; give its address."""
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def lighthouse(address: str) -> dict[str, int]:
    """Return the marks of a page, out of 100, by category."""
    command: list[str | Path] = [
        TOOLS / ".bin" / "lighthouse",
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}


def judge_pages(site: Path) -> bool:
    """Print the marks of each page; say whether all are full."""
    full = True
    with served(site) as address:
        for page in PAGES:
            best = dict.fromkeys(CATEGORIES, 0)
            for _ in range(TRIES):
                marks = lighthouse(address + page)
                best = {name: max(best[name], marks[name]) for name in CATEGORIES}
                if min(best.values()) == 100:
                    break
            print(f"{' / '.join(str(best[name]) for name in CATEGORIES)}  /{page}", flush=True)
            full = full and min(best.values()) == 100
    return full


def judge_html(site: Path) -> bool:
    """Print what the HTML checker finds; say whether every page is valid."""
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "json", str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    for item in found[:50]:
        print(f"{item['url']}:{item.get('lastLine', 0)}: {item['message']}")
    print(f"HTML: {len(found)} errors in {sum(1 for _ in site.rglob('*.html'))} pages.")
    return not found


def main() -> int:
    """Judge site/ by all of them."""
    site = ROOT / "site"
    if not (site / "index.html").is_file():
        print("There is no site/ yet: run `make site` first.", file=sys.stderr)
        return 1
    return 0 if all([judge_html(site), judge_pages(site)]) else 1


if __name__ == "__main__":
    sys.exit(main())
