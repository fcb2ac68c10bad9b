"""Notebooks keep their cells and lose what they bring along."""

from pathlib import Path

from bs4 import BeautifulSoup
from evidence.notebook import clean_notebook


def test_styles_scripts_and_copy_buttons_go() -> None:
    """What is left is text, code and results."""
    html = (
        '<style>x</style><script>import("https://cdn")</script><!-- c -->'
        '<div class="jp-Cell" id="cell-id=1" tabindex="0"><h2 id="a">A</h2>'
        '<clipboard-copy for="c"></clipboard-copy><div class="highlight-ipynb"><pre>1</pre></div>'
        '<div class="clipboard-copy-txt">1</div></div>'
    )
    assert clean_notebook(html) == (
        '<div class="jp-Cell"><h2 id="a">A</h2>'
        '<div aria-label="Code 1" class="highlight" role="region" tabindex="0"><pre>1</pre></div>'
        "</div>"
    )


def test_the_notebook_was_run_on_the_exported_tables(site: Path) -> None:
    """Its page shows results, and no error."""
    soup = BeautifulSoup((site / "notebooks/table-1/index.html").read_text(), "html.parser")
    text = soup.get_text(" ", strip=True)
    assert "54 values and 16 cells that say N.A." in text
    assert "0.71 (3M)" in text
    assert "Error" not in text
    [picture] = soup.select(".jp-OutputArea-output img")
    assert "Case 1, first delivery: 0.71 at month 3, 0.75 at month 24" in str(picture["alt"])
