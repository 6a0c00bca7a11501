"""The shapes of rule files as JSON Schema, for editors."""

import json
from pathlib import Path

from triage.rulebook.export_schema import CATALOGUE, export, exported


def test_every_kind_of_file_has_a_schema_that_refuses_unknown_keys() -> None:
    files = {name: json.loads(text) for name, text in exported().items()}
    catalogue = files.pop(CATALOGUE)["schemas"]
    assert sorted(entry["name"] for entry in catalogue) == sorted(files)
    assert {schema["additionalProperties"] for schema in files.values()} == {False}


def test_a_file_with_a_name_of_its_own_is_left_out_of_its_folder() -> None:
    (words,) = [entry for entry in json.loads(exported()[CATALOGUE])["schemas"] if entry["name"] == "word_set.json"]
    assert words["fileMatch"] == ["rules/elements/**/*.yaml", "!rules/elements/context.yaml"]


def test_a_condition_is_written_with_the_keys_of_the_files() -> None:
    condition = json.loads(exported()["route_file.json"])["$defs"]["ConditionShape"]["properties"]
    assert {"is", "one_of", "all"} <= condition.keys()
    assert "is_" not in condition


def test_a_group_of_a_near_pattern_may_be_a_word_set_alone() -> None:
    groups = json.loads(exported()["rule.json"])["$defs"]["NearShape"]["properties"]["all"]["items"]["anyOf"]
    assert [group["type"] for group in groups] == ["array", "string"]


def test_exporting_takes_old_schemas_away_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    export(tmp_path)
    (tmp_path / "schema" / "gone.json").write_text("{}", encoding="utf-8")
    export(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "schema").iterdir()} == exported()
