"""The shape of ``rules/regions/``: what the categories of other systems are called here."""

from typing import Annotated

from pydantic import Field

from triage.rulebook.schema import Name, RuleId, Shape, Text, Verification, Version


class CategoryShape(Shape):
    """One category of another system; ``our_codes`` empty: it says nothing about the type, a person decides."""

    external_code: Text
    also_written: list[Text] = Field(default_factory=list)
    our_codes: list[Name]


class RegionTableShape(Shape):
    """``rules/regions/<region>/<table>.yaml``."""

    id: RuleId
    version: Version
    region: Name
    title: Text
    source: Text
    verification: Verification
    categories: Annotated[list[CategoryShape], Field(min_length=1)]
