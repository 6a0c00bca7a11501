"""A release is a whole rulebook as bytes with a hash over its content: it loads without the folder it came from."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path

from triage.assessment.rule import Rulebook
from triage.errors import InputError
from triage.rulebook.folder import content_hash, read_files
from triage.rulebook.load import LoadedRulebook, load_files

FORMAT = 1


def snapshot(root: Path) -> bytes:
    """The rulebook in folder ``root``, packed: the same folder gives the same bytes."""
    return packed(read_files(root))


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by relative path as compressed JSON."""
    texts = {path: raw.decode("utf-8") for path, raw in files.items()}
    content = {"format": FORMAT, "content_hash": content_hash(files), "files": texts}
    return zlib.compress(json.dumps(content, ensure_ascii=False, sort_keys=True).encode(), level=9)


def unpacked(release: bytes) -> dict[str, bytes]:
    """The files of a release.

    Raises:
        InputError: the bytes are no release, or were changed after packing.
    """
    try:
        content = json.loads(zlib.decompress(release))
        files = {path: text.encode() for path, text in content["files"].items()}
        is_sound = content["format"] == FORMAT and content["content_hash"] == content_hash(files)
    except (zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("release_damaged") from error
    if not is_sound:
        raise InputError("release_damaged")
    return files


def load_snapshot(release: bytes) -> LoadedRulebook:
    """All that a release holds, checked as a folder is.

    Raises:
        InputError: the bytes are no release, or were changed after packing.
        RuleFileError: the release was packed from a folder with faults.
    """
    return load_files(unpacked(release))


def from_snapshot(release: bytes) -> Rulebook:
    """The rulebook of a release, for flow 1."""
    return load_snapshot(release).rulebook
