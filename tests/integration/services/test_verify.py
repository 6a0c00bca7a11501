"""Promise 4: what was assessed can be recomputed later, byte for byte, and a difference is told."""

import pytest

from tests.factories import DANGEROUS, People, case_of, make_case, rows_of
from tests.integration.forgery import forge
from triage.db.records import AssessmentRecord
from triage.errors import NotFoundError
from triage.services.context import ServiceContext
from triage.services.intake import reassess_case
from triage.services.verify import Verified, verify_case


def verified(ctx: ServiceContext, people: People, text: str = DANGEROUS) -> tuple[Verified, ...]:
    case_id = make_case(ctx, people["desk"], text, both_willing=True)
    facts = {"people_count": 3, "prior_penalties_12m": 2}  # the second is for police eyes only
    reassess_case(ctx, actor=people["desk"], case_id=case_id, seen_version=None, facts=facts)
    return verify_case(ctx, case_of(ctx, case_id).case_code)


@pytest.mark.parametrize("text", [DANGEROUS, "\x00他\ud800说要弄死我\U0001f600", "㊙️ＡＢＣ１２３ 邻里纠紛，​要求處理。"])
def test_every_assessment_comes_out_the_same_again(ctx: ServiceContext, people: People, text: str) -> None:
    assert [(one.number, one.is_same) for one in verified(ctx, people, text)] == [(1, True), (2, True)]


def test_a_part_that_was_changed_is_named(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"], DANGEROUS)
    (kept,) = rows_of(ctx, AssessmentRecord, case_id=case_id)
    assert '"level":"red"' in str(kept.answer).replace("'", '"').replace(" ", "")
    forge(ctx, 'UPDATE assessment SET answer = REPLACE(answer, \'"level":"red"\', \'"level":"blue"\')')
    (told,) = verify_case(ctx, case_of(ctx, case_id).case_code)
    assert (told.differs, told.is_same) == (("risk",), False)


def test_a_rulebook_that_is_gone_is_named(ctx: ServiceContext, people: People) -> None:
    case_id = make_case(ctx, people["desk"])
    forge(ctx, "UPDATE assessment SET rulebook = 'sha256:gone'")
    (told,) = verify_case(ctx, case_of(ctx, case_id).case_code)
    assert (told.missing, told.is_same) == ("sha256:gone", False)


def test_a_case_that_does_not_exist_is_told(ctx: ServiceContext) -> None:
    with pytest.raises(NotFoundError, match="case_not_found"):
        verify_case(ctx, "2026-没有-00001")
