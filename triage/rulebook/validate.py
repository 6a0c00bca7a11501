"""Check plain values against the shape of their file kind; every fault gets its place and a Chinese sentence."""

from difflib import get_close_matches
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from triage.errors_zh import SENTENCES
from triage.rulebook.findings import Finding, finding
from triage.rulebook.schema import Shape
from triage.rulebook.yaml_source import Source

AnyShape = TypeVar("AnyShape", bound=Shape)

_CODES = {
    "string_type": "expected_text",
    "string_too_short": "expected_text_not_empty",
    "string_pattern_mismatch": "expected_pattern",
    "int_type": "expected_integer",
    "int_from_float": "expected_integer",
    "float_type": "expected_number",
    "bool_type": "expected_bool",
    "date_type": "expected_date",
    "date_parsing": "expected_date",
    "date_from_datetime_parsing": "expected_date",
    "list_type": "expected_list",
    "too_short": "expected_list_not_empty",
    "model_type": "expected_mapping",
    "dict_type": "expected_mapping",
    "literal_error": "expected_choice",
    "enum": "expected_choice",
    "greater_than_equal": "expected_range",
    "greater_than": "expected_range",
    "less_than_equal": "expected_range",
    "less_than": "expected_range",
}
_BOUNDS = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}"}


def validated(source: Source, shape: type[AnyShape]) -> tuple[AnyShape | None, list[Finding]]:
    """``source`` as ``shape``, or None with every fault found in it."""
    try:
        return shape.model_validate(source.content), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=True)
        return None, sorted({_finding(fault, source, shape) for fault in faults})


def _finding(fault: ErrorDetails, source: Source, shape: type[Shape]) -> Finding:
    kind, path, context = fault["type"], fault["loc"], fault.get("ctx", {})
    if kind == "missing":
        return finding("missing_key", source.file, source.place_of(path[:-1]), key=path[-1])
    if kind == "extra_forbidden":
        return _unknown_key(path, source, shape)
    place = source.place_of(path)
    if kind in SENTENCES:  # raised by our own validators under our own name
        return finding(kind, source.file, place, **context)
    return finding(_CODES.get(kind, "expected_other"), source.file, place, **_values(fault))


def _values(fault: ErrorDetails) -> dict[str, object]:
    """What the sentences may name; pydantic's own words only where we have no sentence."""
    context = fault.get("ctx", {})
    bound = next((form.format(context[key]) for key, form in _BOUNDS.items() if key in context), "")
    return {
        "expected": str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
        "least": context.get("min_length", 1),
        "pattern": context.get("pattern", ""),
        "bound": bound,
        "problem": fault["msg"],
    }


def _unknown_key(path: tuple[str | int, ...], source: Source, shape: type[Shape]) -> Finding:
    allowed = _keys_at(path[:-1], shape)
    guess = get_close_matches(str(path[-1]), allowed, n=1)
    values: dict[str, object] = {"key": path[-1], "allowed": "、".join(allowed)}
    code = "unknown_key_guess" if guess else "unknown_key"
    return finding(code, source.file, source.place_of_key(path), guess=guess[0] if guess else "", **values)


def _keys_at(path: tuple[str | int, ...], shape: type[BaseModel]) -> list[str]:
    """The keys that the model at ``path`` knows, as written in YAML."""
    for part in path:
        names = {field.alias or name: field for name, field in shape.model_fields.items()}
        if part in names:
            shape = _model_in(names[str(part)].annotation) or shape
    return [field.alias or name for name, field in shape.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model inside ``list[Model]``, ``Model | None`` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
