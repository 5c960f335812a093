"""The blueprint that all pages of the desk hang on."""

from flask import Blueprint

room = Blueprint("desk", __name__, url_prefix="/desk")
