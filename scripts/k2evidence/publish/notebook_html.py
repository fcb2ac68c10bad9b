"""Keeps of a published notebook its text, code and results, for this site's own stylesheet."""

import base64
import json
import re

from bs4 import BeautifulSoup, Comment

_UNWANTED = "style, script, clipboard-copy, .clipboard-copy-txt, .jp-Collapser, .anchor-link"


def clean_notebook(html: str) -> str:
    """Return a notebook's HTML without the styles and scripts that come with it.

    They weigh 600 KB on every page, and one of the scripts would ask another host for a library.
    Classes of the code follow the site's own highlighting; results that scroll can be reached
    by keyboard, everything else is no stop.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(_UNWANTED):
        tag.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.select("[tabindex], [id], [style]"):
        del tag["tabindex"]
        del tag["style"]  # the policy of the pages allows no style outside the stylesheets
        if str(tag.get("id", "")).startswith("cell-id="):
            del tag["id"]
    for tag in soup.select(".jp-CodeCell"):
        tag["data-pagefind-ignore"] = ""  # readers search for words of the text, not for those of a program
    for tag in soup.select(".highlight-ipynb"):
        tag.attrs["class"] = "highlight"
    for kind, selector in (("Code", ".highlight"), ("Result", ".jp-OutputArea-output")):
        for position, tag in enumerate(soup.select(selector), start=1):
            label = f"{kind} {position}"
            tag.attrs.update({"role": "region", "aria-label": label, "tabindex": "0"})
    for picture in soup.select("img[src^='data:image/svg+xml;base64,']"):
        picture.attrs.update(_size(str(picture["src"]).partition(",")[2]))
    for header in soup.select("th"):
        if not header.get_text(strip=True):
            header.name = "td"
    for table in soup.select("table"):
        table.attrs["class"] = "k2-table"
        del table["border"]
    return str(soup)


def is_searched(notebook: str) -> bool:
    """Say whether the search finds a notebook: its metadata has `found: false`, as the head of a page may."""
    return json.loads(notebook)["metadata"].get("k2_evidence", {}).get("found", True) is not False


def _size(svg: str) -> dict[str, str]:
    """Return width and height of a drawing in pixels, so that the page reserves its space while it loads.

    The drawing has them in points: 72 points and 96 pixels are an inch.
    """
    opening = base64.b64decode(svg).decode().partition("<svg")[2].partition(">")[0]
    sizes = re.findall(r'\b(width|height)="([\d.]+)pt"', opening)
    return {name: str(round(float(points) * 96 / 72)) for name, points in sizes}
