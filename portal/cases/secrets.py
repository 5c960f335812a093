"""The second factor of tracking: a short secret on the receipt, derived, never stored."""

from portal.crypto import Sealer

LENGTH = 8
# No letters or digits that are confused when read aloud or written by hand.
ALPHABET = "ACDEFHJKMNPRTUVWXY3479"


def tracking_secret(sealer: Sealer, case_id: str) -> str:
    """Return the secret of a case: 8 signs, about 35 bits, with attempts limited per code and address (R-RATE)."""
    return signs_of(sealer.index(f"track/{case_id}"), LENGTH)


def signs_of(digest: str, length: int) -> str:
    """Return the short form of a hexadecimal digest, in signs that are read aloud without confusion."""
    number, signs = int(digest, 16), []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)
