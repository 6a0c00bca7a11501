"""What no text of the repository may hold: places on one machine, registries, the tools it was written with."""

import re
from pathlib import Path

import pytest

from tests.contract.source_tree import shown, text_files

# put together here, so that this file does not hold what it looks for
MACHINE_PLACES = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", "/" + "opt/pypi", "C:" + "\\Users")
REGISTRIES = ("py" + "pi.org", "python" + "hosted", "deb." + "debian.org", "registry." + "npmjs", "--index" + "-url ")
TOOLS = (
    *("Cl" + "aude", "Chat" + "GPT", "Co" + "pilot", "Anth" + "ropic", "Open" + "AI", "Gem" + "ini"),
    *("AI " + "assistant", "AI" + "-generated", "大" + "语言模型", "人工智能" + "助手"),
)
FORBIDDEN = re.compile("|".join(re.escape(word) for word in (*MACHINE_PLACES, *REGISTRIES, *TOOLS)))


@pytest.mark.parametrize("path", sorted(text_files()), ids=shown)
def test_a_text_names_no_machine_registry_or_tool(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [f"line {number}: {line.strip()[:80]}" for number, line in enumerate(lines, 1) if FORBIDDEN.search(line)]
    assert found == []
