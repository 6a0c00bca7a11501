"""Personal data as shown on screens: masked before it leaves a query."""

import re

KEPT_AT_START = 3
KEPT_AT_END = 4
SHORTEST_MASKED = 7
# a mobile number, and a resident identity number; neighbours that are digits mean it is something longer
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)(\d{4})(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(\d{8})(\d{3}[\dXx])(?!\d)")


def mask_phone(phone: str) -> str:
    """138****5678; a short number keeps its last two digits."""
    if len(phone) < SHORTEST_MASKED:
        return "*" * max(0, len(phone) - 2) + phone[-2:] if phone else ""
    hidden = len(phone) - KEPT_AT_START - KEPT_AT_END
    if hidden < 1:
        return phone[:KEPT_AT_START] + "*" * (len(phone) - KEPT_AT_START)
    return phone[:KEPT_AT_START] + "*" * hidden + phone[-KEPT_AT_END:]


def mask_name(name: str) -> str:
    """张**: the family name and a star for each further character."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_text(text: str) -> str:
    """Hide the middle of phone and identity numbers; the length stays, so spans keep their places."""
    hidden = _IDENTITY.sub(lambda found: found[1] + "*" * len(found[2]) + found[3], text)
    return _PHONE.sub(lambda found: found[1] + "*" * len(found[2]) + found[3], hidden)
