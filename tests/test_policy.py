"""Every page forbids what it does not need, and the browser holds it to that."""

import re
from pathlib import Path

import pytest
from k2evidence.publish.csp import add_csp
from playwright.sync_api import Page, expect

from .conftest import QuietHandler, serve

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
REDIRECT = """
<!doctype html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <title>Moved</title>
    <script>var a=location.hash;location.href="../new/"+a</script>
    <meta http-equiv="refresh" content="0; url=../new/">
</head>
<body><a href="../new/">new place</a></body>
</html>
"""
"""A page as plugins write it for an address that moved."""


def test_every_page_has_the_policy_before_anything_that_loads(site: Path) -> None:
    """Right after the encoding; one page, one policy."""
    start = f'<meta charset="utf-8">\n\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for path in site.rglob("*.html"):
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        assert re.sub(r"\n+", "\n", start) in re.sub(r"\n+", "\n", head), path
        assert head.count("Content-Security-Policy") == 1, path
        assert "<style" not in head


def test_no_page_needs_what_the_policy_forbids(site: Path) -> None:
    """No style and no script inside a page, no handler of events, no link that runs."""
    data = ' type="application/ld\\+json">'  # is read by machines and never run
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        markup = " ".join(re.findall(r"<[a-zA-Z][^>]*>", html))
        assert re.findall(rf"<script(?![^>]*\ssrc=|{data})[^>]*>|<style[^>]*>", html) == [], path
        assert re.findall(r"\s(?:style|on[a-z]+)=\"[^\"]*\"", markup) == [], path
        assert "javascript:" not in markup, path


def test_the_browser_holds_the_page_to_it(page: Page, address: str) -> None:
    """Neither a script in the page, nor code made from text, nor another host."""
    page.goto(address)
    assert page.evaluate(
        """() => {
          const script = document.createElement("script")
          script.textContent = "window.ran = true"
          document.body.append(script)
          return window.ran ?? "forbidden"
        }"""
    ) == ("forbidden")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("""() => { document.body.insertAdjacentHTML("beforeend", '<p onclick="1">x</p>') }""")
    asked = page.evaluate("fetch('http://127.0.0.1:9/').catch((error) => error.message)")
    assert asked == "Failed to fetch"
    assert "violates" in page.evaluate(
        """() => new Promise((told) => {
          const tell = (event) => told("violates " + event.blockedURI)
          document.addEventListener("securitypolicyviolation", tell)
          const image = new Image()
          image.src = "http://127.0.0.1:9/x.png"
        })"""
    )


def test_a_page_of_a_plugin_gets_a_policy_for_its_own_script() -> None:
    """The script by its hash, nothing else; a page with a policy is left alone."""
    safe = add_csp(REDIRECT)
    assert re.search(
        r'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        r'content="default-src &#39;none&#39;; '
        r"script-src &#39;sha256-[\w+/]{43}=&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;\">",
        safe,
    )
    assert add_csp(safe) == safe


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_address_that_moved_leads_on(page: Page, tmp_path: Path, script: bool) -> None:
    """The anchor is kept where scripts run; without them the page still leads on; the console is clean."""
    for name, html in {
        "old": add_csp(REDIRECT),
        "new": "<!doctype html><title>New</title><h1>New</h1>",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(html)
    said: list[str] = []
    assert page.context.browser
    context = page.context.browser.new_context(java_script_enabled=script)
    reader = context.new_page()
    reader.on("console", lambda message: said.append(message.text))
    for host in serve(tmp_path, QuietHandler):
        (tmp_path / "favicon.ico").write_bytes(b"")
        reader.goto(f"{host}old/#a", wait_until="commit")
        expect(reader.get_by_role("heading", level=1)).to_have_text("New")
        assert reader.url == (f"{host}new/#a" if script else f"{host}new/")
    assert said == []
    context.close()
