"""A content-security policy for pages that plugins write, such as redirects."""

import base64
import hashlib
import re

from markupsafe import escape

_HEADER = "Content-Security-Policy"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def add_csp(html: str) -> str:
    """Return a page with a policy; a page that has one is returned unchanged.

    A redirect page, which a plugin writes, holds one script that keeps the anchor of an old address.
    The policy allows that script by its hash, and nothing else.
    """
    if f'http-equiv="{_HEADER}"' in html or "<head>" not in html:
        return html
    hashes = [hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(html)]
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes) or "'none'"
    policy = f"default-src 'none'; script-src {allowed}; base-uri 'none'; form-action 'none'"
    meta = f'<meta http-equiv="{_HEADER}" content="{escape(policy)}">'
    # Before the first script, after the declaration of the encoding.
    before, head, after = html.partition("<head>")
    encoding = re.match(r"\s*<meta charset=[^>]*>", after)
    cut = encoding.end() if encoding else 0
    return f"{before}{head}{after[:cut]}{meta}{after[cut:]}"
