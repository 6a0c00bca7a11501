"""Fields for facts: three-valued, because an unanswered fact is unknown and never "no"."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectChoice
from wtforms.validators import NumberRange
from wtforms.validators import Optional as MayBeEmpty

from triage.assessment.rule import FactDefinition, FactValue
from triage.vocabulary import Actor
from triage.web.access import services
from triage.web.submitting import PageForm
from triage.web.wording import fact_value_label

PREFIX = "fact_"
UNKNOWN = ""
BOOLEANS = {"true": True, "false": False}
MOST = 100_000

Form = TypeVar("Form", bound=PageForm)


def form_with_facts(base: type[Form], definitions: Iterable[FactDefinition]) -> type[Form]:
    """A form class with one more field for each fact."""
    fields: dict[str, Any] = {PREFIX + one.id: _field(one) for one in definitions}
    return type(base.__name__, (base,), fields)


def facts_in(form: PageForm) -> dict[str, FactValue]:
    """The facts that were answered; an empty answer is no fact."""
    given = ((field.name.removeprefix(PREFIX), field.data) for field in fact_fields(form))
    return {fact: BOOLEANS.get(value, value) for fact, value in given if value not in (None, UNKNOWN)}


def fact_fields(form: PageForm) -> list[Field]:
    """The fact fields of a form, in its order."""
    return [field for field in form if field.name.startswith(PREFIX)]


def facts_open_to(actor: Actor, ids: Iterable[str] | None = None) -> list[FactDefinition]:
    """The facts a person may enter, all of them or those named; police-only ones for police roles alone."""
    known: Mapping[str, FactDefinition] = services().assessor.rulebook.facts
    wanted = known.values() if ids is None else [known[one] for one in ids if one in known]
    return [one for one in wanted if one.is_open_to(actor)]


def police_only_facts() -> frozenset[str]:
    """The facts that only police roles may see (PSAPL 136)."""
    return frozenset(one.id for one in services().assessor.rulebook.facts.values() if one.police_only)


def _field(fact: FactDefinition) -> Field:
    if fact.kind == "count":
        return IntegerField(fact.label, [MayBeEmpty(), NumberRange(0, MOST, _l("请填 0 到 100000 之间的整数"))])
    values = tuple(BOOLEANS) if fact.kind == "boolean" else fact.choices
    answers = [SelectChoice(value, fact_value_label(fact.id, value)) for value in values]
    not_known = SelectChoice(UNKNOWN, fact_value_label(fact.id, "unknown"))
    return RadioField(fact.label, choices=[*answers, not_known], default=UNKNOWN)
