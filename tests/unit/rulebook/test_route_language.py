"""The language of the decision table: named conditions, dated exclusions, and who may see a fact."""

from datetime import date

import pytest

from tests.unit.rulebook.folders import EXCLUSIONS, FACTS, ROUTE, codes_of, findings_of, folder
from triage.assessment.rule import Condition
from triage.rulebook.load import load_files
from triage.vocabulary import POLICE_ROLES, Role

CONDITIONS = """
conditions:
  - {id: refused, version: 1, title: 拒绝, when: {fact: party_refused, is: true}}
  - {id: refused_again, version: 1, title: 再拒绝, when: {any: [{named: refused}, {fact: injury_level, is: none}]}}
"""
NAMED_ROUTE = ROUTE.replace(
    "{any: [{fact: party_refused, is: true}, {fact: prior_penalties_12m, at_least: 2}]}", "{named: refused_again}"
)
REFUSED = Condition(fact="party_refused", test="is", value=True)
POLICE = "[desk_officer, case_officer, community_officer, supervisor]"


def _conditions(text: str) -> dict[str, str | None]:
    return {"route__01_refused": NAMED_ROUTE, "route__conditions": text}


def _folder(route: str, conditions: str | None) -> dict[str, bytes]:
    files = folder(route__01_refused=route)
    return files if conditions is None else {**files, "route/conditions.yaml": conditions.strip("\n").encode()}


def test_a_named_condition_is_written_out_in_the_row() -> None:
    rows = load_files(_folder(NAMED_ROUTE, CONDITIONS)).rulebook.routes
    assert rows[0].when.any == (REFUSED, Condition(fact="injury_level", test="is", value="none"))


def test_a_condition_may_use_only_those_before_it() -> None:
    backwards = CONDITIONS.replace("{fact: party_refused, is: true}", "{named: refused_again}")
    codes = [found.code for found in findings_of(**_conditions(backwards))]
    assert codes == ["unknown_condition"]


def test_an_unknown_condition_is_told_with_those_there_are() -> None:
    (found,) = findings_of(**_conditions(CONDITIONS.replace("id: refused_again", "id: refused_twice")))
    assert (found.code, found.file) == ("unknown_condition", "route/01_refused.yaml")
    assert "refused、refused_twice" in found.message


def test_a_condition_is_checked_where_it_stands() -> None:
    wrong = CONDITIONS.replace("{fact: injury_level, is: none}", "{fact: injury_level, is: broken}")
    assert [(found.code, found.file) for found in findings_of(**_conditions(wrong))] == [
        ("fact_value", "route/conditions.yaml")
    ]


def test_a_name_stands_alone_in_a_condition() -> None:
    both = NAMED_ROUTE.replace("{named: refused_again}", "{named: refused_again, fact: party_refused, is: true}")
    assert codes_of(route__01_refused=both) == ["condition_shape"]


@pytest.mark.parametrize(("on", "is_live"), [(date(2025, 12, 31), True), (date(2026, 1, 1), False)])
def test_an_exclusion_ends_with_its_law(on: date, is_live: bool) -> None:
    dated = EXCLUSIONS.replace("verification: V}", "verification: V, valid_from: 2013-01-01, valid_to: 2025-12-31}")
    (exclusion,) = load_files(folder(route__exclusions=dated)).rulebook.exclusions
    assert exclusion.is_live(on) is is_live


def test_an_exclusion_of_an_older_rulebook_has_always_been_valid() -> None:
    (exclusion,) = load_files(folder()).rulebook.exclusions
    assert exclusion.is_live(date(1990, 1, 1))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("route__exclusions", EXCLUSIONS.replace("V}", "V, valid_from: 2026-01-01, valid_to: 2025-12-31}")),
        ("route__01_refused", ROUTE.replace("2011-01-01", "2011-01-01\n    valid_to: 2010-12-31", 1)),
    ],
)
def test_law_that_ends_before_it_begins_is_refused(name: str, text: str) -> None:
    assert codes_of(**{name: text}) == ["valid_to_before"]


def test_a_fact_for_the_police_is_named_by_its_roles() -> None:
    facts = load_files(folder(facts=FACTS.replace("police_only: true", f"visible_to: {POLICE}"))).rulebook.facts
    assert facts["prior_penalties_12m"].police_only
    assert facts["prior_penalties_12m"].visible_to == POLICE_ROLES
    assert facts["party_refused"].visible_to == frozenset(Role)


def test_an_older_rulebook_may_still_say_police_only() -> None:
    assert load_files(folder()).rulebook.facts["prior_penalties_12m"].visible_to == POLICE_ROLES


def test_half_an_audience_is_refused() -> None:
    assert "fact_audience" in codes_of(facts=FACTS.replace("police_only: true", "visible_to: [mediator]"))


REGION = """
id: regions.calls
version: 1
region: {region}
title: 警情类别
source: 某县
verification: L
categories:
  - {{external_code: 经济纠纷, also_written: [债务], our_codes: [{code}]}}
  - {{external_code: 其他, our_codes: []}}
"""


def test_categories_are_known_by_every_spelling() -> None:
    known = load_files(folder(regions__county__calls=REGION.format(region="county", code="loan_debt"))).rulebook
    assert known.categories["债务"] is known.categories["经济纠纷"]
    assert known.categories["经济纠纷"].codes == ("loan_debt",)


def test_a_category_leads_only_to_types_there_are() -> None:
    assert codes_of(regions__county__calls=REGION.format(region="county", code="flying")) == ["unknown_code"]


def test_the_table_of_a_region_goes_before_the_national_one() -> None:
    national = REGION.format(region="national", code="").replace("regions.calls", "regions.all")
    files = folder(regions__a__all=national, regions__b__calls=REGION.format(region="county", code="loan_debt"))
    assert load_files(files).rulebook.categories["经济纠纷"].codes == ("loan_debt",)


def test_a_table_lies_in_the_folder_of_its_region() -> None:
    assert "unknown_place" in codes_of(regions__calls=REGION.format(region="county", code="loan_debt"))


FACT_RULE = """
id: fact.refused
version: 1
status: active
title: 不愿调解
fact: party_refused
value: true
match: {any: [拒绝调解], unless: [如果]}
why: 文中说不愿
legal_basis: [PML 17]
verification: I
valid_from: 2011-01-01
reviewed_by: rule-review
reviewed_on: 2026-11-20
cases:
  - {text: 他拒绝调解, expect: match}
  - {text: 对方拒绝调解, expect: match}
  - {text: 如果他拒绝调解, expect: no_match, note: 近似词}
  - {text: 欠钱不还, expect: no_match}
"""
PRESUMABLE = FACTS.replace(
    "kind: boolean, ask: 有没有人拒绝？", "kind: boolean, may_be_presumed: true, ask: 有没有人拒绝？"
)


def test_a_fact_may_be_read_from_words() -> None:
    assert codes_of(fact__refused=FACT_RULE, facts=PRESUMABLE) == []
    (rule,) = (one for one in load_files(folder(fact__refused=FACT_RULE, facts=PRESUMABLE)).rulebook.rules if one.fact)
    assert (rule.fact, rule.value) == ("party_refused", True)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: true", "value: 3", "fact_value"),
        ("value: true\n", "", "value_with_fact"),
        ("fact: party_refused\nvalue: true\n", "fact: nobody\nvalue: true\n", "unknown_fact"),
        ("fact: party_refused\nvalue: true", "fact: prior_penalties_12m\nvalue: 1", "fact_not_presumable"),
        ("fact: party_refused", "indicator: R06\nfact: party_refused", "one_target"),
        ("unless: [如果]", "unless: [如果], doubtful: [不谈]", "doubtful_on_fact"),
        ("value: true", "value: true\nonly_types: [flying]", "unknown_code"),
    ],
)
def test_what_may_not_be_presumed_is_refused(old: str, new: str, code: str) -> None:
    assert code in codes_of(fact__refused=FACT_RULE.replace(old, new), facts=PRESUMABLE)
