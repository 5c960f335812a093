"""Which commune an address given as a line of text lies in."""

from datetime import date

from portal.people.identity import Residence
from portal.text import fold
from portal.units.directory import UnitDirectory


def locate(residence: Residence, directory: UnitDirectory, day: date) -> Residence:
    """Return the residence with its commune, when the end of the line names exactly one, of today or of the past.

    "Thôn 2, Xã Nghĩa Mỹ, Huyện Tư Nghĩa, Tỉnh Quảng Ngãi" becomes that commune and the line "Thôn 2". A unit nobody
    knows, or a line that names no commune or several, is left as the line it is.
    """
    if residence.unit is not None:
        known = directory.find(residence.unit) is not None
        return residence if known else Residence(None, residence.line)
    parts = [part.strip() for part in residence.line.split(",")]
    for start in range(len(parts)):
        unit = directory.find_commune(", ".join(parts[start:]), past=True, day=day)
        # A bare name may be a district's that a commune took over: "Tư Nghĩa" alone is not believed.
        if unit is not None and fold(parts[start]).startswith(fold(directory.get(unit).kind)):
            return Residence(unit, ", ".join(parts[:start]))
    return residence
