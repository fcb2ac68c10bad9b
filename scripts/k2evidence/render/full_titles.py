"""Titles that stand alone: in a list of references, on a card, in the results of a search engine.

Each begins with the name of its page, as the menu and the heading have it, and says after a colon what the
page is about; nothing is around a citation. A search engine shows about 65 characters.
"""

import re
from collections.abc import Iterable, Mapping

from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.studies import VIEWS, Study
from k2evidence.model.text import first_fitting
from k2evidence.render.names import DISEASE
from k2evidence.render.pages.views.publications import kind_text

LONGEST = 65
"""How many characters of a title a search engine shows."""
_ABOUT: Mapping[str, str] = {
    "about.md": "K2 Evidence, a site on vitamin K2 and bone",
    "about/editorial.md": "who maintains K2 Evidence",
    "appraisal.md": "how good the reports of women given vitamin K2 are",
    "audit.md": f"reports of {DISEASE}",
    "background.md": "claims about vitamin K2 and bone, and the evidence",
    "cases/index.md": f"women with {DISEASE}",
    "cases/time.md": DISEASE,
    "changelog.md": "what changed on K2 Evidence",
    "cite.md": "K2 Evidence, its data and its sources",
    "clinicians.md": f"vitamin K2 and {DISEASE}",
    "compare.md": DISEASE,
    "contributing.md": "how to correct or add a record of K2 Evidence",
    "contributing/errors.md": "the check of the data of K2 Evidence",
    "data.md": f"vitamin K2, bone and {DISEASE}",
    "data/terms.md": "the vocabulary of K2 Evidence",
    "evidence/by-outcome.md": "vitamin K and fractures, bone density, harms",
    "evidence/index.md": "vitamin K and bone, and bone after pregnancy",
    "evidence/not-used.md": "retracted or questioned work on vitamin K",
    "evidence/reviews-and-trials.md": "which trials of vitamin K are in which",
    "evidence/risk-of-bias.md": "trials and reviews of vitamin K and bone",
    "evidence/summary-of-findings.md": f"vitamin K2 for {DISEASE}",
    "glossary.md": f"vitamin K2, bone and {DISEASE}",
    "maintaining.md": "releases, rollback and hosts of K2 Evidence",
    "methods.md": "how K2 Evidence takes, checks and judges values",
    "methods/grade.md": "certainty of the evidence on vitamin K2 and bone",
    "methods/thresholds.md": "bone density and bone markers",
    "notebooks/derived-figures.ipynb": "every derived figure of K2 Evidence",
    "notebooks/table-1.ipynb": "measurements of women given vitamin K2",
    "patients.md": f"vitamin K2 and {DISEASE}",
    "recovery.md": f"bone density in {DISEASE}",
    "safety.md": "vitamin K2 (menatetrenone), warfarin, breast-feeding",
    "scaling.md": "how K2 Evidence grows with the number of cases",
    "visual-language.md": "the marks and colours of K2 Evidence",
}
"""What each page is about that is no record."""


def full_title(dataset: Dataset, uri: str, title: str) -> str:
    """Return the title of a page by which it is cited; `title` is its name, in its heading and the menu."""
    if paged := re.fullmatch(r"(cases|compare|audit)/page/\d+\.md", uri):
        return f"{title}: {_ABOUT['cases/index.md' if paged[1] == 'cases' else f'{paged[1]}.md']}"
    if uri in _ABOUT:
        return f"{title}: {_ABOUT[uri]}"
    folder, _, name = uri.removesuffix(".md").rpartition("/")
    if folder == "cases":
        return _titled(title, DISEASE)
    if folder == "evidence" and name in dataset.publications:
        return first_fitting(_titles_of_publication(dataset.publications[name], title), LONGEST)
    if folder == "evidence" and name in VIEWS:
        return f"{title}: evidence on vitamin K2 and bone"
    return title if len(title.split()) > 4 else f"{title}: vitamin K2 and {DISEASE}"


def _titles_of_publication(record: Publication, title: str) -> Iterable[str]:
    """Yield titles of the page of a publication, each shorter than the one before."""
    if isinstance(record, Study):
        yield _titled(title, kind_text(record))
        yield _titled(title, kind_text(record, short=True))
        return
    yield _titled(title, f"report of {DISEASE}")
    yield _titled(title, DISEASE)


def _titled(title: str, about: str) -> str:
    """Return 'TITLE: what it is about', with a comma where the title has a colon of its own."""
    return f"{title}{',' if ':' in title else ':'} {about}"
