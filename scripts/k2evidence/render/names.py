"""Names that titles, descriptions and the descriptions of the data share."""

DISEASE = "pregnancy-associated osteoporosis"
"""The one name of the disease in titles."""
DATASET_TITLE = f"Vitamin K2, bone and {DISEASE}: the data of K2 Evidence"
"""What the tables are called together, where they are described apart from their page."""
