"""Builds K2 Evidence from its data; `k2evidence.site.build_site` is the flow."""
