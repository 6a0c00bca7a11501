"""Hashed n-grams: the same numbers in training and serving, one by one and in batches."""

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.classifier.features import SLOT_COUNT, Weighting, hash_ngrams, list_ngrams

TEXTS = ["楼上半夜吵", "", "吵吵吵", "押金500元不退", "🙂 ok"]


def weighting_of(slots: list[int], weight: float = 2.0, unknown: float = 1.5) -> Weighting:
    known = np.unique(np.array(slots, dtype=np.uint32))
    return Weighting.of(known, np.full(len(known), weight, dtype=np.float32), np.full(3, unknown, dtype=np.float32))


def slots_of(text: str) -> list[int]:
    return hash_ngrams([text]).slots.tolist()


def test_a_text_keeps_its_slots_for_good() -> None:
    # a released model is worthless once these change: raise features.SCHEME then
    expected = [203812, 195153, 88540, 96714, 162607, 117200, 84157, 193861, 49608, 204537]
    assert slots_of("不还钱") == expected


def test_a_text_in_a_batch_hashes_as_it_does_alone() -> None:
    batch = hash_ngrams(TEXTS)
    in_batch = [sorted(batch.slots[batch.texts == at].tolist()) for at in range(len(TEXTS))]
    assert in_batch == [sorted(slots_of(text)) for text in TEXTS]


def test_no_texts_have_no_ngrams() -> None:
    assert len(hash_ngrams([]).slots) == 0


@pytest.mark.parametrize("text", ["不还", "a b"])
def test_ngrams_are_one_to_three_characters_with_a_blank_at_the_edges(text: str) -> None:
    padded = f" {text} "
    expected = [padded[at : at + size] for size in (1, 2, 3) for at in range(len(padded) - size + 1)]
    assert list_ngrams(text) == [ngram for ngram in expected if ngram != " "]


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_every_slot_has_its_ngram_whatever_the_text(text: str) -> None:
    slots = slots_of(text)
    assert len(slots) == len(list_ngrams(text))
    assert all(0 <= slot < SLOT_COUNT for slot in slots)


def test_weights_are_sublinear_and_divided_by_the_length_of_all_ngrams() -> None:
    text = "吵吵吵不"
    slots = slots_of(text)
    known, unknown = slots[0], Counter(slot for slot in slots if slot != slots[0])
    encoded = weighting_of([known]).encode(hash_ngrams([text]))
    value = 2.0 * (1 + log(slots.count(known)))
    length = sqrt(value**2 + sum(unknown.values()) * 1.5**2)
    assert encoded.values.tolist() == pytest.approx([value / length])


def test_unknown_words_around_a_known_one_weaken_it() -> None:
    weighting = weighting_of(slots_of("押金"))
    alone, surrounded = (weighting.encode(hash_ngrams([text])).values.max() for text in ("押金", "呜呼押金哉也"))
    assert surrounded < alone


def test_a_text_without_features_is_an_empty_row() -> None:
    encoded = weighting_of(slots_of("押金")).encode(hash_ngrams(["xyz", "押金"]))
    assert set(encoded.rows.tolist()) == {1}
