"""Runs benchmarks by name, each in a process of its own: `python -m benchmarks inbox search --json`.

Names come first; whatever follows from the first flag on is handed to each of them. Without a name: what there is.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    names = list(takewhile(lambda argument: not argument.startswith("-"), arguments))
    flags = arguments[len(names) :]
    known = _known()
    if unknown := [name for name in names if name not in known]:
        print(f"There is no benchmark {', '.join(unknown)}.", file=sys.stderr)
    if unknown or not names:
        print("\n".join(f"{name:<18}{what}" for name, what in known.items()))
        return bool(unknown)
    if "--json" in flags:
        return _run_as_one(names, flags)
    return max(subprocess.run(_command(name, flags), check=False).returncode for name in names)


def _known() -> dict[str, str]:
    """Return what each module with a `main` measures, in its own first words; none of them is imported."""
    found = {}
    for file in sorted(HERE.glob("[!_]*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in module.body):
            found[file.stem] = (ast.get_docstring(module) or "").partition("\n")[0]
    return found


def _command(name: str, flags: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", f"benchmarks.{name}", *flags]


def _run_as_one(names: Sequence[str], flags: Sequence[str]) -> int:
    """Print the figures of all as one JSON list."""
    figures = []
    for name in names:
        done = subprocess.run(_command(name, flags), check=False, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            return done.returncode
        figures += json.loads(done.stdout)
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
