"""An appointment as a file that calendars read (RFC 5545)."""

from datetime import UTC, datetime

LONGEST = 75  # bytes of a line


def calendar_file(
    *, uid: str, version: int, written_at: datetime, starts_at: datetime, title: str, place: str, text: str, link: str
) -> str:
    """Return the file. One of the same `uid` and a higher `version` takes the place of the older."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mot-cua//portal//VI",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{_escaped(uid)}",
        f"DTSTAMP:{_utc(written_at)}",
        f"SEQUENCE:{version}",
        f"DTSTART:{_utc(starts_at)}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(text)}",
        f"URL:{link}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for plain in ("\\", ";", ","):
        text = text.replace(plain, f"\\{plain}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line where it is longer than calendars read, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
