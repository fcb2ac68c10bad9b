"""The charts: drawn inline for each course, and site-wide with Vega-Lite."""
