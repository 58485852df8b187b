"""A second reader of workbooks under a password, after the published rules (MS-OFFCRYPTO 2.3.4).

Shares nothing with what encrypts them but AES and the reading of old Office files.
"""

import hmac
import io
import struct
from base64 import b64decode
from hashlib import sha512
from xml.etree import ElementTree

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

MAIN = "{http://schemas.microsoft.com/office/2006/encryption}"
KEY = "{http://schemas.microsoft.com/office/2006/keyEncryptor/password}encryptedKey"
VERIFIER, HASHED = bytes.fromhex("fea7d2763b4b9e79"), bytes.fromhex("d7aa0f6d3061344e")
SECRET = bytes.fromhex("146e0be7abacd0d6")
HMAC_KEY, HMAC_VALUE = bytes.fromhex("5fb2ad010cb9e1f6"), bytes.fromhex("a0677f02b22c8433")
SEGMENT = 4096


class WrongPasswordError(ValueError):
    """The password is another."""


def unlocked(content: bytes, password: str) -> bytes:
    """Return the workbook inside. Raises WrongPasswordError; AssertionError if it was changed."""
    with olefile.OleFileIO(io.BytesIO(content)) as parts:
        info = parts.openstream("EncryptionInfo").read()
        package = parts.openstream("EncryptedPackage").read()
    assert info[:4] == b"\4\0\4\0"  # agile
    told = ElementTree.fromstring(info[8:])
    data, sealed = told.find(f"{MAIN}keyData"), told.find(f"{MAIN}dataIntegrity")
    own = told.find(f".//{KEY}")
    secret = _secret(own, password)
    salt = b64decode(data.get("saltValue"))

    def iv(block: bytes) -> bytes:
        return sha512(salt + block).digest()[:16]

    key = _plain(b64decode(sealed.get("encryptedHmacKey")), secret, iv(HMAC_KEY))
    seal = _plain(b64decode(sealed.get("encryptedHmacValue")), secret, iv(HMAC_VALUE))
    assert hmac.new(key, package, sha512).digest() == seal
    size, body = struct.unpack("<Q", package[:8])[0], package[8:]
    pieces = (body[at : at + SEGMENT] for at in range(0, len(body), SEGMENT))
    return b"".join(
        _plain(piece, secret, iv(struct.pack("<I", number))) for number, piece in enumerate(pieces)
    )[:size]


def _secret(own: ElementTree.Element, password: str) -> bytes:
    salt = b64decode(own.get("saltValue"))
    rounds = int(own.get("spinCount"))
    assert rounds >= 100_000
    digest = sha512(salt + password.encode("utf-16-le")).digest()
    for number in range(rounds):
        digest = sha512(struct.pack("<I", number) + digest).digest()

    def told(name: str, block: bytes) -> bytes:
        key = sha512(digest + block).digest()[: int(own.get("keyBits")) // 8]
        return _plain(b64decode(own.get(name)), key, salt)

    if sha512(told("encryptedVerifierHashInput", VERIFIER)).digest() != told(
        "encryptedVerifierHashValue", HASHED
    ):
        raise WrongPasswordError
    return told("encryptedKeyValue", SECRET)


def _plain(content: bytes, key: bytes, iv: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return cipher.update(content) + cipher.finalize()
