"""``triage evaluate``: flow 1 over labelled rows, and how good it is."""

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

from triage.cli.errors import DONE
from triage.cli.parser import Subparsers, add_command, add_json_flag, date_argument, help_for
from triage.cli.wording import table

if TYPE_CHECKING:
    from triage.cli.measures import Figures

SHOWN_IDS = 12


def add_commands(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "evaluate", run)
    parser.add_argument("gold", metavar="GOLD", help=help_for("evaluate", "gold"))
    parser.add_argument("--on", type=date_argument, metavar="DATE", help=help_for("evaluate", "day"))
    add_json_flag(parser)


def run(options: argparse.Namespace) -> int:
    """Assess every labelled row and print the figures."""
    from triage.cli.clock import today
    from triage.cli.measures import Judged, measure
    from triage.cli.progress import with_progress
    from triage.exchange.gold import read_gold
    from triage.services.assessor import Assessor
    from triage.settings import Settings

    assessor = Assessor.from_settings(Settings.from_environment())
    on = options.on or today()
    gold = read_gold(options.gold, assessor.rulebook.facts, on)
    started = time.perf_counter()
    judged = [Judged(row, assessor.assess(row.report, on)) for row in with_progress(gold, len(gold))]
    per_second = round(len(gold) / (time.perf_counter() - started), 1)
    figures = measure(judged) | {"docs_per_second": per_second}
    print(json.dumps(figures, ensure_ascii=False) if options.json else _as_text(figures))
    return DONE


def _as_text(figures: "Figures") -> str:
    """The figures as a table to read; the sentences stand in the wording, one per line of figures."""
    lines: dict[str, str] = table()["evaluate"]
    shown = {**_flat(figures), "per_class": "", "per_id": ""}
    text = [lines["head"].format_map(shown).rstrip()]
    text += [lines["trigger"].format(id=name, **_shown(row)) for name, row in figures["triggers"]["per_id"].items()]
    text.append(lines["types"])
    text += [lines["type"].format(code=code, **_shown(row)) for code, row in figures["type"]["per_class"].items()]
    return "\n".join(text)


def _flat(figures: "Figures") -> dict[str, str]:
    flat = _shown({key: value for key, value in figures.items() if not isinstance(value, dict)})
    for group, values in figures.items():
        if isinstance(values, dict):
            flat |= {f"{group}_{key}": text for key, text in _shown(values).items()}
    return flat


def _shown(figures: dict[str, Any]) -> dict[str, str]:
    return {key: _figure(value) for key, value in figures.items()}


def _figure(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:.3f}" if value <= 1 else f"{value:.0f}"
    if isinstance(value, list):
        more = f" …（{len(value)}）" if len(value) > SHOWN_IDS else ""
        return " ".join(map(str, value[:SHOWN_IDS])) + more if value else "—"
    return str(value)
