"""Slip 01 as PDF: from data to bytes, each with other data, against one page by a compiler that is kept.

The floor is a page with a table of 14 rows, neither tagged for accessibility nor with a square code; memory is measured
to show that thousands of slips do not make the process grow.
"""

import itertools
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import typst

from benchmarks.report import interleaved, median, percentile, report_for
from portal.documents.render import TEMPLATES, Renderer
from tests.documents.factories import result, slip_01

ROUNDS = 60
GROWTH = 1_000
FLOOR = """#set page(paper: "a4", margin: 2cm)
#set text(lang: "vi", font: "Tinos", size: 12pt)
#let d = json(bytes(sys.inputs.data))
#align(center)[*#d.title*]
#table(columns: 2, ..d.rows.flatten())
"""


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "How long slip 01 and a result take.")
    numbers = itertools.count()
    begin = time.perf_counter()
    renderer = Renderer()
    renderer.render(slip_01())
    report.add("receipt.first", (time.perf_counter() - begin) * 1000, "ms")
    floor = _floor()

    def one_page() -> None:
        rows = [(f"Trường {n}", "Cấp giấy phép xây dựng nhà ở riêng lẻ") for n in range(13)]
        data = {"title": "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "rows": [*rows, ("Số", str(next(numbers)))]}
        floor.compile(sys_inputs={"data": json.dumps(data)})

    def slip() -> None:
        code = f"H48.35.09-261123-{next(numbers):04}"
        url = f"https://motcua.example/tra/{code}"
        renderer.render(slip_01(case_code=code, verify_url=url, applicant=f"Nguyễn Văn {code[-2:]}"))

    def a_result() -> None:
        renderer.render(replace(result(), number=f"{next(numbers)}/XNTTHN"))

    times = interleaved({"floor": one_page, "slip_01": slip, "result": a_result}, rounds=ROUNDS, warm_up=3)
    for name, seconds in times.items():
        report.add(f"receipt.{name}", median(seconds) * 1000, "ms")
        report.add(f"receipt.{name}.p95", percentile(seconds, 95) * 1000, "ms")
        if name != "floor":
            report.ratio(f"receipt.{name}.over_floor", median(seconds), median(times["floor"]))
    before = _memory()
    for _ in range(GROWTH):
        slip()
    report.add(f"receipt.growth_{GROWTH}", _memory() - before, "MB")
    report.finish()


def _floor() -> typst.Compiler:
    source = Path(tempfile.mkdtemp()) / "floor.typ"
    source.write_text(FLOOR)
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[TEMPLATES / "fonts"])
    return typst.Compiler(source, root=source.parent, font_paths=fonts)


def _memory() -> float:
    """Return the memory that this process has now, in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


if __name__ == "__main__":
    main()
