"""Turns the evidence in `data/` into the pages and files of the site."""
