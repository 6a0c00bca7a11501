"""Word-by-word cases as files: written, read back, and refused in words."""

from pathlib import Path

from triage.rule_review.composed_cases import WordCase
from triage.rulebook.compose import write_cases
from triage.rulebook.folder import read_files
from triage.rulebook.word_cases import as_yaml, read_word_cases

CASES = [WordCase("他拿着{}", "match", ("砍刀", "no", "12")), WordCase("刀削面", "to_check", ("",))]


def test_what_is_written_reads_the_same() -> None:
    files = {"cases/risk.weapon.yaml": as_yaml("risk.weapon", CASES).encode()}
    assert read_word_cases(files) == ({"risk.weapon": CASES}, [])


def test_a_file_of_another_name_and_a_blank_without_words_are_told() -> None:
    files = {"cases/risk.other.yaml": as_yaml("risk.weapon", [WordCase("他拿着{}", "match", ("",))]).encode()}
    assert [found.code for found in read_word_cases(files)[1]] == ["word_cases_file", "word_case_blank"]


def test_writing_drops_the_files_of_rules_that_are_gone(tmp_path: Path) -> None:
    write_cases(tmp_path, [("risk.old", CASES)], is_of_all=True)
    assert write_cases(tmp_path, [("risk.new", CASES)], is_of_all=True) == 1
    assert list(read_files(tmp_path)) == ["cases/risk.new.yaml"]
