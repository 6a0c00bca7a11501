"""A checked folder becomes frozen values; a release holds it whole."""

import zlib
from datetime import date
from pathlib import Path

import pytest

from tests.unit.rulebook.folders import LOAN, SELF_HARM, folder
from triage.assessment.rule import Condition
from triage.errors import InputError, RuleFileError
from triage.rulebook.folder import content_hash
from triage.rulebook.load import load_files, load_rulebook
from triage.rulebook.release import from_snapshot, load_snapshot, packed, snapshot, unpacked
from triage.vocabulary import ElementKind, HitContext, RiskLevel, Route


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, raw in folder().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return tmp_path


def test_a_rule_is_built_with_its_word_sets_written_out() -> None:
    rule = next(rule for rule in load_files(folder()).rulebook.rules if rule.trigger == "T03")
    assert (rule.source_id, rule.any, rule.context_in) == ("risk.self_harm@2", ("跳楼", "自杀"), ("跳楼机",))
    (pattern,) = rule.near
    assert (pattern.groups, pattern.within_chars, pattern.ordered) == ((("站在",), ("楼顶", "天台")), 8, True)
    assert pattern.sentences == 1
    assert (rule.valid_from, rule.valid_to, rule.weight) == (date(2003, 5, 1), None, 0.0)


def test_doubts_depend_on_what_the_rule_is_about() -> None:
    rules = {rule.id: rule.doubtful_in for rule in load_files(folder()).rulebook.rules}
    assert HitContext.NEGATED in rules["risk.self_harm"]
    assert HitContext.QUESTION not in rules["risk.self_harm"]
    assert rules["dispute_type.loan"] == {HitContext.IDIOM}


def test_a_rule_that_doubts_a_name_doubts_fiction_and_heeds_its_words_of_another_sense() -> None:
    text = SELF_HARM.replace("  context_in:", "  other_sense: [跳水]\n  context_in:")
    (rule,) = (rule for rule in load_files(folder(risk__self_harm=text)).rulebook.rules if rule.trigger)
    assert rule.other_sense == ("跳水",)
    assert {HitContext.FICTION, HitContext.OTHER_SENSE} <= rule.doubtful_in


def test_a_rule_may_name_its_own_doubts() -> None:
    files = folder(risk__self_harm=SELF_HARM.replace("trigger: T03", "trigger: T03\ndoubtful_in: [idiom, question]"))
    rule = next(rule for rule in load_files(files).rulebook.rules if rule.trigger)
    assert rule.doubtful_in == {HitContext.IDIOM, HitContext.QUESTION}


def test_drafts_are_loaded_apart() -> None:
    book = load_files(folder(dispute_type__loan=LOAN.replace("status: active", "status: draft")))
    assert [rule.id for rule in book.rulebook.rules] == ["risk.self_harm"]
    assert [rule.id for rule in book.drafts] == ["dispute_type.loan"]


def test_tables_are_built() -> None:
    book = load_files(folder())
    rulebook = book.rulebook
    assert rulebook.dispute_types["loan_debt"].routes == (Route.PEOPLE, Route.COURT)
    assert (rulebook.triggers["T03"].level, rulebook.triggers["T15"].level) == (RiskLevel.RED, None)
    assert rulebook.indicators["R07"].replaces == ("R06",)
    assert rulebook.facts["injury_level"].choices == ("none", "minor_injury")
    assert rulebook.wording["labels.fact.injury_level.none"] == "无伤"
    assert rulebook.word_sets["high_places"].kind is ElementKind.PLACE
    assert rulebook.cues.negation == ("没有",)
    assert book.level_scores == {RiskLevel.BLUE: 0, RiskLevel.YELLOW: 25, RiskLevel.ORANGE: 50, RiskLevel.RED: 75}


def test_the_decision_table_keeps_its_order_and_conditions() -> None:
    refused, default = load_files(folder()).rulebook.routes
    assert refused.when.any == (
        Condition(fact="party_refused", test="is", value=True),
        Condition(fact="prior_penalties_12m", test="at_least", value=2),
    )
    assert (refused.route, default.route, default.when) == (Route.COURT, None, Condition())


def test_clocks_and_calendars_are_plain_rows() -> None:
    book = load_files(folder())
    (clock,), (calendar,) = book.clock_rows, book.calendar_rows
    assert (clock["id"], clock["length"], clock["unit"], clock["valid_from"]) == ("PM-01", 1, "mo", date(2002, 11, 1))
    assert (calendar["year"], calendar["off_days"]) == (2026, [date(2026, 1, 1)])


def test_cases_know_their_place() -> None:
    case = load_files(folder()).cases[0]
    assert (case.rule_id, case.text, case.expect, case.file, case.place) == (
        "dispute_type.loan",
        "他欠钱不还",
        "match",
        "dispute_type/loan.yaml",
        (15, 5),
    )


def test_the_first_fault_is_raised_with_its_place() -> None:
    with pytest.raises(RuleFileError) as raised:
        load_files(folder(risk__self_harm=SELF_HARM.replace("version: 2", "version: two")))
    error = raised.value
    assert (error.code, error.file, error.line, error.column) == ("expected_integer", "risk/self_harm.yaml", 2, 10)
    assert error.values["message"] == "这里应当是整数，例如 1"


def test_a_folder_on_disk_loads_as_its_files_do(root: Path) -> None:
    (root / "README.md").write_text("not a rule", encoding="utf-8")
    assert load_rulebook(root).rulebook == load_files(folder()).rulebook


def test_the_hash_covers_names_and_content() -> None:
    files = folder()
    renamed = {f"x{name}" if name.startswith("route/01") else name: raw for name, raw in files.items()}
    changed = {**files, "facts.yaml": files["facts.yaml"] + b"\n"}
    hashes = {content_hash(files), content_hash(renamed), content_hash(changed)}
    assert len(hashes) == 3
    assert content_hash(dict(reversed(files.items()))) == content_hash(files)
    assert content_hash(files).startswith("sha256:")


def test_a_snapshot_loads_without_its_folder(root: Path) -> None:
    release = snapshot(root)
    assert from_snapshot(release) == load_rulebook(root).rulebook
    assert load_snapshot(release).clock_rows == load_rulebook(root).clock_rows


def test_a_snapshot_is_the_same_bytes_every_time(root: Path) -> None:
    assert snapshot(root) == snapshot(root) == packed(folder())
    assert unpacked(snapshot(root)) == folder()


@pytest.mark.parametrize("damage", [b"", b"no release", zlib.compress(b"[]"), zlib.compress(b'{"files": {}}')])
def test_what_is_no_release_is_refused(damage: bytes) -> None:
    with pytest.raises(InputError) as refused:
        unpacked(damage)
    assert refused.value.code == "release_damaged"


def test_a_changed_release_is_refused() -> None:
    text = zlib.decompress(packed(folder())).decode()
    with pytest.raises(InputError):
        unpacked(zlib.compress(text.replace("跳楼", "跳绳").encode()))
