"""The Content Security Policy: every page forbids what it does not need, and the browser enforces it."""

import re
from pathlib import Path

import pytest
from k2evidence.publish.csp import add_csp
from playwright.sync_api import Browser, Page, expect

from .browser import collect_errors
from .conftest import serve

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

INLINE_SCRIPT = """() => {
  const script = document.createElement("script")
  script.textContent = "globalThis.ran = true"
  document.body.append(script)
}"""
INLINE_HANDLER = """() => {
  document.body.insertAdjacentHTML("beforeend", '<button onclick="globalThis.ran = true">x</button>')
  document.body.lastElementChild.click()
}"""
CODE_FROM_TEXT = """() => { setTimeout("globalThis.ran = true") }"""
OTHER_HOST = """() => { new Image().src = "http://127.0.0.1:9/x.png" }"""
FETCH = """() => { fetch("http://127.0.0.1:9/").catch(() => {}) }"""


def test_every_page_has_the_policy_before_anything_that_loads(site: Path) -> None:
    """Right after the encoding; one page, one policy."""
    start = f'<meta charset="utf-8">\n\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for path in site.rglob("*.html"):
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        assert re.sub(r"\n+", "\n", start) in re.sub(r"\n+", "\n", head), path
        assert head.count("Content-Security-Policy") == 1, path
        assert "<style" not in head


def test_no_page_needs_what_the_policy_forbids(site: Path) -> None:
    """No style and no script inside a page, no event handler, no link that runs a script."""
    data = ' type="application/ld\\+json">'  # is read by machines and never run
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        markup = " ".join(re.findall(r"<[a-zA-Z][^>]*>", html))
        assert re.findall(rf"<script(?![^>]*\ssrc=|{data})[^>]*>|<style[^>]*>", html) == [], path
        assert re.findall(r"\s(?:style|on[a-z]+)=\"[^\"]*\"", markup) == [], path
        assert "javascript:" not in markup, path


@pytest.mark.parametrize(
    ("attempt", "directive", "blocked"),
    [
        pytest.param(INLINE_SCRIPT, "script-src-elem", "inline", id="script in the page"),
        pytest.param(INLINE_HANDLER, "script-src-attr", "inline", id="event handler"),
        pytest.param(CODE_FROM_TEXT, "script-src", "eval", id="code made from text"),
        pytest.param(OTHER_HOST, "img-src", "http://127.0.0.1:9/x.png", id="image of another host"),
        pytest.param(FETCH, "connect-src", "http://127.0.0.1:9/", id="request to another host"),
    ],
)
def test_the_browser_enforces_the_policy(
    page: Page, address: str, attempt: str, directive: str, blocked: str
) -> None:
    """It reports the violation and does not run the script."""
    page.goto(address)
    page.evaluate(
        """() => addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
          document.documentElement.dataset.violation = `${effectiveDirective} ${blockedURI}`
        })"""
    )
    page.evaluate(attempt)
    expect(page.locator("html")).to_have_attribute("data-violation", f"{directive} {blocked}")
    assert page.evaluate("globalThis.ran") is None


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
def test_an_address_that_moved_leads_on(browser: Browser, tmp_path: Path, script: bool) -> None:
    """The anchor is kept where scripts run; without them the page still leads on; there is no error."""
    for name, html in {
        "old": add_csp(REDIRECT),
        "new": "<!doctype html><title>New</title><h1>New</h1>",
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(html)
    (tmp_path / "favicon.ico").write_bytes(b"")
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    errors = collect_errors(page)
    for host in serve(tmp_path):
        page.goto(f"{host}old/#a", wait_until="commit")
        expect(page.get_by_role("heading", level=1)).to_have_text("New")
        assert page.url == (f"{host}new/#a" if script else f"{host}new/")
    assert errors == []
    context.close()
