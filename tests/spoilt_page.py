"""Spoil plain Chinese the way some web pages do, and keep for each character where it ended up.

The text becomes traditional, then GBK; behind the bytes of every character of ``READINGS`` its reading is put in
brackets, wherever these two bytes stand, also across two characters; then the bytes are read again, as a browser does.
"""

from dataclasses import dataclass

from opencc import OpenCC

READINGS = (
    "區qū 務wù 個gè 隊duì 發fā 來lái 開kāi 時shí 會huì 實shí 現xiàn 聯lián 說shuō 機jī 問wèn 過guò "
    "點diǎn 進jìn 動dòng 經jīng 關guān 對duì 報bào 見jiàn 場chǎng 號hào 當dāng 強qiáng 戶hù 國guó "
    "長zhǎng 調diào 詢xún 車chē 責zé 內nèi 業yè 門mén 話huà 稱chēng 誰shuí 費fèi 環huán 準zhǔn 結jié "
    "書shū 負fù 驗yàn 學xué 態tài 統tǒng 錢qián 農nóng 財cái 雲yún 冊cè 請qǐng 爭zhēng 嚴yán 無wú 類lèi "
    "鄰lín 處chù 為wèi 還huán 後hòu 讓ràng 樓lóu 鬧nào 緊jǐn 壞huài 漢hàn 聽tīng "
)
READ_AS = {pair[0]: pair[1:] for pair in READINGS.split()}


@dataclass(frozen=True, slots=True)
class Spoilt:
    """``places[i]`` is the stretch of ``text`` that holds the bytes of character ``i`` of the clean text."""

    text: str
    places: tuple[tuple[int, int], ...]


def spoil(clean: str) -> Spoilt:
    """``clean`` (simplified, GBK) as such a page would show it."""
    traditional = OpenCC("s2tw").convert(clean)
    if len(traditional) != len(clean):
        raise ValueError("the converter changed the length")
    raw = [(byte, owner) for owner, char in enumerate(traditional) for byte in char.encode("gbk")]
    return _read(_with_readings(raw), len(clean))


def shift(clean: str) -> str:
    """``clean`` in GBK, read from its second byte on."""
    return clean.encode("gbk")[1:].decode("gb18030", errors="replace")


def _with_readings(raw: list[tuple[int, int]]) -> list[tuple[int, int | None]]:
    readings = {tuple(char.encode("gbk")): f"({sound})".encode("gbk") for char, sound in READ_AS.items()}
    annotated: list[tuple[int, int | None]] = []
    at = 0
    while at < len(raw):
        reading = readings.get(tuple(byte for byte, _ in raw[at : at + 2]))
        if reading is None:
            annotated.append(raw[at])
            at += 1
        else:
            annotated += raw[at : at + 2]
            annotated += ((byte, None) for byte in reading)
            at += 2
    return annotated


def _read(raw: list[tuple[int, int | None]], characters: int) -> Spoilt:
    """Two bytes at a time; a byte that starts no character becomes a question mark and swallows the next."""
    shown: list[str] = []
    held: dict[int, list[int]] = {owner: [] for owner in range(characters)}
    at = 0
    while at < len(raw):
        width = 1 if raw[at][0] < 0x80 else 2
        pair = raw[at : at + width]
        shown += _char_of(bytes(byte for byte, _ in pair))
        for _, owner in pair:
            if owner is not None:
                held[owner].append(len(shown) - 1)
        at += width
    return Spoilt("".join(shown), tuple((min(places), max(places) + 1) for places in held.values()))


def _char_of(raw: bytes) -> str:
    try:
        return raw.decode("gbk")
    except UnicodeDecodeError:
        return "?" if len(raw) < 2 or raw[1] < 0x80 else ""
