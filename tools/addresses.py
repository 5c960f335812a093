"""Nothing in the repository knows the machine it was written on: no path of it, no registry, no folder beside it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.:/}-])/(?:work|root|home/\w+|Users/\w+|opt/wheels)/"),
    "a folder outside of the repository": re.compile(r"\.\./shared\b"),
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|registry\.yarnpkg|deb\.debian\.org|proxy\.golang|crates\.io"
    ),
}
# Licences and minified code of others are taken over letter for letter.
NOT_OURS = ("portal/web/assets/vendor/", "portal/web/assets/fonts/")


def problems(root: Path = ROOT) -> Iterator[str]:
    """Yield one line for each place in a tracked file that names what it must not."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        file = root / name
        if name.startswith(NOT_OURS) or not file.is_file():
            continue
        try:
            lines = file.read_text().splitlines()
        except UnicodeDecodeError:
            continue  # a font, a picture
        for number, line in enumerate(lines, start=1):
            for what, pattern in FORBIDDEN.items():
                if pattern.search(line):
                    yield f"{name}:{number}: {what}: {line.strip()[:100]}"


def main() -> int:
    found = list(problems())
    print("\n".join(found) or "no path of a machine, no registry")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
