"""What an officer gives with an action, as one form; which fields it shows follows from the action's needs."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from portal.text import clean
from portal.web.forms.command_form import CommandForm
from portal.workflow.commands import Inputs, MissingItem, RefusalReason

MAX_WORDS = 5000
WRONG = ("missing", "invalid", "unclear")
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

    def __init__(self, formdata: MultiDict[str, str] | None = None) -> None:
        super().__init__(formdata)
        self._said = {name: formdata[name] for name in formdata or () if ":" in name} if formdata else {}

    def words(self, part: str, target: str) -> str:
        """Return what is said of one paper or question: `wrong`, `mend`, `why` or `then`, as it was typed."""
        return self._said.get(f"{part}:{target}", "")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fits = all(len(words) <= MAX_WORDS for words in self._said.values())
        return super().validate(extra_validators) and fits

    def inputs(self, targets: frozenset[str], *, refuses: bool = False) -> Inputs:
        """Return what was given, cleaned. Of `items` only those that are `targets` of a notice count.

        What is said of an item is its own; what was written for all stands where there is nothing. With `refuses` the
        items are reasons of a refusal (slip 03).
        """
        chosen = [target for target in dict.fromkeys(self.items.data or ()) if target in targets]
        reasons = tuple(line for line in clean(self.reasons.data or "", lines=True).split("\n") if line)
        return Inputs(
            reason=clean(self.reason.data or "", lines=True),
            reasons=reasons,
            refusals=tuple(map(self._refusal, chosen)) if refuses else (),
            items=() if refuses else tuple(map(self._missing, chosen)),
            officer=clean(self.officer.data or "") or None,
            draft=clean(self.draft.data or "", lines=True),
            receipt=clean(self.receipt.data or ""),
            amount=_dong(self.amount.data or ""),
            minutes=clean(self.minutes.data or "", lines=True),
        )

    def _missing(self, target: str) -> MissingItem:
        wrong, mend = self.words("wrong", target), self.words("mend", target) or self.mend.data or ""
        return MissingItem(target=target, wrong=wrong if wrong in WRONG else WRONG[0], mend=clean(mend, lines=True))

    def _refusal(self, target: str) -> RefusalReason:
        why, then = (clean(self.words(part, target), lines=True) for part in ("why", "then"))
        return RefusalReason(target=target, why=why, then=then)


def _dong(typed: str) -> int:
    """Return an amount as people write it, "1.500.000 đồng"; 0, which is no amount, for anything else."""
    digits = clean(typed).lower().removesuffix("đồng").removesuffix("đ").replace(".", "").replace(",", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_AMOUNT else 0
