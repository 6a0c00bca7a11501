"""A released classifier as a folder: ``model.npz``, ``metadata.yaml``, ``metrics.json`` and ``MODEL_CARD.md``."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from triage.classifier.card import model_card
from triage.classifier.corpus import CorpusFile
from triage.classifier.features import LONGEST, SCHEME, SLOT_COUNT, Weighting
from triage.classifier.linear import Calibration, LinearModel
from triage.errors import ArtefactError

MODEL, METADATA, METRICS, CARD = "model.npz", "metadata.yaml", "metrics.json", "MODEL_CARD.md"
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the same numbers give the same bytes on any day
STORED_AS = {  # array → dtype and number of dimensions
    "slots": (np.uint32, 1),
    "weights": (np.float32, 1),
    "unknown_weights": (np.float32, 1),
    "coefficients": (np.float16, 2),
    "dispute_intercept": (np.float32, 1),
    "labels": (np.str_, 1),
}
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Trained:
    """What training hands over to be saved."""

    labels: tuple[str, ...]
    model: LinearModel
    calibration: Calibration
    metrics: dict[str, Any]
    recipe: dict[str, Any]
    made_with: dict[str, str]  # library → version


class Metadata(BaseModel):
    """``metadata.yaml``: what the numbers mean, and what they were made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")]
    version: Annotated[str, StringConstraints(pattern=r"^v\d{3}$")]
    created_on: date
    features: str
    labels: tuple[str, ...]
    sha256: str
    shapes: dict[str, tuple[int, ...]]
    calibration: Calibration
    corpus: tuple[CorpusFile, ...]
    recipe: dict[str, Any]
    made_with: dict[str, str]


def save(folder: Path, trained: Trained, corpus: tuple[CorpusFile, ...], created_on: date) -> Metadata:
    """Write a release into ``<task>/<version>``; the metadata come last, so that a broken write is noticed."""
    arrays = _arrays(trained)
    packed = _pack(arrays)
    metadata = Metadata(
        task=folder.parent.name,
        version=folder.name,
        created_on=created_on,
        features=SCHEME,
        labels=trained.labels,
        sha256=sha256(packed).hexdigest(),
        shapes={name: array.shape for name, array in arrays.items()},
        calibration=trained.calibration,
        corpus=corpus,
        recipe=trained.recipe,
        made_with=trained.made_with,
    )
    fields = metadata.model_dump(mode="json")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL).write_bytes(packed)
    (folder / METRICS).write_text(json.dumps(trained.metrics, indent=1) + "\n", encoding="utf-8")
    (folder / CARD).write_text(model_card(fields, trained.metrics), encoding="utf-8")
    text = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=120, default_flow_style=None)
    (folder / METADATA).write_text(text, encoding="utf-8")
    return metadata


def read(folder: Path) -> tuple[Metadata, LinearModel]:
    """Read a release and refuse what is not exactly what was saved.

    Raises:
        ArtefactError: ``model_missing``, ``model_metadata``, ``model_hash``, ``model_shape`` or ``model_labels``.
    """
    metadata = read_metadata(folder)
    packed = _read(folder / MODEL)
    if sha256(packed).hexdigest() != metadata.sha256:
        raise ArtefactError("model_hash", model=_shown(folder))
    arrays = _unpack(packed, folder)
    if not _fits(arrays, metadata):
        raise ArtefactError("model_shape", model=_shown(folder))
    labels = tuple(arrays["labels"].tolist())
    if labels != metadata.labels or len(set(labels)) != len(labels):
        raise ArtefactError("model_labels", model=_shown(folder))
    weighting = Weighting.of(arrays["slots"], arrays["weights"], arrays["unknown_weights"])
    intercept = float(arrays["dispute_intercept"][0])
    return metadata, LinearModel(weighting, arrays["coefficients"].astype(np.float32), intercept)


def read_metadata(folder: Path) -> Metadata:
    """Read the metadata alone.

    Raises:
        ArtefactError: ``model_missing`` or ``model_metadata``, also where they speak of another folder or scheme.
    """
    content = _read(folder / METADATA)
    try:
        metadata = Metadata.model_validate(yaml.load(content, Loader=_YAML_LOADER))  # noqa: S506 - a safe loader
    except (yaml.YAMLError, ValidationError) as error:
        raise ArtefactError("model_metadata", model=_shown(folder)) from error
    is_ours = (metadata.task, metadata.version) == (folder.parent.name, folder.name) and metadata.features == SCHEME
    if not is_ours or not metadata.calibration.temperature > 0:
        raise ArtefactError("model_metadata", model=_shown(folder))
    return metadata


def _arrays(trained: Trained) -> Arrays:
    weighting = trained.model.weighting
    return {
        "slots": weighting.slots,
        "weights": weighting.weights,
        "unknown_weights": weighting.unknown_weights,
        "coefficients": trained.model.coefficients.astype(np.float16),
        "dispute_intercept": np.array([trained.model.dispute_intercept], dtype=np.float32),
        "labels": np.array(trained.labels),
    }


def _pack(arrays: Arrays) -> bytes:
    """An ``.npz`` whose bytes depend on the numbers alone; stored, because another zlib would compress otherwise."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", NO_TIME), member.getvalue())
    return buffer.getvalue()


def _unpack(packed: bytes, folder: Path) -> Arrays:
    try:
        with np.load(BytesIO(packed), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ArtefactError("model_shape", model=_shown(folder)) from error


def _fits(arrays: Arrays, metadata: Metadata) -> bool:
    """Whether every array is there, of its kind, shaped as the metadata say, and agrees with the others."""
    if {name: array.shape for name, array in arrays.items()} != metadata.shapes or set(arrays) != set(STORED_AS):
        return False
    for name, (kind, dimensions) in STORED_AS.items():
        if not np.issubdtype(arrays[name].dtype, kind) or arrays[name].ndim != dimensions:
            return False
    slots, heads = arrays["slots"], len(metadata.labels) + 1
    return (
        len(arrays["weights"]) == len(slots)
        and len(arrays["unknown_weights"]) == LONGEST
        and arrays["coefficients"].shape == (len(slots), heads)
        and arrays["dispute_intercept"].shape == (1,)
        and bool(np.all(np.diff(slots.astype(np.int64)) > 0) and np.all(slots < SLOT_COUNT))
        and all(bool(np.isfinite(arrays[name]).all()) for name in STORED_AS if name != "labels")
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArtefactError("model_missing", model=_shown(path.parent), file=path.name) from error


def _shown(folder: Path) -> str:
    return f"{folder.parent.name}@{folder.name}"
