"""The lock of the rulebook: for every versioned entry below ``rules/`` its version and the hash of its content.

``make rules-lock`` writes it. A rule whose content changed while its version did not is refused.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.contract.source_tree import CHECKOUT

RULES = CHECKOUT / "rules"
LOCK = RULES / "rulebook.lock.json"
BESIDE_THE_DECISION = {"version", "status", "cases", "known_gaps", "reviewed_by", "reviewed_on"}  # may change freely

Lock = dict[str, dict[str, Any]]


def lock_of(folder: Path) -> Lock:
    """What the lock of this rules folder has to say: id → version and content hash."""
    lock: Lock = {}
    for path in versioned_files(folder):
        for entry in versioned_entries(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)):
            lock[str(entry["id"])] = {"version": entry["version"], "content": _content_hash(entry)}
    return dict(sorted(lock.items()))


def versioned_files(folder: Path) -> list[Path]:
    """Every YAML file but the word-by-word cases, which have no version."""
    return sorted(path for path in folder.rglob("*.yaml") if path.parent.name != "cases")


def versioned_entries(node: Any) -> Iterator[dict[str, Any]]:
    """Every mapping with an id and a version, at any depth."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from versioned_entries(child)
    if isinstance(node, dict) and {"id", "version"} <= node.keys():
        yield node


def changed_without_version(old: Lock, new: Lock) -> list[str]:
    """The ids whose content differs under a version that was not raised."""
    kept = old.keys() & new.keys()
    differs = {key for key in kept if old[key]["content"] != new[key]["content"]}
    return sorted(key for key in differs if new[key]["version"] <= old[key]["version"])


def read_lock() -> Lock:
    lock: Lock = json.loads(LOCK.read_text(encoding="utf-8"))
    return lock


def main() -> int:
    new = lock_of(RULES)
    unraised = changed_without_version(read_lock(), new) if LOCK.is_file() else []
    for key in unraised:
        sys.stderr.write(f"{key}: the content changed, raise its version\n")
    if unraised:
        return 1
    LOCK.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
    return 0


def _content_hash(entry: dict[str, Any]) -> str:
    content = {
        key: value
        for key, value in entry.items()
        if key not in BESIDE_THE_DECISION and not any(versioned_entries(value))  # those have hashes of their own
    }
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
