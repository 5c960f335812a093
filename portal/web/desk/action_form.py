"""What an officer gives with an action, as one form; which fields it shows follows from the action's needs."""

from wtforms import Form, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from portal.text import clean
from portal.web.forms.command_form import CommandForm
from portal.workflow.commands import Inputs, MissingItem

MAX_WORDS = 5000
LONGEST_AMOUNT = 12  # digits


class AnyChoice(SelectMultipleField):
    """Several values from a list that the case gives; what is not on it is ignored."""

    def pre_validate(self, form: Form) -> None:
        return None


class ActionForm(CommandForm):
    """One action of an officer. `seen_version` is the version of the page the officer decided on (R-TX-3)."""

    reason = TextAreaField(validators=[Length(max=MAX_WORDS)])
    reasons = TextAreaField(validators=[Length(max=MAX_WORDS)])
    items = AnyChoice()
    mend = TextAreaField(validators=[Length(max=MAX_WORDS)])
    officer = StringField(validators=[Length(max=64)])
    draft = TextAreaField(validators=[Length(max=MAX_WORDS)])
    receipt = StringField(validators=[Length(max=300)])
    amount = StringField(validators=[Length(max=20)])
    minutes = TextAreaField(validators=[Length(max=MAX_WORDS)])

    def inputs(self, targets: frozenset[str]) -> Inputs:
        """Return what was given, cleaned. Of `items` only those that are `targets` of a supplement count."""
        reasons = tuple(line for line in clean(self.reasons.data or "", lines=True).split("\n") if line)
        mend = clean(self.mend.data or "", lines=True)
        chosen = [target for target in dict.fromkeys(self.items.data or ()) if target in targets]
        items = tuple(MissingItem(target=target, wrong="missing", mend=mend) for target in chosen)
        return Inputs(
            reason=clean(self.reason.data or "", lines=True),
            reasons=reasons,
            items=items,
            officer=clean(self.officer.data or "") or None,
            draft=clean(self.draft.data or "", lines=True),
            receipt=clean(self.receipt.data or ""),
            amount=_dong(self.amount.data or ""),
            minutes=clean(self.minutes.data or "", lines=True),
        )


def _dong(typed: str) -> int:
    """Return an amount as people write it, "1.500.000 đồng"; 0, which is no amount, for anything else."""
    digits = clean(typed).lower().removesuffix("đồng").removesuffix("đ").replace(".", "").replace(",", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_AMOUNT else 0
