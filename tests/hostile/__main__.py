"""python -m tests.hostile: carry out every attempt, and write docs/serangan.md."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile.attempts import written
from tests.hostile.every import ATTEMPTS, INTRODUCTION, tried
from tests.hostile.world import built
from tests.server import ROOT

with TemporaryDirectory() as folder, built(Path(folder)) as world:
    results = [(one, tried(world, one)) for one in ATTEMPTS]
failed = [
    f"{one.number} {one.what}: {got}" for one, got in results if not got.startswith(one.expected)
]
print("\n".join(failed) or f"{len(results)} attempts, each as expected")
(ROOT / "docs" / "serangan.md").write_text(INTRODUCTION + written(results), encoding="utf-8")
sys.exit(bool(failed))
