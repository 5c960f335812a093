"""What every form carries that becomes a command: its key, so that one click is one deed, and the version shown."""

import re

from wtforms import Form, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Regexp

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
LATEST = 2**31


class CommandForm(Form):
    """Parent of the forms whose answer is one command through the one door (R-TX-2, R-TX-3)."""

    key = HiddenField(validators=[InputRequired(), Regexp(KEY)])
    seen_version = IntegerField(validators=[InputRequired(), NumberRange(min=0, max=LATEST)])
