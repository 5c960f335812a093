"""What the catalogue says about one of our own procedures: made from its definition, so that the two never differ."""

from decimal import Decimal

from portal.catalogue import entry_facts as facts
from portal.catalogue.definition import Fee, ProcedureDefinition

_UNITS = {
    "working_days": facts.LimitUnit.WORKING_DAYS,
    "days": facts.LimitUnit.DAYS,
    "hours": facts.LimitUnit.WORKING_HOURS,
    "months": facts.LimitUnit.MONTHS,
}


def entry_of(definition: ProcedureDefinition) -> facts.EntryFacts:
    """Return the catalogue's entry for a definition."""
    return facts.EntryFacts(
        code=definition.code,
        name=definition.name.vi,
        plain_name=definition.plain.vi,
        name_en=definition.name.en,
        also_called=definition.also_called,
        field=definition.field,
        levels=(definition.competence.level,),
        audiences=definition.audience,
        online=facts.Online(definition.online),
        life_events=definition.life_events,
        time_limits=tuple(_limit(definition, channel) for channel in definition.channels),
        fees=tuple(_fee(fee, channel) for fee in definition.fees for channel in definition.channels),
        components=tuple(facts.Component(name=one.name.vi, originals=one.copies) for one in definition.dossier),
        legal_basis=tuple(facts.LawReference(title=law) for law in definition.law),
        result=definition.result.name.vi,
    )


def _limit(definition: ProcedureDefinition, channel: str) -> facts.TimeLimit:
    limit = definition.time_limit
    value: Decimal = limit.value(channel)
    unit = _UNITS[limit.unit]
    return facts.TimeLimit(channel=facts.Channel(channel), value=value, unit=unit, raw=f"{value} {limit.unit}")


def _fee(fee: Fee, channel: str) -> facts.Fee:
    special = {"online": fee.online, "counter": fee.counter, "post": fee.post}.get(channel)
    amount = fee.amount if special is None else special
    kind = facts.FeeKind.AMOUNT if amount else facts.FeeKind.FREE
    return facts.Fee(channel=facts.Channel(channel), kind=kind, amount=amount, currency="VND", raw=f"{amount}")
