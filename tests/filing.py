"""A case of any procedure: made-up answers, and a page for every paper that they ask for."""

import io
from random import Random

from PIL import Image

from portal.cases.door import Receipt
from portal.cases.drafts import begin_draft
from portal.cases.files import NewFile, add_file
from portal.cases.submission import Submit
from portal.catalogue.answers import components
from portal.demo.sample_answers import sample_answers
from portal.people.principal import Principal
from tests.stories import published
from tests.world import COMMUNE, World


def photo(colour: str = "teal", kind: str = "JPEG") -> bytes:
    """Return a picture as a telephone takes it."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, kind)
    return out.getvalue()


def file_any(world: World, procedure: str, applicant: Principal, *, language: str = "vi") -> Receipt:
    """Submit an application for a procedure, without the browser."""
    version, now = published(world, procedure), world.clock()
    definition = version.definition
    answers = sample_answers(definition, commune=COMMUNE, rng=Random(4), today=now.date())
    content = photo("white")
    kept = world.house.storage.put(io.BytesIO(content), limit=len(content))
    with world.house.database.transaction() as work:
        draft_id = begin_draft(
            work,
            world.house.sealer,
            person_id=applicant.id,
            procedure_code=procedure,
            version_id=version.id,
            answers=answers,
            now=now,
        )
        for component in components(definition, answers, now.date()):
            added = NewFile(
                component=component.id,
                file_name="tep.jpg",
                sha256=kept.sha256,
                size=kept.size,
                media_type="image/jpeg",
            )
            add_file(work, draft_id, added, most_bytes=10**8, now=now)
    return world.house.submission.submit(Submit(draft_id=draft_id, language=language), applicant)
