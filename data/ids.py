"""Names that no two machines can mint twice: record ids, device codes, ticket numbers."""

from __future__ import annotations

import os
import secrets
import time
from binascii import unhexlify

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
"""Letters and figures that are not taken for each other on a sticker or over the phone (no 0 O, 1 I, U)."""

CODE_LENGTH = 3
_RANDOM_BITS = (1 << 74) - 1


def new_id(now_ms: int | None = None, random: int | None = None) -> bytes:
    """A UUIDv7 (RFC 9562) in its 16 bytes.

    Args:
        now_ms: Its time, in UTC milliseconds; now where it is not given.
        random: 74 bits in place of the system's randomness, for a sample that must be the same each time.
    """
    moment = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    bits = int.from_bytes(os.urandom(10), "big") if random is None else random
    bits &= _RANDOM_BITS
    value = (moment & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1)
    return value.to_bytes(16, "big")


def id_text(value: bytes) -> str:
    """An id as people and JSON write it, as `0199…-…`."""
    plain = value.hex()
    return f"{plain[:8]}-{plain[8:12]}-{plain[12:16]}-{plain[16:20]}-{plain[20:]}"


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id.

    Raises:
        ValueError: It is no id.
    """
    value = unhexlify(text.replace("-", "").encode("ascii"))
    if len(value) != 16:
        raise ValueError(text)
    return value


def new_device_code() -> str:
    """A device's code, at random: three letters of 31, kept if it is free where the device joins."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def ticket_number(code: str, counter: int) -> str:
    """`K7Q-0412`: the code of the device that made the ticket, and the device's counter."""
    return f"{code}-{counter:04d}"
