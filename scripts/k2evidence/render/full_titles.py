"""Titles that stand alone: in a list of references, on a card, in the results of a search engine.

The heading of a page may be one word, since the site is around it; nothing is around its citation.
"""

import re
from collections.abc import Mapping

from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import VIEWS

DISEASE = "pregnancy- and lactation-associated osteoporosis"
_TITLES: Mapping[str, str] = {
    "about.md": "About K2 Evidence, a site on vitamin K2 and bone",
    "about/editorial.md": "Editorial information: who maintains K2 Evidence",
    "appraisal.md": f"Appraisal of reports on vitamin K2 in {DISEASE}",
    "audit.md": f"Audit of reports on {DISEASE}",
    "background.md": "Background: claims about vitamin K2 and bone beside current evidence",
    "cases/index.md": f"Cases: published women with {DISEASE}",
    "cases/time.md": f"Time: the course of {DISEASE} in published cases",
    "changelog.md": "Changelog of K2 Evidence, a site on vitamin K2 and bone",
    "cite.md": "How to cite K2 Evidence, a site on vitamin K2 and bone",
    "compare.md": f"Compare: measurements in {DISEASE}, case by case",
    "contributing.md": f"Contributing a case or a study of {DISEASE}",
    "contributing/errors.md": "Errors: what the check of data on K2 Evidence reports",
    "data.md": f"Data on vitamin K2, bone, and {DISEASE}",
    "data/terms.md": "Terms of the phenopackets of K2 Evidence",
    "evidence/index.md": "Evidence on vitamin K2 (menatetrenone) and bone",
    "evidence/not-used.md": "Evidence not used: retracted and questioned publications on vitamin K2 and bone",
    "evidence/summary-of-findings.md": f"Summary of findings: vitamin K2 for {DISEASE}",
    "glossary.md": f"Glossary: vitamin K2, bone, and {DISEASE}",
    "maintaining.md": "Maintaining K2 Evidence: releases, rollback and hosts",
    "methods.md": "Methods of K2 Evidence: how values are transcribed, chosen and judged",
    "methods/grade.md": "How certainty is rated (GRADE): vitamin K2 and bone",
    "recovery.md": f"Recovery: lumbar bone density in {DISEASE}",
    "safety.md": "Safety of vitamin K2 (menatetrenone)",
    "scaling.md": "How K2 Evidence scales with the number of cases",
    "visual-language.md": "How to read the pictures of K2 Evidence",
}


def full_title(dataset: Dataset, uri: str, title: str) -> str:
    """Return the title of a page by which it is cited; `title` is the one in its heading or the menu."""
    if paged := re.fullmatch(r"(cases|compare|audit)/page/(\d+)\.md", uri):
        first = "cases/index.md" if paged[1] == "cases" else f"{paged[1]}.md"
        return f"{_TITLES[first]}, page {paged[2]}"
    if uri in _TITLES:
        return _TITLES[uri]
    folder, _, name = uri.removesuffix(".md").rpartition("/")
    if folder == "cases":
        return f"{title}: case of {DISEASE}"
    if folder == "evidence" and name in dataset.publications:
        printed = dataset.publications[name].title
        return f"{title}: summary of “{printed}”" if printed else f"{title}: summary of the publication"
    if folder == "evidence" and name in VIEWS:
        return f"{title}: evidence on vitamin K2 and bone"
    return title if len(title.split()) > 4 else f"{title}: vitamin K2 and {DISEASE}"
