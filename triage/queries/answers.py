"""The stored answer of flow 1 as one person may know it."""

from typing import Any

from triage.db.records import AssessmentRecord
from triage.vocabulary import Actor


def answer_for(stored: AssessmentRecord, actor: Actor) -> dict[str, Any]:
    """The answer with the route that this person is advised: police are also told what police-only facts change."""
    own_route = (stored.restricted or {}).get("route") if actor.is_police else None
    return {**stored.answer, "route": own_route} if own_route else stored.answer
