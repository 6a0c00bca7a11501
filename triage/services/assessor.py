"""All that flow 1 needs of an installation, joined once: what the web application and the command line assess with."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from triage.assessment.normalise import normalise
from triage.assessment.pipeline import assess
from triage.assessment.rule import Policy, Rulebook
from triage.assessment.rule_index import RuleIndex
from triage.assessment.types import Assessment, Report, TextClassifier
from triage.casework.clocks import clocks_expected
from triage.casework.deadlines import ClockRule, due
from triage.casework.working_calendar import WorkingCalendar
from triage.classifier.predict import load_served
from triage.exchange.contract import ExpectedDeadline
from triage.rulebook.load import LoadedRulebook, load_rulebook
from triage.rulebook.timekeeping import clock_rules, working_calendar
from triage.settings import Settings
from triage.vocabulary import UnitKind

TYPE_THRESHOLD = 0.35
RULE_SHARE = 0.6
LONG_TEXT_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Assessor:
    """Rulebook, classifier, policy and calendar of one release; assessing changes none of them."""

    index: RuleIndex
    classifier: TextClassifier
    policy: Policy
    calendar: WorkingCalendar
    clock_rules: Mapping[str, ClockRule]

    @classmethod
    def from_settings(cls, settings: Settings) -> "Assessor":
        """Load what the settings name.

        Raises:
            RuleFileError: the rulebook has a fault.
            ArtefactError: the served model is missing or damaged.
        """
        return cls.from_rulebook(load_rulebook(settings.rules_folder), settings)

    @classmethod
    def from_rulebook(cls, book: LoadedRulebook, settings: Settings) -> "Assessor":
        """As ``from_settings``, with a rulebook that is loaded already (a release)."""
        return cls.of(book, load_served(settings.models_folder), settings.region)

    @classmethod
    def of(cls, book: LoadedRulebook, classifier: TextClassifier, region: str) -> "Assessor":
        """Join a loaded rulebook with a classifier."""
        return cls(
            index=RuleIndex.of(book.rulebook),
            classifier=classifier,
            policy=policy_of(book, region),
            calendar=working_calendar(book.calendar_rows),
            clock_rules=clock_rules(book.clock_rows),
        )

    @property
    def rulebook(self) -> Rulebook:
        return self.index.rulebook

    def assess(self, report: Report, on: date) -> Assessment:
        """The whole answer of flow 1 under the law of ``on``."""
        return assess(report, on=on, index=self.index, classifier=self.classifier, policy=self.policy)

    def words_behind(self, text: str, dispute_type: str) -> tuple[str, ...]:
        """The pieces of ``text`` that spoke most for a type to the classifier, strongest first; on demand only."""
        weighed = self.classifier.contributions(normalise(text).text, dispute_type)
        strong = [piece for piece, weight in weighed if weight > 0 and not piece.isspace()]
        # a piece inside a stronger one says nothing new
        return tuple(piece for at, piece in enumerate(strong) if not any(piece in other for other in strong[:at]))

    def expected_deadlines(self, assessment: Assessment, reported_at: datetime) -> tuple[ExpectedDeadline, ...]:
        """The clocks that would start with the report at a police desk, most urgent first; none without a dispute.

        Args:
            reported_at: aware; midnight where only the date is known.
        """
        if assessment.tags.is_dispute is False and not assessment.risk.triggers:
            return ()
        found = {hit.id for hit in assessment.risk.triggers}
        blocking = {trigger for trigger in found if self.rulebook.triggers[trigger].blocks}
        primary = assessment.tags.primary
        types = [primary] if primary and not assessment.tags.abstained else []
        rules = (
            self.clock_rules.get(rule) for rule in clocks_expected(types, found, blocking, UnitKind.POLICE_STATION)
        )
        return tuple(
            self._expected(rule, reported_at, assessment)
            for rule in rules
            if rule is not None and rule.is_live(reported_at.date())
        )

    def _expected(self, rule: ClockRule, reported_at: datetime, assessment: Assessment) -> ExpectedDeadline:
        end = due(rule, reported_at, self.calendar, level=assessment.risk.level)
        return ExpectedDeadline(rule.id, end.due_on, end.provisional)


def policy_of(book: LoadedRulebook, region: str) -> Policy:
    """The policy of an installation; its hash covers the settings, the place and the calendars."""
    unhashed = Policy("", dict(book.level_scores), TYPE_THRESHOLD, RULE_SHARE, LONG_TEXT_CHARS)
    content = {"settings": asdict(unhashed), "region": region, "calendars": book.calendar_rows}
    canonical = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return replace(unhashed, content_hash=f"sha256:{sha256(canonical.encode()).hexdigest()}")
