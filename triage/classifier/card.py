"""Writes MODEL_CARD.md from a release's own metadata and figures, so that the card never tells of another model."""

from collections.abc import Mapping
from typing import Any

WEAKEST_SHOWN = 8

TEXT = """# {task} {version}

Made on {created_on} by `triage model train`. Written by the same command from `metadata.yaml` and `metrics.json`.

## What it does

From the text of one report it estimates which of {label_count} dispute types the report is about, and whether it is a
dispute at all. It is a second opinion beside the rules: it sees no facts, no history and no place, raises and lowers no
alarm, and decides nothing. Below a probability of {threshold} the answer is "unsure", and a person decides.

Hashed character n-grams of one to three characters, one logistic regression a type, {feature_count} features. Trained
with scikit-learn, served with NumPy.

## What it learnt from

{rows} reports: {files}. A type has {fewest} to {most} of them.

The `reports_NN.jsonl` of the shipped corpus were invented for this project in seven registers, from the operator's log
to the rambling letter; no report of a real person is among them. Any other file is the installation's own.

## How good it is

Measured out of fold: {folds} folds, near-duplicates kept together, every report judged by a model and by calibration
constants that had not seen it. A type that a colleague could also accept counts as right; the primary type alone was
met in {primary_accuracy} of the reports. The recipe itself (length weights, regularisation, features, intercepts) was
chosen among about a hundred variants by the same kind of cross-validation of the shipped corpus; the better half lay
within two points of each other, so the figures flatter it a little.

| figure | all | up to {short_chars} characters |
| --- | --- | --- |
| reports | {rows} | {short_rows} |
| right first guess | {accuracy} | {short_accuracy} |
| answered (not "unsure") | {coverage} | {short_coverage} |
| right when answered | {confident} | {short_confident} |
| macro-F1 | {macro_f1} | |
| calibration error (ECE) | {ece} | |

Dispute or not, {enquiries} enquiries among {dispute_rows} reports: area under the curve {auc}; where flow 1 says "no
dispute" it recognises {recognised} of the enquiries and mistakes {mistaken} of the disputes.

Weakest types (F1): {weakest}.

## What to beware of

- **The corpus is not the field.** Invented reports are tidier than a station's, and the figures above hold for such
  reports. Measure on labelled reports of the place (`triage model evaluate FILE`) before trusting them there, and
  retrain once a few hundred confirmed cases exist.
- Types with few reports are weak, and neighbouring types are confused with each other. `other` means "something else
  or not said": a report that names no subject ends there or stays unsure.
- How common a type is was left out on purpose, since it differs by place. The probability of being a dispute assumes
  that {dispute_share} of what comes in are disputes.
- Dialect, code words, other languages and speech recognition errors are hardly covered. A text without a known n-gram
  gets no confident answer.
- It must not be used to rate persons.
"""


def model_card(metadata: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    types, short, disputes = metrics["type"], metrics["type"]["short_texts"], metrics["is_dispute"]
    per_class = {code: figures for code, figures in types["per_class"].items() if figures["rows"]}
    weakest = sorted(per_class, key=lambda code: (per_class[code]["f1"], code))[:WEAKEST_SHOWN]
    return TEXT.format(
        **{key: metadata[key] for key in ("task", "version", "created_on")},
        label_count=len(metadata["labels"]),
        threshold=_percent(metadata["calibration"]["threshold"]),
        feature_count=metadata["shapes"]["slots"][0],
        rows=types["rows"],
        files=", ".join(f"`{file['name']}` ({file['rows']})" for file in metadata["corpus"]),
        fewest=min(metrics["rows_per_type"].values()),
        most=max(metrics["rows_per_type"].values()),
        folds=metadata["recipe"]["folds"],
        primary_accuracy=_percent(types["primary_accuracy"]),
        short_chars=metrics["short_chars"],
        short_rows=short["rows"],
        accuracy=_percent(types["top1_accuracy"]),
        short_accuracy=_percent(short["top1_accuracy"]),
        coverage=_percent(types["coverage"]),
        short_coverage=_percent(short["coverage"]),
        confident=_percent(types["accuracy_when_confident"]),
        short_confident=_percent(short["accuracy_when_confident"]),
        macro_f1=types["macro_f1"],
        ece=types["ece"],
        enquiries=disputes["enquiries"],
        dispute_rows=disputes["rows"],
        auc=disputes["roc_auc"],
        recognised=_percent(disputes["enquiries_recognised"]),
        mistaken=_percent(disputes["disputes_mistaken"]),
        weakest=", ".join(f"`{code}` {per_class[code]['f1']}" for code in weakest),
        dispute_share=_percent(metadata["recipe"]["assumed_dispute_share"]),
    )


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}".replace(".0%", "%")
