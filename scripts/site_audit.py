#!/usr/bin/env python3
"""Audits the built site with Lighthouse and the Nu HTML checker.

They need Node and Java, so `make audit` runs them and `make test` does not. Exit status 1 if a page scores
less than 100 in a category, or is not valid HTML.
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
"""Pages that Lighthouse audits with its default settings, those of a phone."""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
"""Most runs of a page; the best score counts, because other load on the machine only makes a page slower."""


class CompressingHandler(http.server.SimpleHTTPRequestHandler):
    """A static file server that compresses text with gzip, as hosts on the internet do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content, content_type = path.read_bytes(), self.guess_type(path)
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        if content_type.startswith("text/") or content_type.endswith(("javascript", "json", "xml")):
            content = gzip.compress(content, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def serve_folder(folder: Path, handler_class: type[CompressingHandler] = CompressingHandler) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yield its URL."""
    handler = functools.partial(handler_class, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def lighthouse_scores(url: str) -> dict[str, int]:
    """Return the score of a page, 0 to 100, by category."""
    command: list[str | Path] = [
        TOOLS / ".bin" / "lighthouse",
        url,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    process = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": chromium}
    )
    report: dict[str, Any] = json.loads(process.stdout)
    return {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}


def audit_pages(site: Path) -> bool:
    """Print the scores of each page; return whether all are 100."""
    perfect = True
    with serve_folder(site) as url:
        for page in PAGES:
            best = dict.fromkeys(CATEGORIES, 0)
            for _ in range(RUNS):
                scores = lighthouse_scores(url + page)
                best = {name: max(best[name], scores[name]) for name in CATEGORIES}
                if min(best.values()) == 100:
                    break
            print(f"{' / '.join(str(best[name]) for name in CATEGORIES)}  /{page}", flush=True)
            perfect = perfect and min(best.values()) == 100
    return perfect


def check_html(site: Path) -> bool:
    """Print the errors of the HTML checker; return whether every page is valid."""
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--errors-only", "--skip-non-html", "--format", "json", str(site)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = json.loads(process.stderr)["messages"]
    for error in errors[:50]:
        print(f"{error['url']}:{error.get('lastLine', 0)}: {error['message']}")
    print(f"HTML: {len(errors)} errors in {sum(1 for _ in site.rglob('*.html'))} pages.")
    return not errors


def main() -> int:
    """Audit site/; return the exit status."""
    site = ROOT / "site"
    if not (site / "index.html").is_file():
        print("There is no site/ yet: run `make site` first.", file=sys.stderr)
        return 1
    return 0 if all([check_html(site), audit_pages(site)]) else 1


if __name__ == "__main__":
    sys.exit(main())
