"""Renders a page: its view and its template become Markdown with front matter."""

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from k2evidence.load.build_context import BuildContext
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.text import (
    day_in_words,
    join_words,
    number,
    sentence,
    signed,
    with_page_dashes,
    with_superscripts,
)
from k2evidence.render.pages.views.publications import notice_title
from k2evidence.render.site_file import PageInfo, SiteFile

TEMPLATES = Path(__file__).parent.parent / "templates"


def escape_markdown(text: object) -> Markup:
    """Escape a text for a heading, so that neither Markdown nor HTML reads any of it as markup."""
    return Markup(re.sub(r"[^\w\s.,:;()%/–-]", lambda match: f"&#{ord(match[0])};", str(text)))


def with_code(text: str) -> Markup:
    """Return HTML in which the parts of a text between backticks are marked as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        md=escape_markdown,
        code=with_code,
        doi_address=doi_address,
        number=number,
        signed=signed,
        sentence=sentence,
        notice_title=notice_title,
        join=join_words,
        day=day_in_words,
        thousands="{:,}".format,
    )
    return environment


def render_page(
    context: BuildContext,
    uri: str,
    template: str,
    *,
    title: str,
    description: str,
    kind: str,
    view: object,
    sources: Iterable[str] = (),
    origin: Path | None = None,
    wide: bool = False,
    searchable: bool = True,
    place: Mapping[str, object] | None = None,
    answers: bool | Literal["patients", "safety"] = False,
) -> SiteFile:
    """Render one page from its template, which knows the frozen view of the page as `page`.

    Beside it a template knows `title`, `context` and the function `url`, which makes an address relative.

    `kind` is what the search shows beside a result; `wide` leaves out the side column; `searchable`
    is false for a page that only lists what has pages of its own, or that is for those who make the site;
    `answers` is true for one that answers readers' questions, which the search lists first; `patients`
    or `safety` is one that is first of all where patients ask. `sources` names
    the files of the repository whose words and values the page shows; its template is added. `origin` is
    the file that "Edit this page" opens. `place` says where the page is among the others, for the frame: its
    `parent`, the address of the page of the menu that it is below, where its own address does not tell; and
    the records `previous` and `next` to it.
    """
    front: dict[str, object] = {"title": title, "description": description, "kind": kind}
    if wide:
        front["wide"] = True
    if not searchable:
        front["found"] = False
    front |= place or {}
    if answers:
        front["answers"] = answers
    header = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())

    body = (
        _environment()
        .get_template(template)
        .render(page=view, title=title, url=links_from(uri), context=context)
    )
    # Here alone, so that no page forgets it and no record or table has it.
    body = with_page_dashes(with_superscripts(body))
    sources = dict.fromkeys((*sources, f"scripts/k2evidence/render/templates/{template}"))
    info = PageInfo(title, description, tuple(sources))
    return SiteFile(uri, f"---\n{header}---\n\n{body}", origin, info)


def anchors_of(text: str) -> frozenset[str]:
    """Return the anchors that a page names itself, of headings and of parts of its HTML.

    Those that Markdown makes of the words of a heading are not among them: they change with the words.
    """
    return frozenset(re.findall(r'(?:\sid="|\{ #)([^"\s}]+)', text))


def links_from(uri: str) -> Callable[[str], str]:
    """Return a function that makes an address of the site relative to the page at `uri`."""
    here = "" if uri == "index.md" else re.sub(r"(/index)?\.md$", "", uri)

    def url(target: str) -> str:
        path, mark, anchor = target.partition("#")
        relative = posixpath.relpath(f"/{path}", f"/{here}")
        folder = path.endswith("/") or not path
        return f"{relative}{'/' if folder and not relative.endswith('/') else ''}{mark}{anchor}"

    return url
