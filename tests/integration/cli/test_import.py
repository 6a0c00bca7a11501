"""`triage import`: an export becomes cases, row by row."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.factories import People
from tests.integration.cli.conftest import Command
from triage.db.records import CaseRecord, ImportBatchRecord
from triage.services.context import ServiceContext

EXPORT = """接警单号,报警时间,来源,事发地址,报警内容
J1,2026-09-01 08:30,网格,测试路1号,两家为公共过道堆杂物吵架
J2,2026年09月02日 10时05分,110,测试路2号,
J3,2026-13-45,110,测试路3号,楼上漏水不肯修
J1,2026-09-01 08:30,网格,测试路1号,两家为公共过道堆杂物吵架
"""


@pytest.fixture
def export(tmp_path: Path, ctx: ServiceContext, people: People, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An export, beside an installation in which ``desk`` works at the station."""
    assert people["desk"]
    monkeypatch.setenv("TRIAGE_HOME", str(ctx.settings.home))
    monkeypatch.setenv("TRIAGE_DATABASE_URL", ctx.settings.database_url)
    path = tmp_path / "calls.csv"
    path.write_bytes(EXPORT.encode("gb18030"))
    return path


def cases(ctx: ServiceContext) -> int:
    with ctx.reading() as orm:
        return orm.scalars(select(func.count()).select_from(CaseRecord)).one()


def rejected(export: Path) -> list[int]:
    lines = export.with_name("calls.csv.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["row"] for line in lines]


def test_rows_become_cases_and_the_others_are_rejected(command: Command, ctx: ServiceContext, export: Path) -> None:
    said = command("import", export, "--mapping", "110", "--as", "desk")
    assert (said.status, cases(ctx), rejected(export)) == (3, 2, [3, 5])
    assert "第 4 行：日期“2026-13-45”无法识别" in said.err
    with ctx.reading() as orm:
        batch = orm.scalars(select(ImportBatchRecord)).one()
        assert (batch.accepted_count, batch.rejected_count) == (2, 2)


def test_a_dry_run_says_the_same_and_keeps_nothing(command: Command, ctx: ServiceContext, export: Path) -> None:
    said = command("import", export, "--as", "desk", "--dry-run")
    assert (said.status, cases(ctx), rejected(export)) == (3, 0, [3, 5])
    assert "没有保存" in said.out


def test_an_import_can_be_repeated_without_doubling_a_case(command: Command, ctx: ServiceContext, export: Path) -> None:
    for _ in range(2):
        assert command("import", export, "--as", "desk").status == 3
    assert (cases(ctx), rejected(export)) == (2, [2, 3, 4, 5])


def test_nobody_imports_under_an_unknown_name(command: Command, ctx: ServiceContext, export: Path) -> None:
    said = command("import", export, "--as", "nobody")
    assert (said.status, "nobody" in said.err, cases(ctx)) == (2, True, 0)
