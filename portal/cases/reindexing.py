"""Indexing cases anew: those from before the index knew more, and those whose answers came to say more."""

from collections.abc import Iterator

from sqlalchemy import select

from portal.cases import store
from portal.cases.models import Case
from portal.cases.queries import answers_of
from portal.cases.words import answer_words, index_words
from portal.crypto import Sealer
from portal.db import Database

BATCH = 200


def reindex(database: Database, sealer: Sealer) -> Iterator[int]:
    """Index all cases, and yield for each how many words were new. It only adds, and may be run again.

    A few hundred cases are one transaction, so that nobody at work waits for it.
    """
    columns = (Case.id, Case.code, Case.applicant_name, Case.procedure_code, Case.submitted_at)
    after = ""
    while True:
        with database.transaction() as work:
            batch = select(*columns).where(Case.id > after).order_by(Case.id).limit(BATCH)
            rows = work.execute(batch).all()
            added = []
            for row in rows:
                name, said = row.applicant_name, answers_of(work, row.id, sealer)
                words = index_words(code=row.code, name=name, procedure=row.procedure_code)
                every = [*words, *answer_words(name, said, sealer)]
                added.append(store.add_words(work, row.id, every, row.submitted_at))
        if not rows:
            return
        yield from added
        after = rows[-1].id
