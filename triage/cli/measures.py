"""How good assessments are against labels: the figures of contract section 4."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from triage.assessment.types import Assessment
from triage.exchange.gold import LabelledRow
from triage.vocabulary import Route

CONFIDENCE_BINS = 10
ONE_SIDED_ERROR = 0.05
BISECTION_STEPS = 60
SHOWN_DIGITS = 4

Figures: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """One row with its labels and the assessment of its report."""

    gold: LabelledRow
    assessment: Assessment

    @property
    def id(self) -> str:
        return self.gold.report.id

    @property
    def firm(self) -> set[str]:
        return {hit.id for hit in self.assessment.risk.triggers}

    @property
    def route(self) -> str | None:
        """The recommended route; for a blocked row "alarm, no route" counts as BLOCK."""
        advice = self.assessment.route
        return Route.BLOCK.value if advice.blocked else advice.recommended and advice.recommended.value

    @property
    def is_type_hit(self) -> bool:
        primary, types = self.assessment.tags.primary, self.gold.types or ()
        return primary in types if types else primary is None


def measure(rows: Sequence[Judged]) -> Figures:
    """All figures; a share without rows is None, rows without a label are not scored."""
    return {
        "rows": len(rows),
        "type": _type_figures([row for row in rows if row.gold.types is not None]),
        "triggers": _trigger_figures(rows),
        "risk": _risk_figures(rows),
        "route": _route_figures(rows),
        "blocked": _blocked_figures([row for row in rows if row.gold.mediation_blocked is not None]),
    }


def lower_bound(hits: int, tries: int, error: float = ONE_SIDED_ERROR) -> float | None:
    """The exact (Clopper–Pearson) one-sided lower bound of a share; None without tries."""
    if tries == 0:
        return None
    if hits == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(BISECTION_STEPS):  # the tail grows with the share: halve until it meets the error
        middle = (low + high) / 2
        low, high = (middle, high) if _upper_tail(hits, tries, middle) < error else (low, middle)
    return round(low, SHOWN_DIGITS)


def _upper_tail(hits: int, tries: int, share: float) -> float:
    """The chance of at least ``hits`` in ``tries``."""
    log_yes, log_no = math.log(share), math.log1p(-share)
    whole = math.lgamma(tries + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(tries - k + 1) + k * log_yes + (tries - k) * log_no)
        for k in range(hits, tries + 1)
    )


def _type_figures(rows: Sequence[Judged]) -> Figures:
    confident = [row for row in rows if not row.assessment.tags.abstained]
    per_class = _per_class(rows)
    return {
        "rows": len(rows),
        "top1_accuracy": _share(sum(row.is_type_hit for row in rows), len(rows)),
        "macro_f1": _mean([figures["f1"] for figures in per_class.values() if figures["rows"]]),
        "coverage": _share(len(confident), len(rows)),
        "accuracy_when_confident": _share(sum(row.is_type_hit for row in confident), len(confident)),
        "ece": _calibration_error(rows),
        "per_class": per_class,
    }


def _per_class(rows: Sequence[Judged]) -> dict[str, Figures]:
    # an acceptable second type counts as right: then the row belongs to the type predicted
    hit: dict[str, int] = defaultdict(int)
    wanted: dict[str, int] = defaultdict(int)
    given: dict[str, int] = defaultdict(int)
    for row in rows:
        primary = row.assessment.tags.primary
        label = primary if row.is_type_hit else next(iter(row.gold.types or ()), None)
        for counts, code in ((wanted, label), (given, primary), (hit, primary if row.is_type_hit else None)):
            if code is not None:
                counts[code] += 1
    codes = sorted(wanted.keys() | given.keys())
    return {code: _class_figures(hit[code], wanted[code], given[code]) for code in codes}


def _class_figures(hit: int, wanted: int, given: int) -> Figures:
    return {
        "rows": wanted,
        "precision": _share(hit, given),
        "recall": _share(hit, wanted),
        "f1": _share(2 * hit, wanted + given),
    }


def _calibration_error(rows: Sequence[Judged]) -> float | None:
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        if row.assessment.tags.ranked:
            sure = row.assessment.tags.ranked[0].probability
            bins[min(int(sure * CONFIDENCE_BINS), CONFIDENCE_BINS - 1)].append((sure, row.is_type_hit))
    count = sum(map(len, bins.values()))
    gaps = (abs(sum(sure for sure, _ in inside) - sum(hit for _, hit in inside)) for inside in bins.values())
    return round(math.fsum(gaps) / count, SHOWN_DIGITS) if count else None


def _trigger_figures(rows: Sequence[Judged]) -> Figures:
    per_id: dict[str, Figures] = defaultdict(lambda: {"must": 0, "hit": 0, "missed": [], "false": []})
    for row in rows:
        for trigger in row.gold.triggers_must or ():
            figures = per_id[trigger]
            figures["must"] += 1
            if trigger in row.firm:
                figures["hit"] += 1
            else:
                figures["missed"].append(row.id)
        for trigger in row.firm.intersection(row.gold.triggers_must_not or ()):
            per_id[trigger]["false"].append(row.id)
    must = sum(figures["must"] for figures in per_id.values())
    hit = sum(figures["hit"] for figures in per_id.values())
    false = sum(len(figures["false"]) for figures in per_id.values())
    return {
        "must": must,
        "recall": _share(hit, must),
        "recall_lower_95": lower_bound(hit, must),
        "judged_hits": hit + false,
        "precision": _share(hit, hit + false),
        "per_id": {trigger: per_id[trigger] for trigger in sorted(per_id)},
        "missed": _ids(row for row in rows if not row.firm.issuperset(row.gold.triggers_must or ())),
        "false": _ids(row for row in rows if row.firm.intersection(row.gold.triggers_must_not or ())),
    }


def _risk_figures(rows: Sequence[Judged]) -> Figures:
    bounded = [row for row in rows if row.gold.risk_min or row.gold.risk_max]
    below = [row for row in bounded if row.gold.risk_min and row.assessment.risk.level.rank < row.gold.risk_min.rank]
    above = [row for row in bounded if row.gold.risk_max and row.assessment.risk.level.rank > row.gold.risk_max.rank]
    within = len(bounded) - len(below) - len(above)
    figures = {"rows": len(bounded), "within_bounds": _share(within, len(bounded))}
    return figures | {"below_min": _ids(below), "above_max": _ids(above)}


def _route_figures(rows: Sequence[Judged]) -> Figures:
    judged = [row for row in rows if row.gold.routes_ok is not None]
    wrong = [row for row in judged if row.route not in (row.gold.routes_ok or ())]
    return {
        "rows": len(judged),
        "ok": _share(len(judged) - len(wrong), len(judged)),
        "not_ok": _ids(wrong),
        "never_violations": _ids(row for row in rows if row.route in (row.gold.routes_never or ())),
    }


def _blocked_figures(rows: Sequence[Judged]) -> Figures:
    must = [row for row in rows if row.gold.mediation_blocked]
    missed = [row for row in must if row.route != Route.BLOCK.value]
    false = [row for row in rows if not row.gold.mediation_blocked and row.route == Route.BLOCK.value]
    recall = _share(len(must) - len(missed), len(must))
    return {"must": len(must), "recall": recall, "missed": _ids(missed), "false": _ids(false)}


def _ids(rows: Iterable[Judged]) -> list[str]:
    return [row.id for row in rows]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, SHOWN_DIGITS) if whole else None


def _mean(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return round(math.fsum(known) / len(known), SHOWN_DIGITS) if known else None
