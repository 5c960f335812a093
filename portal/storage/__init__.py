"""Files: kept by the hash of their content, looked into before they are trusted."""

from portal.storage.errors import Corrupted, Empty, Missing, NoSpace, StorageError, TooLarge
from portal.storage.folder import FolderStorage, Incoming, Storage, StoredFile

__all__ = [
    "Corrupted",
    "Empty",
    "FolderStorage",
    "Incoming",
    "Missing",
    "NoSpace",
    "Storage",
    "StorageError",
    "StoredFile",
    "TooLarge",
]
