"""Computes from the records: changes, timelines, recovery, certainty, and the phrases of sentences."""
