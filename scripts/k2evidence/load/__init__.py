"""Reads records from files, and refuses what is wrong with every problem at once."""

from k2evidence.load.data_files import FOLDERS, SINGLE, VOCABULARY
from k2evidence.load.dataset_loader import DataError, load_dataset, load_vocabulary

__all__ = ["FOLDERS", "SINGLE", "VOCABULARY", "DataError", "load_dataset", "load_vocabulary"]
