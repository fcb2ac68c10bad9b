"""The folder of the preview is kept from one build to the next, without what is gone."""

from pathlib import Path

import pytest
from k2evidence.publish.preview_folder import put_back, remove_others, set_aside


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two pages."""
    for place in ("index.html", "cases/a/index.html"):
        path = tmp_path / "site" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(place)
    return tmp_path / "site"


def test_what_was_set_aside_comes_back(site: Path) -> None:
    """Whatever was written in its place meanwhile."""
    set_aside(site)
    assert not site.exists()
    site.mkdir()
    put_back(site)
    assert (site / "cases/a/index.html").read_text() == "cases/a/index.html"
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_a_folder_that_is_not_aside_stays(site: Path) -> None:
    """After a build that came to its end."""
    put_back(site)
    assert (site / "index.html").is_file()


def test_a_file_that_is_not_wanted_any_more_is_removed(site: Path) -> None:
    """Else the page of a record that is gone would still answer."""
    remove_others(site, {"index.html"})
    assert [path.name for path in site.rglob("*") if path.is_file()] == ["index.html"]
