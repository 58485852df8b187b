"""A password for a workbook, made for it and kept nowhere, and the workbook under it.

Encrypted as Excel does it (ECMA-376 agile): AES, its key of 128 random bits, found from the
password by 100,000 rounds of SHA-512.
"""

import io
import secrets

from msoffcrypto.format.ooxml import OOXMLFile

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another: no i, l, o, 0, 1
GROUPS, LENGTH = 4, 4  # 16 signs of 31: 79 bits


def password() -> str:
    """Return a new password, in groups that can be read out over the telephone."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def locked(content: bytes, word: str) -> bytes:
    """Return an .xlsx encrypted under a password."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(word, made)
    return made.getvalue()
