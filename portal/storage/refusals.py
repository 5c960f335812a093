"""Why a file is not accepted. Each reason gets its sentence where people read it."""

from enum import StrEnum
from typing import Any

from portal.storage.errors import StorageError


class Reason(StrEnum):
    TYPE = "type"  # not one of the kinds we take, whatever its name says
    MISMATCH = "mismatch"  # the name says one kind, the content another; details: extension, media_type
    PHOTO_FORMAT = "photo-format"  # HEIC, HEIF, AVIF: ask the phone for JPEG
    OLD_OFFICE = "old-office"  # .doc, .xls, or a new one with a password
    DAMAGED = "damaged"  # does not open
    CUT_OFF = "cut-off"  # the end is missing: the transfer broke off
    ENCRYPTED = "encrypted"  # needs a password, or is protected by one
    ACTIVE = "active"  # a PDF that runs something when it is opened
    ATTACHMENT = "attachment"  # other files are packed inside
    DYNAMIC_FORM = "dynamic-form"  # an XFA form, of which most readers show nothing
    MACRO = "macro"  # an office file with a program inside
    EXTERNAL = "external"  # an office file that fetches parts from elsewhere
    TWO_KINDS = "two-kinds"  # one file that is also another
    PIXELS = "pixels"  # a picture too large to be shown; details: width, height, limit
    UNPACKED_SIZE = "unpacked-size"  # small outside, huge inside
    TOO_COMPLEX = "too-complex"  # could not be looked through within the limits of time and memory


class Refused(StorageError):
    """The file is not accepted. `details` are facts for the sentence: numbers and kinds, never content of the file."""

    def __init__(self, reason: Reason, **details: Any) -> None:
        super().__init__(f"{reason} {details}" if details else str(reason))
        self.reason = reason
        self.details = details


class InspectorBroken(StorageError):
    """The looking-through itself failed, not the file; the file was not accepted."""
