"""The life of a release: trained from files, saved, refused when touched, listed, promoted; and the one that ships."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import yaml

from tests.unit.classifier.tiny_corpus import ENQUIRIES, RECIPE, TEXTS, classifier_of, tiny_corpus, train_tiny
from triage.classifier.artefact import CARD, METADATA, METRICS, MODEL, save
from triage.classifier.corpus import CorpusFile, read_corpus
from triage.classifier.predict import load, load_served
from triage.classifier.train import Recipe, train
from triage.cli import main
from triage.errors import ArtefactError, InputError

CREATED_ON = date(2026, 11, 22)
MOST_BYTES = 1_000_000
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny release, to copy."""
    folder = tmp_path_factory.mktemp("models") / "dispute_type" / "v001"
    save(folder, train_tiny(), (CorpusFile("tiny.jsonl", "0" * 64, len(tiny_corpus())),), CREATED_ON)
    return folder


@pytest.fixture
def release(saved: Path, tmp_path: Path) -> Path:
    """A tiny release of the test's own."""
    return Path(shutil.copytree(saved, tmp_path / "dispute_type" / "v001"))


@pytest.fixture
def models(release: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder that serves the tiny release, and that the commands use."""
    folder = release.parents[1]
    (folder / "served.yaml").write_text("dispute_type: v001\n", encoding="utf-8")
    monkeypatch.setenv("TRIAGE_MODELS", str(folder))
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The tiny corpus as a file; five folds need one enquiry more than three."""
    rows = [{"text": row.text, "types": list(row.types), "is_dispute": row.is_dispute} for row in tiny_corpus()]
    rows.append({"text": "请问调解室周末开门吗", "types": ["loan_debt"], "is_dispute": False})
    path = tmp_path / "tiny.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def edit_metadata(folder: Path, **changes: object) -> None:
    fields = yaml.safe_load((folder / METADATA).read_text(encoding="utf-8")) | changes
    (folder / METADATA).write_text(yaml.safe_dump(fields, allow_unicode=True), encoding="utf-8")


def repack(folder: Path, **changes: np.ndarray) -> None:
    """Change arrays and let the hash agree: only the contents can give it away."""
    with np.load(folder / MODEL) as archive:
        arrays = {name: archive[name] for name in archive.files} | changes
    buffer = BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    (folder / MODEL).write_bytes(buffer.getvalue())
    edit_metadata(folder, sha256=sha256(buffer.getvalue()).hexdigest())


def flip_a_byte(folder: Path) -> None:
    packed = bytearray((folder / MODEL).read_bytes())
    packed[len(packed) // 2] ^= 1
    (folder / MODEL).write_bytes(packed)


def truncate(folder: Path) -> None:
    (folder / MODEL).write_bytes((folder / MODEL).read_bytes()[:-100])


def swap_labels(folder: Path) -> None:
    labels = yaml.safe_load((folder / METADATA).read_text(encoding="utf-8"))["labels"]
    edit_metadata(folder, labels=labels[::-1])


def write_something_else(folder: Path) -> None:
    (folder / MODEL).write_bytes(b"no archive")
    edit_metadata(folder, sha256=sha256(b"no archive").hexdigest())


DAMAGES: list[tuple[str, Damage]] = [
    ("model_missing", lambda folder: (folder / MODEL).unlink()),
    ("model_missing", lambda folder: (folder / METADATA).unlink()),
    ("model_hash", flip_a_byte),
    ("model_hash", truncate),
    ("model_labels", swap_labels),
    ("model_shape", write_something_else),
    ("model_shape", lambda folder: repack(folder, weights=np.ones(3, dtype=np.float32))),
    ("model_shape", lambda folder: repack(folder, extra=np.ones(3, dtype=np.float32))),
    ("model_shape", lambda folder: repack(folder, unknown_weights=np.full(3, np.nan, dtype=np.float32))),
    ("model_shape", lambda folder: repack(folder, unknown_weights=np.array([1, 2, None], dtype=object))),
    ("model_metadata", lambda folder: (folder / METADATA).write_text("labels: [", encoding="utf-8")),
    ("model_metadata", lambda folder: edit_metadata(folder, unknown_key=1)),
    ("model_metadata", lambda folder: edit_metadata(folder, version="v002")),
    ("model_metadata", lambda folder: edit_metadata(folder, features="words_v1")),
]


@pytest.mark.parametrize(("code", "damage"), DAMAGES)
def test_a_release_that_was_touched_is_refused(release: Path, code: str, damage: Damage) -> None:
    load(release)
    damage(release)
    with pytest.raises(ArtefactError) as refusal:
        load(release)
    assert refusal.value.code == code


def test_a_saved_release_answers_as_it_did_before(release: Path) -> None:
    reports = [text for texts in TEXTS.values() for text in texts]
    assert load(release).scores_batch(reports) == classifier_of(train_tiny()).scores_batch(reports)


def test_the_same_rows_and_seed_give_the_same_bytes_on_another_day(saved: Path, tmp_path: Path) -> None:
    again = tmp_path / "dispute_type" / "v001"
    save(again, train_tiny(), (), date(2027, 1, 1))
    assert (again / MODEL).read_bytes() == (saved / MODEL).read_bytes()


def test_the_card_shows_the_figures_of_its_own_release(release: Path) -> None:
    figures = json.loads((release / METRICS).read_text(encoding="utf-8"))["type"]
    card = (release / CARD).read_text(encoding="utf-8")
    assert f"| calibration error (ECE) | {figures['ece']} |" in card
    assert f"{RECIPE.folds} folds" in card


@pytest.mark.parametrize("content", ["dispute_type: newest\n", "dispute_type: ../v001\n", "[1\n", ""])
def test_a_served_file_without_a_version_is_refused(models: Path, content: str) -> None:
    (models / "served.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ArtefactError) as refusal:
        load_served(models)
    assert refusal.value.code == "served_invalid"


@pytest.mark.parametrize("line", ["no json", "[]", '{"types": ["loan_debt"]}', '{"text": "借钱", "types": ["借贷"]}'])
def test_a_faulty_corpus_row_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "faulty.jsonl"
    path.write_text('{"text": "借钱不还", "types": ["loan_debt"], "is_dispute": true}\n' + line, encoding="utf-8")
    with pytest.raises(InputError) as refusal:
        read_corpus([path])
    assert (refusal.value.code, refusal.value.values) == ("corpus_row", {"file": "faulty.jsonl", "row": 2})


def test_a_trained_release_is_served_once_promoted(models: Path, corpus: Path) -> None:
    out = models / "dispute_type" / "v002"
    assert main(["model", "train", "--corpus", str(corpus), "--out", str(out)]) == 0
    assert load_served(models).version == "dispute_type@v001"
    assert main(["model", "promote", "v002"]) == 0
    assert load_served(models).version == "dispute_type@v002"


def test_an_existing_release_is_not_overwritten_by_accident(models: Path, corpus: Path) -> None:
    out = models / "dispute_type" / "v001"
    before = (out / MODEL).read_bytes()
    assert main(["model", "train", "--corpus", str(corpus), "--out", str(out)]) == 2
    assert (out / MODEL).read_bytes() == before


@pytest.mark.parametrize("folder", ["new", "dispute_type/newest", "other/v002"])
def test_a_release_has_a_task_and_a_version(models: Path, corpus: Path, folder: str) -> None:
    assert main(["model", "train", "--corpus", str(corpus), "--out", str(models / folder)]) == 2
    assert not (models / folder).exists()


@pytest.mark.parametrize("version", ["v009", "newest", "../v001"])
def test_what_does_not_exist_is_not_promoted(models: Path, version: str) -> None:
    assert main(["model", "promote", version]) == 2
    assert load_served(models).version == "dispute_type@v001"


def test_a_damaged_release_is_not_promoted(models: Path, release: Path) -> None:
    flip_a_byte(Path(shutil.copytree(release, models / "dispute_type" / "v002")))
    edit_metadata(models / "dispute_type" / "v002", version="v002")
    assert main(["model", "promote", "v002"]) == 2
    assert load_served(models).version == "dispute_type@v001"


def test_the_list_names_what_is_served(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "list", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["served"], [row["version"] for row in shown["versions"]]) == ("v001", ["v001"])


def test_the_list_does_not_hold_with_a_damaged_release(
    models: Path, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flip_a_byte(release)
    assert main(["model", "list"]) == 1
    assert "model_hash" in capsys.readouterr().out


def test_the_card_is_shown(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "card"]) == 0
    assert capsys.readouterr().out.startswith("# dispute_type v001")


def test_a_release_is_evaluated_on_a_file(models: Path, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["model", "evaluate", str(corpus), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["type"]["rows"], figures["is_dispute"]["enquiries"]) == (len(tiny_corpus()) + 1, len(ENQUIRIES) + 1)


def test_a_file_without_labels_cannot_be_evaluated_on(models: Path, tmp_path: Path) -> None:
    (tmp_path / "bare.jsonl").write_text('{"text": "借钱不还"}\n', encoding="utf-8")
    assert main(["model", "evaluate", str(tmp_path / "bare.jsonl")]) == 2


def test_serving_does_not_load_scikit_learn(checkout: Path) -> None:
    check = (
        "import sys; from pathlib import Path; from triage.classifier.predict import load_served;"
        "load_served(Path('models')).scores('押金不退'); sys.exit(bool({'sklearn', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", check], cwd=checkout, check=False).returncode == 0


def test_the_shipped_release_is_small_and_knows_only_types_of_the_taxonomy(checkout: Path) -> None:
    shipped = load_served(checkout / "models")
    taxonomy = yaml.safe_load((checkout / "rules" / "taxonomy.yaml").read_text(encoding="utf-8"))
    task, version = shipped.version.split("@")
    assert (checkout / "models" / task / version / MODEL).stat().st_size <= MOST_BYTES
    assert set(shipped.labels) == {row["code"] for row in taxonomy["dispute_types"]}


def test_the_shipped_release_was_trained_on_the_corpus_as_it_is(checkout: Path) -> None:
    version = load_served(checkout / "models").version.partition("@")[2]
    metadata = checkout / "models" / "dispute_type" / version / METADATA
    named = {file["name"]: file["sha256"] for file in yaml.safe_load(metadata.read_text(encoding="utf-8"))["corpus"]}
    files = sorted((checkout / "models" / "corpus").glob("*.jsonl"))
    assert named == {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_the_figures_of_the_shipped_release_can_be_reproduced(checkout: Path) -> None:
    from triage.assessment.normalise import normalise

    rows, _ = read_corpus(sorted((checkout / "models" / "corpus").glob("*.jsonl")))
    again = train(rows, Recipe(), lambda text: normalise(text).text, lambda rounds, total: rounds).metrics["type"]
    version = load_served(checkout / "models").version.partition("@")[2]
    shipped = json.loads((checkout / "models" / "dispute_type" / version / METRICS).read_text(encoding="utf-8"))["type"]
    # another processor may round a sum differently
    assert again["top1_accuracy"] == pytest.approx(shipped["top1_accuracy"], abs=0.02)
