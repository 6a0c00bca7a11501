"""``triage model``: train, evaluate, show, list and promote the classifier."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.cli.errors import DOES_NOT_HOLD, DONE, print_line
from triage.cli.parser import Subparsers, add_command, add_json_flag, add_subcommands, help_for
from triage.cli.wording import table
from triage.errors import ArtefactError, InputError

if TYPE_CHECKING:
    from triage.settings import Settings

WORDING = Path(__file__).with_name("model_wording.yaml")
FIGURES = ("rows", "top1_accuracy", "macro_f1", "coverage", "accuracy_when_confident", "ece")
LARGEST_SEED = 2**32 - 1


def add_commands(subparsers: Subparsers) -> None:
    group = add_subcommands(add_command(subparsers, "model"))
    training = add_command(group, "train", train_model, within="model")
    training.add_argument(
        "--corpus", type=Path, nargs="+", required=True, metavar="PATH", help=help_for("model train", "corpus")
    )
    training.add_argument("--out", type=Path, required=True, metavar="DIR", help=help_for("model train", "out"))
    training.add_argument("--seed", type=_seed, metavar="N", help=help_for("model train", "seed"))
    training.add_argument("--replace", action="store_true", help=help_for("model train", "replace"))
    evaluating = add_command(group, "evaluate", evaluate_model, within="model")
    evaluating.add_argument("file", type=Path, metavar="FILE", help=help_for("model evaluate", "file"))
    card = add_command(group, "card", show_card, within="model")
    for parser in (evaluating, card):
        parser.add_argument("--version", metavar="VERSION", help=help_for("model card", "version"))
    listing = add_command(group, "list", list_models, within="model")
    for parser in (training, evaluating, listing):
        add_json_flag(parser)
    promoting = add_command(group, "promote", promote_model, within="model")
    promoting.add_argument("version", metavar="VERSION", help=help_for("model promote", "version"))


def train_model(options: argparse.Namespace) -> int:
    """Train on the corpus files and write a release; nothing is served by this."""
    from dataclasses import replace

    from triage.classifier.artefact import save
    from triage.classifier.corpus import read_corpus
    from triage.classifier.train import Recipe, train
    from triage.cli.clock import today

    folder = _release_folder(options.out, may_replace=options.replace)
    rows, files = read_corpus(options.corpus)
    recipe = Recipe() if options.seed is None else replace(Recipe(), seed=options.seed)
    trained = train(rows, recipe, _normalised, _shown_rounds)
    metadata = save(folder, trained, tuple(files), today())
    figures = trained.metrics["type"]
    if options.json:
        print(json.dumps({"version": metadata.version, "sha256": metadata.sha256, **trained.metrics}))
    else:
        _print_figures(figures)
        print(_words()["trained"].format(folder=options.out, version=metadata.version))
    return DONE


def evaluate_model(options: argparse.Namespace) -> int:
    """Measure a release on labelled rows."""
    from triage.classifier.corpus import read_corpus
    from triage.classifier.evaluate import evaluate
    from triage.classifier.predict import load

    rows, _ = read_corpus([options.file])
    if not rows:
        raise InputError("corpus_empty", file=options.file.name)
    figures = evaluate(load(_folder_of(options.version)), rows, _normalised)
    if options.json:
        print(json.dumps(figures))
    else:
        _print_figures(figures["type"])
    return DONE


def show_card(options: argparse.Namespace) -> int:
    """Print what a release can and cannot do."""
    from triage.classifier.artefact import CARD, read_metadata

    folder = _folder_of(options.version)
    metadata = read_metadata(folder)
    try:
        print((folder / CARD).read_text(encoding="utf-8").rstrip())
    except FileNotFoundError as error:
        raise ArtefactError("model_missing", model=f"{metadata.task}@{metadata.version}", file=CARD) from error
    return DONE


def list_models(options: argparse.Namespace) -> int:
    """One line a release; status 1 if one of them is damaged."""
    from triage.classifier.served import served_version, versions

    models = _settings().models_folder
    served = served_version(models)
    rows = [_listed(version, is_served=version == served) for version in versions(models)]
    if options.json:
        print(json.dumps({"served": served, "versions": rows}))
    else:
        for row in rows:
            print(_words()["listed" if row["fault"] is None else "listed_damaged"].format(**_readable(row)))
    return DONE if all(row["fault"] is None for row in rows) else DOES_NOT_HOLD


def promote_model(options: argparse.Namespace) -> int:
    """Serve another release from the next start on; a damaged one is refused."""
    from triage.classifier.predict import load
    from triage.classifier.served import served_version, write_served

    models = _settings().models_folder
    before = served_version(models)
    loaded = load(_folder_of(options.version))
    write_served(models, options.version)
    print(_words()["promoted"].format(version=loaded.version, before=before))
    return DONE


def _shown_rounds(rounds: Iterable[int], total: int) -> Iterator[int]:
    from triage.cli.progress import with_progress

    if sys.stderr.isatty():
        yield from with_progress(rounds, total)
        return
    for count, number in enumerate(rounds, start=1):
        yield number
        print_line(_words()["round"].format(count=count, total=total))


def _listed(version: str, *, is_served: bool) -> dict[str, Any]:
    from triage.classifier.artefact import METRICS, read

    folder = _folder_of(version)
    row: dict[str, Any] = {"version": version, "is_served": is_served, "fault": None}
    try:
        metadata, _ = read(folder)
    except ArtefactError as error:
        return row | {"fault": error.code}
    metrics = json.loads((folder / METRICS).read_text(encoding="utf-8"))["type"]
    return row | {"created_on": metadata.created_on.isoformat()} | {name: metrics[name] for name in FIGURES}


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "mark": _words()["served" if row["is_served"] else "not_served"]}


def _release_folder(folder: Path, *, may_replace: bool) -> Path:
    from triage.classifier.artefact import METADATA
    from triage.classifier.served import TASK, VERSION

    folder = folder.resolve()
    if not VERSION.fullmatch(folder.name) or folder.parent.name != TASK:
        raise InputError("model_folder_name", folder=folder.name, task=TASK)
    if (folder / METADATA).exists() and not may_replace:
        raise InputError("model_exists", model=f"{TASK}@{folder.name}")
    return folder


def _folder_of(version: str | None) -> Path:
    from triage.classifier.served import TASK, VERSION, served_version

    models = _settings().models_folder
    if version is not None and not VERSION.fullmatch(version):
        raise InputError("model_version", version=version)
    return models / TASK / (version or served_version(models))


def _settings() -> "Settings":
    from triage.settings import Settings

    return Settings.from_environment()


def _normalised(text: str) -> str:
    from triage.assessment.normalise import normalise

    return normalise(text).text


def _seed(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_SEED:
        return int(text)
    raise argparse.ArgumentTypeError(_words()["seed_invalid"].format(seed=text))


def _print_figures(figures: Mapping[str, Any]) -> None:
    for name in FIGURES:
        value = figures[name]
        print(_words()["figure"].format(label=_words()["figures"][name], value="—" if value is None else value))


def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = table()["model"]
    return words
