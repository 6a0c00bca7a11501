"""The first schema: people, cases, tracks with holders and clocks, safety, mediation, audit chain, guards."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from triage.db.guards import GUARDS, create_statements, drop_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SYSTEM_PERSON = "00000000000000000000000000000000"

# keys between tables that point at each other: SQLite takes them inline, PostgreSQL only afterwards
LATE_KEYS = (
    ("fk_case_lead_track", "case", "track", ["lead_track_id", "id"], ["id", "case_id"]),
    ("fk_case_last_decision", "case", "decision", ["last_decision_id"], ["id"]),
    ("fk_track_guard_clock", "track", "clock", ["guard_clock_id", "id"], ["id", "track_id"]),
)


def upgrade() -> None:
    for create in TABLES.values():
        create()
    if not _is_sqlite():
        for name, table, referred, columns, keys in LATE_KEYS:
            op.create_foreign_key(name, table, referred, columns, keys, deferrable=True, initially="DEFERRED")
    for guard in GUARDS:
        for statement in create_statements(guard, op.get_bind().dialect.name):
            op.execute(statement)
    person = sa.table("person", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("phone"))
    op.bulk_insert(person, [{"id": UUID(SYSTEM_PERSON), "name": "系统", "phone": ""}])


def downgrade() -> None:
    for guard in GUARDS:
        for statement in drop_statements(guard, op.get_bind().dialect.name):
            op.execute(statement)
    if not _is_sqlite():
        for name, table, _, _, _ in LATE_KEYS:
            op.drop_constraint(name, table, type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _create_area() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_parent_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
        sa.UniqueConstraint("path", name=op.f("uq_area_path")),
    )
    op.create_index(op.f("ix_area_parent_id"), "area", ["parent_id"], unique=False)


def _create_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_head")),
    )


def _create_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )


def _create_login_attempt() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_login_at", "login_attempt", ["login", "at"], unique=False)
    op.create_index("ix_login_attempt_origin_at", "login_attempt", ["origin", "at"], unique=False)


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )


def _create_release() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=80), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_release_content_hash")),
    )
    op.create_index(
        "uq_release_one_live",
        "release",
        ["is_live"],
        unique=True,
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("login_epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )


def _create_unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "police_station",
                "mediation_committee",
                "justice_office",
                "governance_centre",
                "administrative_body",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("duty_phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_unit_area_id_area")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_index(op.f("ix_unit_area_id"), "unit", ["area_id"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)


def _create_audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_entry_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_audit_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_audit_entry_chain_number")),
    )
    op.create_index("ix_audit_entry_case", "audit_entry", ["case_id", "at", "id"], unique=False)


def _create_case() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_code", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "intake_channel",
            sa.Enum(
                "call_110",
                "counter",
                "hotline_12345",
                "grid",
                "volunteer",
                "resident",
                "import",
                name="intake_channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("external_source", sa.String(length=80), nullable=True),
        sa.Column("external_number", sa.String(length=80), nullable=True),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "closed", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_track_id", sa.Uuid(), nullable=False),
        sa.Column("dispute_type", sa.String(length=40), nullable=True),
        sa.Column(
            "risk_level",
            sa.Enum(
                "blue",
                "yellow",
                "orange",
                "red",
                name="risk_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("risk_rank", sa.Integer(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "PM",
                "AM",
                "PoM",
                "PEN",
                "GOV",
                "ARB",
                "COURT",
                "PET",
                "BLOCK",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("last_decision_id", sa.Uuid(), nullable=True),
        sa.Column("chaser", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_case_closed")),
        sa.CheckConstraint(
            "risk_rank = CASE risk_level WHEN 'blue' THEN 0 WHEN 'yellow' THEN 1 WHEN 'orange' THEN 2 ELSE 3 END",
            name=op.f("ck_case_risk_rank"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_case_area_id_area")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_case_changed_by_id_person")),
        sa.ForeignKeyConstraint(
            ["last_decision_id"],
            ["decision.id"],
            name="fk_case_last_decision",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["lead_track_id", "id"],
            ["track.id", "track.case_id"],
            name="fk_case_lead_track",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"], name=op.f("fk_case_registered_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("case_code", name=op.f("uq_case_case_code")),
        sa.UniqueConstraint("external_source", "external_number", name=op.f("uq_case_external_source_external_number")),
    )
    op.create_index(op.f("ix_case_area_id"), "case", ["area_id"], unique=False)
    op.create_index("ix_case_unit_registered", "case", ["unit_id", "registered_at", "id"], unique=False)


def _create_case_number() -> None:
    op.create_table(
        "case_number",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_number_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_case_number")),
    )


def _create_import_batch() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_hash", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("accepted_count", sa.Integer(), nullable=False),
        sa.Column("rejected_count", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by_id"], ["person.id"], name=op.f("fk_import_batch_imported_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_import_batch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_unit_id"), "import_batch", ["unit_id"], unique=False)


def _create_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("member_as", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_membership_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "unit_id", "starts_on", name=op.f("uq_membership_person_id_unit_id_starts_on")
        ),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(op.f("ix_membership_unit_id"), "membership", ["unit_id"], unique=False)


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "desk_officer",
                "case_officer",
                "community_officer",
                "mediator",
                "rule_reviewer",
                "supervisor",
                "administrator",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("may_clear_triggers", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role <> 'system'", name=op.f("ck_post_person_role")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_post_term")),
        sa.CheckConstraint("substitute_id IS NULL OR substitute_id <> person_id", name=op.f("ck_post_substitute")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_post_area_id_area")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id_person")),
        sa.ForeignKeyConstraint(["substitute_id"], ["person.id"], name=op.f("fk_post_substitute_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_post_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_area_id"), "post", ["area_id"], unique=False)
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"], unique=False)
    op.create_index(op.f("ix_post_substitute_id"), "post", ["substitute_id"], unique=False)
    op.create_index("ix_post_unit_role", "post", ["unit_id", "role"], unique=False)


def _create_assessment() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("restricted", sa.Text(), nullable=True),
        sa.Column("rulebook", sa.String(length=80), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_assessment_case_id_case")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_assessment_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_assessment_case_id_number")),
    )


def _create_case_access() -> None:
    op.create_table(
        "case_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_access_case_id_case")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_case_access_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_access")),
    )
    op.create_index(op.f("ix_case_access_case_id"), "case_access", ["case_id"], unique=False)
    op.create_index("ix_case_access_unit_case", "case_access", ["unit_id", "case_id"], unique=False)


def _create_case_area() -> None:
    op.create_table(
        "case_area",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_case_area_area_id_area")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_area_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "area_id", name=op.f("pk_case_area")),
    )
    op.create_index(op.f("ix_case_area_area_id"), "case_area", ["area_id"], unique=False)


def _create_party() -> None:
    op.create_table(
        "party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_party_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("case_id", "position", name=op.f("uq_party_case_id_position")),
    )


def _create_reporting_person() -> None:
    op.create_table(
        "reporting_person",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_reporting_person_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_reporting_person")),
    )


def _create_task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "check_hit",
                "mandatory_report",
                "returned_case",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.String(length=40), nullable=True),
        sa.Column("receipt", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "kind <> 'mandatory_report' OR done_at IS NULL OR receipt <> ''", name=op.f("ck_task_receipt")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL) AND (done_at IS NULL) = (finding IS NULL)",
            name=op.f("ck_task_done"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_case_id_case")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_task_done_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("case_id", "kind", "subject", name=op.f("uq_task_case_id_kind_subject")),
    )
    op.create_index(
        "ix_task_desk",
        "task",
        ["unit_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _create_track() -> None:
    op.create_table(
        "track",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("public_security", "mediation", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "registered",
                "routed",
                "in_mediation",
                "agreed",
                "returned",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("holder_unit_id", sa.Uuid(), nullable=False),
        sa.Column("holder_person_id", sa.Uuid(), nullable=True),
        sa.Column("sender_unit_id", sa.Uuid(), nullable=True),
        sa.Column("guard_clock_id", sa.Uuid(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_as", sa.String(length=40), nullable=True),
        sa.Column("closed_note", sa.String(length=500), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_track_closed")),
        sa.CheckConstraint("closed_at IS NOT NULL OR guard_clock_id IS NOT NULL", name=op.f("ck_track_guarded")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_track_case_id_case")),
        sa.ForeignKeyConstraint(
            ["guard_clock_id", "id"],
            ["clock.id", "clock.track_id"],
            name="fk_track_guard_clock",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["holder_person_id"], ["person.id"], name=op.f("fk_track_holder_person_id_person")),
        sa.ForeignKeyConstraint(["holder_unit_id"], ["unit.id"], name=op.f("fk_track_holder_unit_id_unit")),
        sa.ForeignKeyConstraint(["sender_unit_id"], ["unit.id"], name=op.f("fk_track_sender_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_track_id_case_id")),
    )
    op.create_index(
        "ix_track_person_queue",
        "track",
        ["holder_person_id", "urgency", "next_due_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_track_queue",
        "track",
        ["holder_unit_id", "urgency", "next_due_at", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_track_one_open_of_a_kind",
        "track",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.String(length=8), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by_id", sa.Uuid(), nullable=True),
        sa.Column("clear_reason", sa.String(length=40), nullable=True),
        sa.Column("clear_note", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)", name=op.f("ck_alarm_acknowledged")
        ),
        sa.CheckConstraint(
            "(cleared_at IS NULL) = (cleared_by_id IS NULL) AND (cleared_at IS NULL) = (clear_reason IS NULL)",
            name=op.f("ck_alarm_cleared"),
        ),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["person.id"], name=op.f("fk_alarm_acknowledged_by_id_person")),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_alarm_assessment_id_assessment")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_alarm_case_id_case")),
        sa.ForeignKeyConstraint(["cleared_by_id"], ["person.id"], name=op.f("fk_alarm_cleared_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_alarm_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    op.create_index(op.f("ix_alarm_case_id"), "alarm", ["case_id"], unique=False)
    op.create_index(
        "ix_alarm_desk",
        "alarm",
        ["unit_id", "raised_at", "id"],
        unique=False,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index(
        "uq_alarm_one_open_of_a_trigger",
        "alarm",
        ["case_id", "trigger"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )


def _create_clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.String(length=20), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "held",
                "met",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wake_on", sa.Date(), nullable=True),
        sa.Column("extended_units", sa.Integer(), nullable=False),
        sa.CheckConstraint("(status = 'held') = (wake_on IS NOT NULL)", name=op.f("ck_clock_wake")),
        sa.CheckConstraint("(status IN ('running', 'held')) = (stopped_at IS NULL)", name=op.f("ck_clock_stopped")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_clock_track_id_track")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
        sa.UniqueConstraint("id", "track_id", name=op.f("uq_clock_id_track_id")),
    )
    op.create_index(
        "ix_clock_due",
        "clock",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_index("ix_clock_track", "clock", ["track_id", "status"], unique=False)


def _create_decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("recommended", sa.String(length=40), nullable=False),
        sa.Column("decided", sa.String(length=40), nullable=False),
        sa.Column("override_reason", sa.String(length=40), nullable=True),
        sa.Column(
            "risk_level",
            sa.Enum(
                "blue",
                "yellow",
                "orange",
                "red",
                name="risk_level",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("recommended = decided OR override_reason IS NOT NULL", name=op.f("ck_decision_override")),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_decision_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id_case")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_decision_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_case", "decision", ["case_id", "decided_at"], unique=False)


def _create_hand_off() -> None:
    op.create_table(
        "hand_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_unit_id", sa.Uuid(), nullable=False),
        sa.Column("from_person_id", sa.Uuid(), nullable=False),
        sa.Column("to_unit_id", sa.Uuid(), nullable=False),
        sa.Column("hop", sa.Integer(), nullable=False),
        sa.Column("is_unsettled_on_spot", sa.Boolean(), nullable=False),
        sa.Column("is_transferable", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("seal", sa.String(length=80), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("decline_reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(status = 'offered') = (answered_at IS NULL)", name=op.f("ck_hand_off_answered")),
        sa.CheckConstraint(
            "status <> 'declined' OR decline_reason IS NOT NULL", name=op.f("ck_hand_off_decline_reason")
        ),
        sa.CheckConstraint("from_unit_id <> to_unit_id", name=op.f("ck_hand_off_two_units")),
        sa.CheckConstraint("is_unsettled_on_spot AND is_transferable", name=op.f("ck_hand_off_gates")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_hand_off_answered_by_id_person")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_hand_off_case_id_case")),
        sa.ForeignKeyConstraint(["from_person_id"], ["person.id"], name=op.f("fk_hand_off_from_person_id_person")),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_hand_off_from_unit_id_unit")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_hand_off_to_unit_id_unit")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_hand_off_track_id_track")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_off")),
    )
    op.create_index(op.f("ix_hand_off_case_id"), "hand_off", ["case_id"], unique=False)
    op.create_index(
        "ix_hand_off_inbox",
        "hand_off",
        ["to_unit_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'offered'"),
        postgresql_where=sa.text("status = 'offered'"),
    )
    op.create_index(
        "ix_hand_off_due",
        "hand_off",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'offered'"),
        postgresql_where=sa.text("status = 'offered'"),
    )
    op.create_index("ix_hand_off_track", "hand_off", ["track_id", "offered_at"], unique=False)
    op.create_index(
        "uq_hand_off_one_offer",
        "hand_off",
        ["track_id"],
        unique=True,
        sqlite_where=sa.text("status = 'offered'"),
        postgresql_where=sa.text("status = 'offered'"),
    )


def _create_mediation_session() -> None:
    op.create_table(
        "mediation_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("chaired_by_id", sa.Uuid(), nullable=False),
        sa.Column("participants", sa.String(length=300), nullable=False),
        sa.Column("is_consented", sa.Boolean(), nullable=False),
        sa.Column("refused_by", sa.String(length=40), nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("is_consented OR refused_by IS NOT NULL", name=op.f("ck_mediation_session_consent")),
        sa.ForeignKeyConstraint(
            ["chaired_by_id"], ["person.id"], name=op.f("fk_mediation_session_chaired_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_mediation_session_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_mediation_session_track_id_track")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_mediation_session_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_session")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_mediation_session_track_id_number")),
    )


def _create_outcome() -> None:
    op.create_table(
        "outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "written_agreement",
                "oral_agreement",
                "mediation_failed",
                "terminated",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("perform_by_on", sa.Date(), nullable=True),
        sa.Column("performed_on", sa.Date(), nullable=True),
        sa.Column("failure_reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("is_escalation_prevented", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('written_agreement', 'oral_agreement')) = (effective_on IS NOT NULL)",
            name=op.f("ck_outcome_effective"),
        ),
        sa.CheckConstraint(
            "kind IN ('written_agreement', 'oral_agreement') OR failure_reason IS NOT NULL",
            name=op.f("ck_outcome_failure_reason"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_outcome_recorded_by_id_person")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_outcome_track_id_track")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_outcome_track_id_number")),
    )


def _create_clock_extension() -> None:
    op.create_table(
        "clock_extension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("approval", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_extension_clock_id_clock")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_clock_extension_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_extension")),
    )
    op.create_index(op.f("ix_clock_extension_clock_id"), "clock_extension", ["clock_id"], unique=False)


def _create_clock_hold() -> None:
    op.create_table(
        "clock_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("wake_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("caused_by", sa.String(length=40), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_hold_clock_id_clock")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_clock_hold_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_hold")),
    )
    op.create_index(op.f("ix_clock_hold_clock_id"), "clock_hold", ["clock_id"], unique=False)


def _create_custody_entry() -> None:
    op.create_table(
        "custody_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("hand_off_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hand_off_id"], ["hand_off.id"], name=op.f("fk_custody_entry_hand_off_id_hand_off")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_custody_entry_person_id_person")),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_custody_entry_track_id_track")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_custody_entry_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_entry")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_custody_entry_track_id_number")),
    )


def _create_hand_off_item() -> None:
    op.create_table(
        "hand_off_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hand_off_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["hand_off_id"], ["hand_off.id"], name=op.f("fk_hand_off_item_hand_off_id_hand_off")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_off_item")),
        sa.UniqueConstraint("hand_off_id", "position", name=op.f("uq_hand_off_item_hand_off_id_position")),
    )


TABLES = {
    "area": _create_area,
    "audit_head": _create_audit_head,
    "lease": _create_lease,
    "login_attempt": _create_login_attempt,
    "person": _create_person,
    "release": _create_release,
    "account": _create_account,
    "unit": _create_unit,
    "audit_entry": _create_audit_entry,
    "case": _create_case,
    "case_number": _create_case_number,
    "import_batch": _create_import_batch,
    "membership": _create_membership,
    "post": _create_post,
    "assessment": _create_assessment,
    "case_access": _create_case_access,
    "case_area": _create_case_area,
    "party": _create_party,
    "reporting_person": _create_reporting_person,
    "task": _create_task,
    "track": _create_track,
    "alarm": _create_alarm,
    "clock": _create_clock,
    "decision": _create_decision,
    "hand_off": _create_hand_off,
    "mediation_session": _create_mediation_session,
    "outcome": _create_outcome,
    "clock_extension": _create_clock_extension,
    "clock_hold": _create_clock_hold,
    "custody_entry": _create_custody_entry,
    "hand_off_item": _create_hand_off_item,
}
