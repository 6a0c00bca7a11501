"""`triage evaluate` over labelled rows."""

import json
from pathlib import Path

from tests.integration.cli.conftest import Command, json_lines

ROWS = (
    {
        "id": "e1",
        "text": "邻居喝了酒拿着菜刀站在我家门口，说要弄死我全家",
        "triggers_must": ["T02"],
        "triggers_must_not": ["T05"],
        "risk_min": "red",
        "mediation_blocked": True,
        "routes_ok": ["BLOCK"],
    },
    {
        "id": "e2",
        "text": "朋友借了我八万块钱，打了欠条，两年了一直不还",
        "types": ["loan_debt"],
        "triggers_must": [],
        "risk_max": "yellow",
        "mediation_blocked": False,
        "routes_ok": ["PM", "COURT"],
        "routes_never": ["BLOCK"],
    },
)


def test_the_figures_of_the_contract_are_printed(command: Command, tmp_path: Path) -> None:
    said = command("evaluate", json_lines(tmp_path / "gold.jsonl", *ROWS), "--json")
    figures = json.loads(said.out)
    assert (said.status, figures["rows"]) == (0, 2)
    assert figures["type"]["top1_accuracy"] == figures["triggers"]["recall"] == figures["route"]["ok"] == 1
    assert (figures["risk"]["within_bounds"], figures["blocked"]["recall"]) == (1, 1)
    assert figures["triggers"]["missed"] == figures["route"]["never_violations"] == figures["blocked"]["false"] == []
    assert {"macro_f1", "coverage", "accuracy_when_confident", "ece", "per_class"} <= figures["type"].keys()
    assert {"recall_lower_95", "precision", "per_id"} <= figures["triggers"].keys()


def test_without_json_the_figures_are_a_chinese_table(command: Command, tmp_path: Path) -> None:
    said = command("evaluate", json_lines(tmp_path / "gold.jsonl", *ROWS))
    assert (said.status, "首选正确 1.000" in said.out, "T02" in said.out) == (0, True, True)


def test_a_label_that_does_not_exist_is_refused_with_its_row(command: Command, tmp_path: Path) -> None:
    gold = json_lines(tmp_path / "gold.jsonl", ROWS[0], {**ROWS[1], "risk_max": "purple"})
    said = command("evaluate", gold)
    assert (said.status, "第 2 行" in said.err, said.out) == (2, True, "")
