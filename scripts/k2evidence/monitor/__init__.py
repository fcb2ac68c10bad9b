"""Asks the world what became of the evidence and of links."""
