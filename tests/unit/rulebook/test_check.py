"""A rules folder is checked as a whole: shape, references, house rules, cases; each fault with place and sentence."""

import pytest

from tests.unit.rulebook.folders import (
    CALENDAR,
    EXCLUSIONS,
    FACTS,
    HIGH_PLACES,
    LOAN,
    ROUTE,
    SELF_HARM,
    TAXONOMY,
    codes_of,
    findings_of,
    folder,
)
from triage.rulebook.check import check_files
from triage.rulebook.findings import Severity


def test_a_sound_folder_has_no_findings() -> None:
    assert findings_of() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("title: 扬言自杀或自残\n", "", "missing_key", (1, 1)),
        ("title: 扬言", "titel: 扬言", "missing_key", (1, 1)),
        ("why: 文中", "wy: 文中", "missing_key", (1, 1)),
        ("version: 2", "version: two", "expected_integer", (2, 10)),
        ("version: 2", "version: 0", "expected_range", (2, 10)),
        ("status: active", "status: live", "expected_choice", (3, 9)),
        ("title: 扬言自杀或自残", "title: 110", "expected_text", (4, 8)),
        ("title: 扬言自杀或自残", "title: ''", "expected_text_not_empty", (4, 8)),
        ("any: [跳楼, 自杀]", "any: 跳楼", "expected_list", (7, 8)),
        ("any: [跳楼, 自杀]", "any: [跳楼, '']", "expected_text_not_empty", (7, 13)),
        ("any: [跳楼, 自杀]", "any: [跳楼, 110]", "expected_text", (7, 13)),
        ("within_chars: 8", "within_chars: 8.5", "expected_integer", (9, 51)),
        ("ordered: true", "ordered: 1", "expected_bool", (9, 63)),
        ("valid_from: 2003-05-01", "valid_from: 2003-5-1", "expected_date", (15, 13)),
        ("valid_from: 2003-05-01", "valid_from: 2003-02-30", "expected_date", (15, 13)),
        ("valid_from: 2003-05-01", "valid_from: 20030501", "expected_date", (15, 13)),
        ("verification: V2", "verification: X", "expected_choice", (14, 15)),
        ("legal_basis: [R110]", "legal_basis: []", "expected_list_not_empty", (13, 14)),
        ("legal_basis: [R110]", "legal_basis: [网上资料]", "expected_pattern", (13, 15)),
        ("match:\n", "match: 跳楼\nmatch2:\n", "expected_mapping", (6, 8)),
    ],
)
def test_a_wrong_shape_is_told_with_its_place(old: str, new: str, code: str, place: tuple[int, int]) -> None:
    first = next(found for found in findings_of(risk__self_harm=SELF_HARM.replace(old, new)) if found.code == code)
    assert (first.file, (first.line, first.column)) == ("risk/self_harm.yaml", place)


def test_an_unknown_key_is_told_where_it_stands_with_a_guess() -> None:
    (found,) = findings_of(risk__self_harm=SELF_HARM.replace("  context_in:", "  contxt_in:"))
    assert (found.code, found.line, found.column) == ("unknown_key_guess", 10, 3)
    assert "“context_in”" in found.message
    assert "doubtful" in found.message


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (SELF_HARM.replace("id: risk.self_harm", "id: risk.other"), ["id_mismatch"]),
        (SELF_HARM.replace("trigger: T03", "trigger: T99"), ["unknown_code"]),
        (SELF_HARM.replace("trigger: T03", "trigger: T03\nindicator: R06"), ["one_target"]),
        (SELF_HARM.replace("trigger: T03\n", ""), ["one_target"]),
        (SELF_HARM.replace("@high_places", "@low_places"), ["unknown_word_set"]),
        (SELF_HARM.replace("  context_in: [跳楼机]", "  unless: [跳楼机]"), ["unless_on_risk"]),
        (SELF_HARM.replace("trigger: T03", "trigger: T03\nweight: 2.0"), ["weight_on_risk"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自杀, 刀]"), ["single_char_firm"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自殺]"), ["literal_form"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自杀, 五失人员]"), ["person_label"]),
        (SELF_HARM.replace("title: 扬言自杀或自残", "title: 八失人员"), ["person_label"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自杀, 跳楼]"), ["literal_repeated"]),
        (SELF_HARM.replace("ask: 请核实当事人是否安全\n", ""), ["ask_missing"]),
        (SELF_HARM.replace('[[站在], "@high_places"]', "[[站在]]"), ["near_groups"]),
        (SELF_HARM.replace("within_chars: 8", "within_chars: 2"), ["near_window"]),
        (SELF_HARM.replace('"@high_places"', '"#several_storeys"'), ["unknown_quantity"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [跳楼, 自杀, '#crowd']"), ["unknown_quantity"]),
        (SELF_HARM.replace('[[站在], "@high_places"]', '["#crowd", "#long_time"]'), ["near_without_words"]),
        (
            SELF_HARM.replace("valid_from: 2003-05-01", "valid_from: 2003-05-01\nvalid_to: 2002-01-01"),
            ["valid_to_before"],
        ),
        (SELF_HARM.replace("status: active", "status: retired"), ["retired_place"]),
        (SELF_HARM.replace("  - {text: 物业费涨价, expect: no_match}\n", ""), ["few_cases"]),
        (SELF_HARM.replace(", note: 近似词", ""), ["no_near_miss"]),
        (SELF_HARM.replace("any: [跳楼, 自杀]", "any: [自杀]"), ["case_fails", "case_fails"]),
    ],
)
def test_a_risk_rule_that_breaks_a_rule_is_told(text: str, codes: list[str]) -> None:
    assert [code for code in codes_of(risk__self_harm=text) if code != "case_fails" or "case_fails" in codes] == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LOAN.replace("weight: 3\n", ""), "weight_missing"),
        (LOAN.replace("{any: [欠钱], ", "{doubtful: [欠钱], "), "doubtful_on_type"),
        (LOAN.replace("{any: [欠钱], ", "{any: [欠钱], other_sense: [游戏币], "), "other_sense_on_type"),
        (LOAN.replace("weight: 3", "weight: 9"), "expected_range"),
        (LOAN.replace("{any: [欠钱], unless: [工资]}", "{unless: [工资]}"), "no_literals"),
    ],
)
def test_a_type_rule_that_breaks_a_rule_is_told(text: str, code: str) -> None:
    assert code in codes_of(dispute_type__loan=text)


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ("{fact: weather, is: true}", "unknown_fact"),
        ("{fact: party_refused, is: 1}", "fact_value"),
        ("{fact: party_refused, at_least: 1}", "fact_value"),
        ("{fact: injury_level, is: broken}", "fact_value"),
        ("{fact: injury_level, one_of: [none, broken]}", "fact_value"),
        ("{fact: prior_penalties_12m, at_least: -1}", "fact_value"),
        ("{fact: party_refused}", "condition_test"),
        ("{fact: party_refused, is: true, is_known: true}", "condition_test"),
        ("{fact: party_refused, is: true, atom: blocking_trigger}", "condition_shape"),
        ("{}", "condition_shape"),
        ("{any: []}", "expected_list_not_empty"),
        ("{atom: weather}", "unknown_atom"),
        ('{atom: "trigger:T99"}', "unknown_atom"),
        ("{atom: type_in, value: [weather]}", "unknown_code"),
        ("{atom: level_at_least, value: purple}", "unknown_code"),
        ("{atom: blocking_trigger, value: [x]}", "unknown_code"),
        ("{all: [{none: [{fact: weather, is: true}]}]}", "unknown_fact"),
    ],
)
def test_a_condition_that_cannot_hold_is_told(when: str, code: str) -> None:
    assert codes_of(route__01_refused=ROUTE.replace("when: {all: []}", f"when: {when}")) == [code]


@pytest.mark.parametrize(
    "when",
    [
        "{fact: injury_level, one_of_known: [none]}",
        "{fact: party_refused, is_known: false}",
        "{atom: type_in, value: [loan_debt]}",
        "{atom: level_at_least, value: orange}",
        '{none: [{atom: "check:T03"}, {atom: "indicator:R07"}]}',
    ],
)
def test_a_sound_condition_passes(when: str) -> None:
    assert codes_of(route__01_refused=ROUTE.replace("when: {all: []}", f"when: {when}")) == []


def test_a_fault_in_a_nested_condition_has_its_own_place() -> None:
    (found,) = findings_of(route__01_refused=ROUTE.replace("is: true", "is: 1"))
    assert (found.line, found.column) == (7, 44)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("taxonomy", TAXONOMY.replace("replaces: [R06]", "replaces: [R66]"), "unknown_code"),
        ("taxonomy", TAXONOMY.replace("id: T15", "id: T03"), "duplicate_id"),
        ("taxonomy", TAXONOMY.replace("yellow: 25", "yellow: 60"), "level_order"),
        ("facts", FACTS.replace("choices: [none, minor_injury]", "choices: [none]"), "choice_values"),
        ("facts", FACTS.replace("kind: boolean", "kind: boolean, choices: [a, b]"), "choice_values"),
        ("facts", FACTS.replace("id: injury_level", "id: party_refused"), "duplicate_id"),
        ("elements__high_places", HIGH_PLACES.replace("天台", "天臺"), "literal_form"),
        ("route__exclusions", EXCLUSIONS.replace("T03", "T77"), "unknown_atom"),
        ("calendar__2026", CALENDAR.replace("status: official", "status: maybe"), "expected_choice"),
        ("wording", "reasons: [a]", "expected_text"),
        ("wording", "errors: {x: '{'}", "expected_other"),
        ("wording", "reasons: {trigger: '{nobody}'}", "wording_slot"),
        ("wording", "reasons: {}", "missing_wording"),
        ("somewhere__else", "a: 1", "unknown_place"),
        ("risk__self_harm", "", "yaml_empty"),
    ],
)
def test_other_files_are_checked_too(name: str, text: str, code: str) -> None:
    assert code in codes_of(**{name: text})


@pytest.mark.parametrize("name", ["taxonomy", "facts", "wording", "elements__context"])
def test_a_file_that_cannot_be_spared_is_missed(name: str) -> None:
    assert "missing_file" in codes_of(**{name: None})


def test_the_same_id_in_two_files_is_told() -> None:
    codes = codes_of(retired__self_harm=SELF_HARM.replace("status: active", "status: retired\nretired_on: 2026-01-01"))
    assert "duplicate_id" in codes


def test_faults_of_several_files_are_told_in_order() -> None:
    found = findings_of(risk__self_harm="a: yes", dispute_type__loan="b: on", facts="c: [")
    assert [fault.file for fault in found] == sorted(fault.file for fault in found)
    assert {"dispute_type/loan.yaml", "facts.yaml", "risk/self_harm.yaml"} <= {fault.file for fault in found}


def test_cases_of_sound_files_run_beside_a_broken_one() -> None:
    found = findings_of(risk__self_harm="a: yes", dispute_type__loan=LOAN.replace("邻居太吵", "他欠钱了"))
    assert [(fault.file, fault.code) for fault in found] == [
        ("dispute_type/loan.yaml", "case_fails"),
        ("risk/self_harm.yaml", "yaml_bool"),
    ]


def test_a_failing_case_says_what_was_expected_and_where() -> None:
    (found,) = findings_of(dispute_type__loan=LOAN.replace("邻居太吵", "他欠钱了"))
    assert (found.line, found.column) == (18, 5)
    assert "“他欠钱了”应为 no_match，实际为 match" in found.message


def test_a_draft_is_tested_too() -> None:
    text = SELF_HARM.replace("status: active", "status: draft").replace("物业费涨价", "他要自杀")
    assert codes_of(risk__self_harm=text) == ["case_fails"]


def test_a_repeated_literal_is_only_a_warning() -> None:
    (found,) = findings_of(elements__high_places=HIGH_PLACES.replace("天台", "楼顶, 天台"))
    assert (found.code, found.severity) == ("literal_repeated", Severity.WARNING)


def test_forms_are_left_to_whoever_prints_them() -> None:
    assert check_files({**folder(), "forms/receipt.yaml": b"anything: [goes]"}) == []
