"""The libraries of others are what static/vendor/README.md says they are, all of them."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static" / "vendor"


def test_every_vendored_file_is_listed_with_its_hash():
    listed = dict(re.findall(r"^\| `(.+?)` \| ([0-9a-f]{64}) \|$", readme(), re.MULTILINE))
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }

    assert len(listed) == 5
    assert present == listed


def test_every_library_keeps_its_licence():
    assert all((folder / "LICENSE").is_file() for folder in VENDOR.iterdir() if folder.is_dir())


def readme() -> str:
    return (VENDOR / "README.md").read_text(encoding="utf-8")
