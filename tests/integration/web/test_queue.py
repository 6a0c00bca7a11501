"""My work: the most urgent first, in pages that neither repeat nor skip."""

import re
from collections.abc import Callable

import pytest

from tests.factories import DANGEROUS, QUIET, People, make_case
from tests.integration.web.conftest import Screen
from triage.errors import InputError
from triage.queries import queue
from triage.queries.queue import QueuePage, queue_page
from triage.services.context import ServiceContext
from triage.vocabulary import Actor

SignIn = Callable[[str], Screen]


def read(ctx: ServiceContext, actor: Actor, scope: str = "unit", after: str | None = None) -> QueuePage:
    with ctx.reading() as orm:
        return queue_page(orm, actor=actor, scope=scope, after=after)


def test_red_comes_before_blue_whatever_came_first(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], QUIET)
    make_case(ctx, people["desk"], DANGEROUS)
    levels = [row.risk_level.value for row in read(ctx, people["desk"]).rows]
    assert levels == sorted(levels, key=["red", "orange", "yellow", "blue"].index)
    assert levels[0] == "red"


def test_pages_neither_repeat_nor_skip(ctx: ServiceContext, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE_ROWS", 2)
    for text in (QUIET, DANGEROUS, QUIET, QUIET):
        make_case(ctx, people["desk"], text)
    make_case(ctx, people["far_desk"], QUIET)  # noise: another unit's
    seen, after = [], None
    while True:
        page = read(ctx, people["desk"], after=after)
        seen += [row.track_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5  # the dangerous case has two tracks


def test_a_foreign_page_mark_is_refused_in_words(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    with pytest.raises(InputError):
        read(ctx, people["desk"], after="1_yesterday_x")
    answer = sign_in("desk").get("/work?after=1_yesterday_x")
    assert answer.status_code == 422
    assert "翻页标记不对" in answer.text


def test_a_supervisor_sees_the_area_and_a_desk_only_its_unit(ctx: ServiceContext, people: People) -> None:
    make_case(ctx, people["desk"], QUIET)
    make_case(ctx, people["far_desk"], QUIET)
    assert len(read(ctx, people["supervisor"], scope="area").rows) == 1
    assert len(read(ctx, people["desk"], scope="area").rows) == 1  # reads as the own unit
    assert len(read(ctx, people["mediator"]).rows) == 0


def test_the_queue_masks_numbers_in_the_excerpt(ctx: ServiceContext, people: People, sign_in: SignIn) -> None:
    make_case(ctx, people["desk"], "隔壁13812345678半夜唱歌吵得我睡不着，说了几次都不听，物业也管不了。")
    page = sign_in("desk").get("/work").text
    assert re.search(r"138\*{4}5678", page)
    assert "13812345678" not in page
