"""The shipped rulebook and model tag the shipped corpus in a batch as they tag each text alone."""

import json
from datetime import date

from triage.assessment.classify import classify
from triage.assessment.combine import combine
from triage.assessment.match_rules import match_rules
from triage.assessment.normalise import normalise
from triage.assessment.tag_batch import BatchTagger, TaggedHit
from triage.services.assessor import Assessor
from triage.settings import Settings

TODAY = date(2026, 11, 22)


def test_a_batch_says_of_each_text_what_is_said_of_it_alone() -> None:
    settings = Settings.from_environment()
    assessor = Assessor.from_settings(settings)
    index, classifier, policy = assessor.index, assessor.classifier, assessor.policy
    files = sorted((settings.models_folder / "corpus").glob("*.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    texts += ["", "。" * 50, "\x00\ud800", texts[0] * 100]
    batches = BatchTagger(index, classifier, policy).tag_reports(texts, TODAY)
    together = [tagged for batch in batches for tagged in batch]
    assert len(together) == len(texts)
    for text, tagged in zip(texts, together, strict=True):
        intake = normalise(text)
        hits = match_rules(intake, index, TODAY)
        tags = combine(hits, classify(intake, classifier, policy), index.rulebook.dispute_types, policy)
        assert tagged.hits == [TaggedHit(hit.rule.id, hit.span, hit.context) for hit in hits], text
        assert tagged.tags == tags, text
