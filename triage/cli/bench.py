"""``triage bench``: the measurements of ``benchmarks/`` on this machine."""

import argparse
import json
import os
import platform
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from triage.cli.errors import DONE
from triage.cli.parser import Subparsers, add_command, add_json_flag, help_for
from triage.cli.wording import say
from triage.errors import NotFoundError

CPU_FILE = Path("/proc/cpuinfo")


def add_commands(subparsers: Subparsers) -> None:
    parser = add_command(subparsers, "bench", run)
    parser.add_argument("name", nargs="?", metavar="NAME", help=help_for("bench", "name"))
    add_json_flag(parser)


def run(options: argparse.Namespace) -> int:
    """Run one measurement, or list them."""
    from triage.settings import CHECKOUT_FOLDER, Settings

    files = {path.stem: path for path in sorted((CHECKOUT_FOLDER / "benchmarks").glob("*.py"))}
    if options.name is None:
        print(json.dumps({"benchmarks": list(files)}) if options.json else "\n".join(files))
        return DONE
    if options.name not in files:
        raise NotFoundError("bench_not_found", name=options.name, known=list(files))
    figures = {
        "bench": options.name,
        "machine": _machine(),
        **_measured(files[options.name], Settings.from_environment()),
    }
    print(json.dumps(figures, ensure_ascii=False) if options.json else "\n".join(_lines(figures)))
    return DONE


def _measured(file: Path, settings: object) -> dict[str, Any]:
    spec = spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise NotFoundError("bench_not_found", name=file.stem, known=[])
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    figures: dict[str, Any] = module.run(settings)
    return figures


def _machine() -> dict[str, object]:
    """What the figures were measured on; without it they mean nothing."""
    names = [line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def _cpu_lines() -> list[str]:
    return CPU_FILE.read_text(encoding="utf-8").splitlines() if CPU_FILE.is_file() else []


def _lines(figures: dict[str, Any], indent: str = "") -> list[str]:
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{say('figure', name=name, value=value)}")
    return lines
