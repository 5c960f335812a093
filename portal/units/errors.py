"""What can be wrong with a question about units, or with a file of them."""

from collections.abc import Iterable


class UnitError(Exception):
    """Parent of the errors of this package."""


class NoSuchUnit(UnitError):
    """No unit has this code, in any era."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoSuchPlace(UnitError):
    """A place of a workflow leads to no unit, or to several. `looked_for` says where it was sought, nearest first."""

    def __init__(self, place: str, unit: str, looked_for: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"{place} from {unit}: looked for {', '.join(looked_for) or 'nothing that could be looked for'}"
        )
        self.place = place
        self.unit = unit
        self.looked_for = looked_for


class BadTree(UnitError):
    """A file of units is refused whole; `errors` holds one sentence for each thing that is wrong."""

    def __init__(self, errors: Iterable[str]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(self.errors))


class ParentChanged(UnitError):
    """Units in the database have another parent in the file. End the unit and begin a new one instead."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
