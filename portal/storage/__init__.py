"""Files: kept by the hash of their content, looked through before they are trusted."""

from portal.storage.errors import Corrupted, Empty, Missing, NoSpace, StorageError, TooLarge
from portal.storage.folder import FolderStorage, Incoming, Storage, StoredFile
from portal.storage.intake import AcceptedFile, take_in
from portal.storage.names import clean_file_name
from portal.storage.refusals import InspectorBroken, Reason, Refused

__all__ = [
    "AcceptedFile",
    "Corrupted",
    "Empty",
    "FolderStorage",
    "Incoming",
    "InspectorBroken",
    "Missing",
    "NoSpace",
    "Reason",
    "Refused",
    "Storage",
    "StorageError",
    "StoredFile",
    "TooLarge",
    "clean_file_name",
    "take_in",
]
