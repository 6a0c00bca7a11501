"""Database classes, one module per subject."""

from triage.db.records.base import Record
from triage.db.records.cases import (
    AssessmentRecord,
    CaseAccessRecord,
    CaseAreaRecord,
    CaseRecord,
    DecisionRecord,
    PartyRecord,
    ReportingPersonRecord,
)
from triage.db.records.journal import (
    AuditEntryRecord,
    AuditHeadRecord,
    CaseNumberRecord,
    ImportBatchRecord,
    LeaseRecord,
    ReleaseRecord,
)
from triage.db.records.mediation import MediationSessionRecord, OutcomeRecord
from triage.db.records.people import (
    AccountRecord,
    AreaRecord,
    LoginAttemptRecord,
    MembershipRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from triage.db.records.safety import AlarmRecord, TaskRecord
from triage.db.records.tracks import (
    ClockExtensionRecord,
    ClockHoldRecord,
    ClockRecord,
    CustodyEntryRecord,
    HandOffItemRecord,
    HandOffRecord,
    TrackRecord,
)

__all__ = [
    "AccountRecord",
    "AlarmRecord",
    "AreaRecord",
    "AssessmentRecord",
    "AuditEntryRecord",
    "AuditHeadRecord",
    "CaseAccessRecord",
    "CaseAreaRecord",
    "CaseNumberRecord",
    "CaseRecord",
    "ClockExtensionRecord",
    "ClockHoldRecord",
    "ClockRecord",
    "CustodyEntryRecord",
    "DecisionRecord",
    "HandOffItemRecord",
    "HandOffRecord",
    "ImportBatchRecord",
    "LeaseRecord",
    "LoginAttemptRecord",
    "MediationSessionRecord",
    "MembershipRecord",
    "OutcomeRecord",
    "PartyRecord",
    "PersonRecord",
    "PostRecord",
    "Record",
    "ReleaseRecord",
    "ReportingPersonRecord",
    "TaskRecord",
    "TrackRecord",
    "UnitRecord",
]
