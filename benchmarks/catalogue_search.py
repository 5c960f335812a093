"""How long a search of the catalogue takes on 2,000 entries: the whole question, with facets and one page of hits.

The entries are made up of the words that names of procedures are made of, as long and as much alike as real ones.
"""

import random
import time
from collections.abc import Callable, Sequence

from benchmarks.report import median, percentile, report_for
from portal.catalogue.index import CatalogueIndex, IndexedEntry
from portal.catalogue.search import ALL, Filters, search

ENTRIES = 2_000
ROUNDS = 40
ACTS = (
    "Cấp|Cấp lại|Cấp đổi|Gia hạn|Thu hồi|Đăng ký|Đăng ký thay đổi|Thẩm định|Công nhận|Thủ tục cấp|Xác nhận|Chấp thuận"
)
THINGS = (
    "giấy phép lái xe|giấy chứng nhận quyền sử dụng đất|khai sinh|khai tử|kết hôn|giấy phép xây dựng|hộ kinh doanh"
    "|thẻ căn cước|phiếu lý lịch tư pháp|chứng chỉ hành nghề|giấy phép hoạt động|giấy chứng nhận an toàn thực phẩm"
    "|tạm trú|thường trú|hộ chiếu phổ thông|giấy xác nhận tình trạng hôn nhân|bản sao trích lục|chứng thực chữ ký"
)
WHOSE = (
    "cho công dân Việt Nam|đối với tổ chức, doanh nghiệp|có yếu tố nước ngoài|thực hiện tại cấp tỉnh"
    "|thuộc thẩm quyền của Ủy ban nhân dân cấp xã|trong trường hợp bị mất, bị hỏng|của cơ sở sản xuất, kinh doanh"
    "|lưu động|tại khu vực biên giới"
)
FIELDS = [f"Lĩnh vực {n}" for n in range(130)]
AGENCIES = [f"Cơ quan {n}" for n in range(140)]
QUESTIONS = (
    "khai tu",
    "khai tử",
    "dang ky ket hon",
    "giay doc than",
    "khai sihn",
    "sổ đỏ",
    "làm lại bằng lái xe bị mất",
    "lý lịch tư pháp",
    "xin giấy phép xây dựng nhà ở đâu",
    "cấp giấy chứng nhận",
    "đăng ký",
    "thủ tục đăng ký thường trú cho công dân Việt Nam tại cấp xã",
    "an toàn thực phẩm cơ sở sản xuất",
    "1.000123",
    "khong co gi giong the nay",
    "x" * 10_000,
    "",
)


def main(arguments: Sequence[str] | None = None) -> None:
    report = report_for(arguments, "How long a search of the catalogue takes.")
    index = CatalogueIndex(entries(random.Random(20261124)))
    build = _milliseconds(lambda: CatalogueIndex(index.entries))
    times = {question: _measure(index, question) for question in QUESTIONS}
    every = [each for measured in times.values() for each in measured]
    report.add("catalogue_search.p50", median(every), "ms")
    report.add("catalogue_search.p95", percentile(every, 95), "ms")
    report.add("catalogue_search.slowest_question.p50", max(map(median, times.values())), "ms")
    browse = _measure(index, "", Filters(level="commune", audience="citizen"))
    report.add("catalogue_search.browse.p50", median(browse), "ms")
    report.add("catalogue_search.build", build, "ms")
    report.finish()


def entries(chance: random.Random) -> list[IndexedEntry]:
    acts, things, whose = (words.split("|") for words in (ACTS, THINGS, WHOSE))
    return [
        _entry(
            number,
            f"{chance.choice(acts)} {chance.choice(things)} {chance.choice(whose)} {chance.choice(whose)}",
            chance,
        )
        for number in range(ENTRIES)
    ]


def _entry(number: int, name: str, chance: random.Random) -> IndexedEntry:
    online = chance.choice(("information", "information", "partial", "full"))
    return IndexedEntry(
        code=f"1.{number:06}",
        source="national",
        name=name,
        plain_name="",
        name_en="",
        also_called=(),
        result=name.partition(" ")[2],
        online=online,
        facets={
            "field": (chance.choice(FIELDS),),
            "life_event": (),
            "audience": tuple(chance.sample(("citizen", "business", "organisation", "foreigner"), 2)),
            "level": (chance.choice(("commune", "province", "ministry")),),
            "agency": (chance.choice(AGENCIES),),
            "online": (online,),
        },
    )


def _measure(index: CatalogueIndex, question: str, filters: Filters = ALL) -> list[float]:
    return [_milliseconds(lambda: search(index, question, filters)) for _ in range(ROUNDS)]


def _milliseconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1_000


if __name__ == "__main__":
    main()
