"""The key ring of a site, read from `YUANXIN_DATA_KEY`."""

from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
LARGEST_KEY_ID = 255
LOOKUP = "lookup"


@dataclass(frozen=True)
class KeyRing:
    """Master keys by id, the id that seals from now on, and the master of the look-up digests."""

    masters: dict[int, bytes] = field(repr=False)
    current: int
    lookup: bytes = field(repr=False)


def read_key_ring(text: str) -> KeyRing:
    """The ring that `text` writes.

    Either one key of 64 hexadecimal digits, whose id is 1, or a list `lookup:hex,1:hex,2:hex`. The last numbered key
    seals; the others only open what they sealed. A list names the master of the look-up digests apart, since digests
    must stay the same when the sealing key is changed.

    Raises:
        ImproperlyConfigured: naming the entry that is wrong, never its key.
    """
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    if len(entries) == 1 and ":" not in entries[0]:
        master = _key(entries[0], "1")
        return KeyRing({1: master}, 1, master)
    masters: dict[int, bytes] = {}
    lookup = None
    for entry in entries:
        name, _, digits = entry.partition(":")
        if name == LOOKUP:
            lookup = _key(digits, name)
        elif name.isascii() and name.isdigit() and 1 <= int(name) <= LARGEST_KEY_ID and int(name) not in masters:
            masters[int(name)] = _key(digits, name)
        else:
            raise ImproperlyConfigured(
                "YUANXIN_DATA_KEY: each entry is `lookup` or an id from 1 to 255, used once, a colon and its key"
            )
    if not masters:
        raise ImproperlyConfigured("YUANXIN_DATA_KEY holds no key")
    if lookup is None:
        raise ImproperlyConfigured(
            "YUANXIN_DATA_KEY: a list of keys needs `lookup:`, the key whose digests the database already holds"
        )
    return KeyRing(masters, list(masters)[-1], lookup)


def _key(digits: str, name: str) -> bytes:
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"YUANXIN_DATA_KEY: key {name} is not 64 hexadecimal digits")
    return key
