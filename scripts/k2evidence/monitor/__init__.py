"""Monitors the published evidence: notices about cited works, new papers and outbound links."""
