"""What the site says to crawlers (RFC 9309)."""

from k2evidence.load.build_context import BuildContext
from k2evidence.render.site_file import SiteFile


def render_robots(context: BuildContext) -> SiteFile:
    """Return `robots.txt`: all may read everything; the sitemap is named where there is one.

    There is none without an address, nor of a released version: search engines are to find the newest one.
    """
    sitemap = f"\nSitemap: {context.address}sitemap.xml\n" if context.address and not context.frozen else ""
    return SiteFile("robots.txt", f"User-agent: *\nAllow: /\n{sitemap}")
