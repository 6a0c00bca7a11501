"""Write ``rules/schema/``: the shape of every kind of rule file as JSON Schema, for editors that check while one types.

``python -m triage.rulebook.export_schema [RULES]`` writes them; a test keeps them fresh.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from triage.rulebook.folder import SHAPES_BY_FOLDER, SHAPES_BY_NAME
from triage.rulebook.schema import Shape

FOLDER = "schema"
CATALOGUE = "catalogue.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORD_SET_OR_QUANTITY = {
    "type": "string",
    "pattern": "^[@#]",
    "description": "@wordset or #quantity, short for a list of one",
}


def exported() -> dict[str, str]:
    """The files of ``rules/schema/`` by name: one per shape, and a catalogue that says which files have it."""
    patterns: dict[type[Shape], list[str]] = {}
    for name, shape in SHAPES_BY_NAME.items():
        patterns.setdefault(shape, []).append(f"rules/{name}")
    for folder, shape in SHAPES_BY_FOLDER.items():
        taken = [f"!rules/{name}" for name in SHAPES_BY_NAME if name.startswith(f"{folder}/")]
        patterns.setdefault(shape, []).extend([f"rules/{folder}/**/*.yaml", *taken])
    files = {_file_of(shape): _written(_schema_of(shape)) for shape in patterns}
    entries = [
        {"name": _file_of(shape), "fileMatch": matches, "url": f"./{_file_of(shape)}"}
        for shape, matches in patterns.items()
    ]
    files[CATALOGUE] = _written({"schemas": sorted(entries, key=lambda entry: str(entry["name"]))})
    return dict(sorted(files.items()))


def export(rules: Path) -> None:
    """Write the schemas below the rules folder, and take away those of shapes that are no more."""
    folder = rules / FOLDER
    folder.mkdir(exist_ok=True)
    files = exported()
    for old in folder.glob("*.json"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _schema_of(shape: type[Shape]) -> dict[str, Any]:
    schema = shape.model_json_schema(by_alias=True)
    near = schema.get("$defs", {}).get("NearShape")
    if near is not None:  # the shape takes the short form too, by a validator that a schema cannot show
        groups = near["properties"]["all"]
        groups["items"] = {"anyOf": [groups["items"], WORD_SET_OR_QUANTITY]}
    return {"$schema": DIALECT, **schema}


def _file_of(shape: type[Shape]) -> str:
    """``WordSetShape`` → ``word_set.json``."""
    name = shape.__name__.removesuffix("Shape")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_") + ".json"


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    export(Path(sys.argv[1] if len(sys.argv) > 1 else "rules"))
