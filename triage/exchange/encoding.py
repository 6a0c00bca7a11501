"""Turn the bytes of a file into text, whatever program wrote them."""

import codecs

from triage.errors import InputError

SIGNATURES = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE_BYTES = 4096
MOST_DAMAGED_SHARE = 0.05  # of the characters outside ASCII; more means: another encoding
MOST_CONTROL_SHARE = 0.02
LEAST_ZERO_SHARE = 0.02
REPLACEMENT = "\ufffd"


def decode(content: bytes, file: str) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030, found out from its bytes.

    A few broken bytes, as left by exports that cut a field at a byte length, become U+FFFD.

    Raises:
        InputError: the bytes are no text (a picture, a program, an unknown encoding).
    """
    encoding = _signed_encoding(content) or _unsigned_utf16(content)
    text = content.decode(encoding, "replace") if encoding else _decode_unsigned(content, file)
    if _control_share(text) > MOST_CONTROL_SHARE:
        raise InputError("file_not_text", file=file)
    return text


def decode_line(line: bytes) -> str:
    """One line of JSON lines: judged on its own, so that one broken row never spoils the others."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return min((line.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")), key=_damaged_share)


def is_binary(start: bytes) -> bool:
    """True when a file starts with bytes that stand in no text: a picture, a program, a packed file."""
    control_count = sum(byte < 0x20 and byte not in b"\t\r\n\x1b" for byte in start)
    return bool(start) and not is_utf16(start) and control_count / len(start) > MOST_CONTROL_SHARE


def is_utf16(start: bytes) -> bool:
    """True when a file starts like UTF-16, with or without its signature."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _unsigned_utf16(start) is not None


def _signed_encoding(content: bytes) -> str | None:
    return next((name for signature, name in SIGNATURES if content.startswith(signature)), None)


def _unsigned_utf16(content: bytes) -> str | None:
    # commas and line ends of a table are ASCII: in UTF-16 each brings a zero byte, always on the same side
    sample = content[: SAMPLE_BYTES // 2 * 2]
    sides = (("utf-16-le", b"\n\x00", 1), ("utf-16-be", b"\x00\n", 0))
    for name, line_end, side in sides:
        zero_count = sample[side::2].count(0)
        if line_end in sample and zero_count > LEAST_ZERO_SHARE * len(sample) and not sample[1 - side :: 2].count(0):
            return name
    return None


def _decode_unsigned(content: bytes, file: str) -> str:
    for encoding in ("utf-8", "gb18030"):
        text = content.decode(encoding, "replace")
        if _damaged_share(text) <= MOST_DAMAGED_SHARE:
            return text
    raise InputError("file_not_text", file=file)


def _damaged_share(text: str) -> float:
    outside_ascii = sum(character > "\x7f" for character in text)
    return text.count(REPLACEMENT) / outside_ascii if outside_ascii else 0.0


def _control_share(text: str) -> float:
    sample = text[:SAMPLE_BYTES]
    control_count = sum(character < " " and character not in "\t\r\n" for character in sample)
    return control_count / len(sample) if sample else 0.0
