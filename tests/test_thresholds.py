"""The page of thresholds, which every verdict on a change leads to."""

from bs4 import BeautifulSoup
from k2evidence.load.dataset import Dataset
from k2evidence.model.text import with_page_dashes
from k2evidence.render.site_file import SiteFile


def soup_of(files: dict[str, SiteFile], uri: str) -> BeautifulSoup:
    """Return a page of the corpus."""
    return BeautifulSoup(str(files[uri].content), "html.parser")


def test_every_threshold_has_its_source(corpus_files: dict[str, SiteFile], corpus_dataset: Dataset) -> None:
    """One row each, with how much of the source was read."""
    rows = soup_of(corpus_files, "methods/thresholds.md").select(".k2-thresholds tbody tr")
    thresholds = corpus_dataset.vocabulary.thresholds
    assert [row["id"] for row in rows] == [threshold.id for threshold in thresholds]
    for row, threshold in zip(rows, thresholds, strict=True):
        assert with_page_dashes(threshold.source.title) in row.text
        assert f"read: {threshold.source.extent}" in row.text


def test_every_verdict_leads_to_its_thresholds(corpus_files: dict[str, SiteFile]) -> None:
    """On pages of cases and the comparison: its anchor lists as many thresholds as the verdict says."""
    page = soup_of(corpus_files, "methods/thresholds.md")
    uris = [uri for uri in corpus_files if uri.startswith("cases/tsuchie") or uri == "compare.md"]
    links = [link for uri in uris for link in soup_of(corpus_files, uri).select(".k2-verdict a")]
    assert links
    for link in links:
        anchor = str(link["href"]).partition("#")[2]
        row = page.find(id=anchor)
        assert row, anchor
        assert row.td, anchor
        assert f"{row.td.text} threshold" in link.text


def test_a_verdict_without_a_threshold_is_no_link(corpus_files: dict[str, SiteFile]) -> None:
    """No threshold is known for calcium."""
    page = soup_of(corpus_files, "compare.md")
    verdicts = [one for one in page.select(".k2-verdict") if one.text == "no threshold known"]
    assert verdicts
    assert not any(verdict.a for verdict in verdicts)
