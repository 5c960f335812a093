"""A case of any procedure: made-up answers, and a page for every paper that they ask for."""

import io
from random import Random

from PIL import Image

from portal.cases.door import Receipt
from portal.cases.submission import Submit
from portal.catalogue.answers import components
from portal.demo.sample_answers import sample_answers
from portal.people.principal import Principal
from tests.stories import attach, published, write_draft
from tests.world import COMMUNE, World


def photo(colour: str = "teal", kind: str = "JPEG") -> bytes:
    """Return a picture as a telephone takes it."""
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, kind)
    return out.getvalue()


def file_any(world: World, procedure: str, applicant: Principal, *, language: str = "vi") -> Receipt:
    """Submit an application for a procedure, without the browser."""
    definition, today = published(world, procedure).definition, world.clock().date()
    answers = sample_answers(definition, commune=COMMUNE, rng=Random(4), today=today)
    draft_id, content = write_draft(world, applicant, answers, procedure), photo("white")
    for component in components(definition, answers, today):
        attach(world, draft_id, component.id, content, file_name="tep.jpg", media_type="image/jpeg")
    return world.house.submission.submit(Submit(draft_id=draft_id, language=language), applicant)
