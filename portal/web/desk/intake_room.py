"""The blueprint of what is taken in at a counter: the desk's own pages, and the form pages that citizens have."""

from flask import Blueprint

from portal.web.draft_addresses import AT_THE_DESK

room = Blueprint(AT_THE_DESK, __name__, url_prefix="/desk/intake")
