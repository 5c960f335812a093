"""The tables behind identifiers, as data: provinces of birth registration, mobile networks, area codes."""


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Provinces as they were before 1 July 2025: numbers issued under them stay valid (domain.md section 7).
PROVINCES = _codes(
    """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044
    045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091
    092 093 094 095 096
    """
)

# Countries of birth registration abroad are numbered from here; the list itself is not checked.
FIRST_COUNTRY = "101"

# The two digits after the 0 of a mobile number.
MOBILE_NETWORKS = _codes(
    "32 33 34 35 36 37 38 39 52 55 56 58 59 70 76 77 78 79 81 82 83 84 85 86 87 88 89 90 91 92 93 94 96 97 98 99"
)

# The digits after the 0 of a landline number: Hà Nội and Hồ Chí Minh City have two, all others three.
AREAS = _codes(
    """
    24 28 203 204 205 206 207 208 209 210 211 212 213 214 215 216 218 219 220 221 222 225 226 227 228 229 232 233 234
    235 236 237 238 239 251 252 254 255 256 257 258 259 260 261 262 263 269 270 271 272 273 274 275 276 277 290 291 292
    293 294 296 297 299
    """
)
