"""Which release is served: ``served.yaml``. Promotion edits it, rollback edits it back."""

import os
import re
from pathlib import Path

import yaml

from triage.errors import ArtefactError

TASK = "dispute_type"
SERVED = "served.yaml"
VERSION = re.compile(r"v\d{3}")
HEADER = (
    "# task: version served. Written by `triage model promote VERSION`; rollback is promoting the version before.\n"
)


def served_version(models_folder: Path, task: str = TASK) -> str:
    """The version that ``served.yaml`` names.

    Raises:
        ArtefactError: ``model_missing`` without the file, ``served_invalid`` where it names no version.
    """
    try:
        content = yaml.safe_load((models_folder / SERVED).read_bytes())
    except OSError as error:
        raise ArtefactError("model_missing", model=task, file=SERVED) from error
    except yaml.YAMLError as error:
        raise ArtefactError("served_invalid", file=SERVED, task=task) from error
    version = content.get(task) if isinstance(content, dict) else None
    if not (isinstance(version, str) and VERSION.fullmatch(version)):
        raise ArtefactError("served_invalid", file=SERVED, task=task)
    return version


def write_served(models_folder: Path, version: str, task: str = TASK) -> None:
    """Name another version; whoever reads meanwhile sees the old or the new file, never half of one."""
    draft = models_folder / f"{SERVED}.new"
    draft.write_text(f"{HEADER}{task}: {version}\n", encoding="utf-8")
    os.replace(draft, models_folder / SERVED)


def versions(models_folder: Path, task: str = TASK) -> list[str]:
    """Every version that has a folder, oldest first."""
    folder = models_folder / task
    names = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return sorted(name for name in names if VERSION.fullmatch(name))
