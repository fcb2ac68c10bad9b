"""Pages as schema.org objects in JSON-LD (https://schema.org/WebPage).

A page is described as what it is, a web page or a data set of this site, never as the article that it
is about.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.studies import VIEWS
from k2evidence.model.text import count, quantity, sentence
from k2evidence.render.citations import type_of_work
from k2evidence.render.described_page import DATA_PAGE, DescribedPage
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.names import DATASET_TITLE, DISEASE
from k2evidence.render.pages.editorial import EDITORIAL_PAGE


def render_json_ld(page: DescribedPage, dataset: Dataset, context: BuildContext) -> str:
    """Return the JSON-LD of a page, safe inside a script element."""
    if page.path == DATA_PAGE:
        own = _dataset_properties(page, dataset, context)
    else:
        own = _page_properties(page, dataset, context)
    text = json.dumps(_common_properties(page, context) | own, ensure_ascii=False, separators=(",", ":"))
    # Only this character could end a script element.
    return text.replace("<", "\\u003c")


def _common_properties(page: DescribedPage, context: BuildContext) -> dict[str, Any]:
    """Return what every page has: its title, author and licence, its site, its address and date if known."""
    contributors = {"@type": "Organization", "name": context.contributors}
    url = page.url(context)
    website = {"@type": "WebSite", "name": context.site_name}
    properties: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": schema_type(page),
        "name": page.title,
        "inLanguage": "en",
        "version": context.version,
        "license": context.licence,
        "author": contributors,
        "publisher": contributors,
        "isAccessibleForFree": True,
        "isPartOf": website | ({"url": context.address} if url else {}),
    }
    if page.info.description:
        properties["description"] = page.info.description
    if url:
        properties |= {"@id": url, "url": url}
        if schema_type(page) == "WebPage":
            properties["publishingPrinciples"] = f"{context.address}{EDITORIAL_PAGE}"
    if page.day:
        properties["dateModified"] = page.day
    return properties


def schema_type(page: DescribedPage) -> str:
    """Return the schema.org type of a page."""
    return "Dataset" if page.path == DATA_PAGE else "WebPage"


def _page_properties(page: DescribedPage, dataset: Dataset, context: BuildContext) -> dict[str, Any]:
    """Return the review of a page, the publications that it rests on, and its record."""
    properties: dict[str, Any] = {}
    if page.reviewed and not page.undated:
        properties["lastReviewed"] = page.reviewed
    if page.publication:
        properties["isBasedOn"] = _article(dataset, page.publication)
    if citations := [_article(dataset, id_) for id_ in page.cited if id_ != page.publication]:
        properties["citation"] = citations
    if page.record:
        properties["encoding"] = _download(context, page.record, "application/json")
    return properties


def _dataset_properties(page: DescribedPage, dataset: Dataset, context: BuildContext) -> dict[str, Any]:
    """Return what a search engine wants of a data set: https://developers.google.com/search/docs/appearance/structured-data/dataset.

    A file that can be downloaded has its full address; without an address of the site there is none.
    """
    files = (
        *((table.name, "text/csv") for table in TABLES),
        *((f"{table.id}.parquet", "application/vnd.apache.parquet") for table in TABLES),
        ("evidence.json", "application/json"),
    )
    properties: dict[str, Any] = {
        "name": DATASET_TITLE,
        "description": sentence(
            f"{count(len(dataset.cases), 'published case')} of {DISEASE} (treatments, bone density, bone "
            f"markers, fractures) and {quantity(dataset.other_publications, 'publication')} around the women "
            "given vitamin K2: on vitamin K and bone, on bone after pregnancy, on other treatments and on "
            "safety, each value with the place of the publication that prints it"
        ),
        "alternateName": f"Data of {context.site_name}",
        "keywords": [*_keywords(dataset)],
        "creator": {"@type": "Organization", "name": context.contributors},
        "isBasedOn": [_article(dataset, id_) for id_ in dataset.case_reports],
        "measurementTechnique": "Values are transcribed from publications as they are printed; changes and "
        "percentages are computed from them.",
        "variableMeasured": [*_variables(dataset)],
    }
    if years := [record.year for record in dataset.publications.values() if record.year]:
        properties["temporalCoverage"] = f"{min(years)}/{max(years)}"
    if page.day:
        properties["datePublished"] = page.day
    if context.address:
        properties["identifier"] = f"{context.address}{DATA_PAGE}"
        properties["includedInDataCatalog"] = {
            "@type": "DataCatalog",
            "name": context.site_name,
            "url": context.address,
        }
        properties["distribution"] = [
            _download(context, f"{DATA_PAGE}{name}", media_type) for name, media_type in files
        ]
    return properties


def _keywords(dataset: Dataset) -> Iterator[str]:
    """Yield what somebody searches the data by: the disease, the kinds of drugs given, and the outcomes."""
    yield DISEASE
    yield "pregnancy- and lactation-associated osteoporosis"
    given = (name for _, course in dataset.courses() for name in dataset.drug_classes(course))
    yield from (name for name in dict.fromkeys(given) if name != "other drug")
    yield from (name.lower() for name in VIEWS.values())


def _variables(dataset: Dataset) -> Iterator[dict[str, str]]:
    """Yield what was measured in the cases, each with its unit."""
    measured = {
        (measurement.analyte, measurement.specimen)
        for _, course in dataset.courses()
        for measurement in course.measurements
    }
    for analyte in dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            if form.unit and (analyte.id, form.specimen) in measured:
                yield {"@type": "PropertyValue", "name": form.name, "unitText": form.unit}


def _download(context: BuildContext, uri: str, media_type: str) -> dict[str, str]:
    # Without an address a program must start from the page; the name says which file is meant.
    url = {"contentUrl": f"{context.address}{uri}"} if context.address else {}
    return {"@type": "DataDownload", "name": uri, "encodingFormat": media_type} | url


_TYPES: Mapping[str, str] = {
    "article-journal": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle",
    "report": "Report",
    "webpage": "WebPage",
}
"""The type in schema.org of each type of CSL; any other work is a CreativeWork.

A set of data is one too: search engines want more of a `Dataset` than is known of somebody else's.
"""


def _article(dataset: Dataset, id_: str) -> dict[str, Any]:
    """Return a publication by title, year and identifier; the identifier leads to everything else.

    What this site calls it is no title: where none was seen, it is another name of it.
    """
    record = dataset.publications[id_]
    article: dict[str, Any] = {
        "@type": _TYPES.get(type_of_work(record), "CreativeWork"),
        "name" if record.title else "alternateName": record.title or record.short_name,
    }
    if record.year:
        article["datePublished"] = str(record.year)
    link = doi_address(record.doi) if record.doi else record.link
    if link or record.pmid:
        article["@id"] = link or f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"
    return article
