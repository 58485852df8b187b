"""Write docs/licences.md: under which licence each package comes that an installation runs with.

Read from what is installed: `make licences`. Versions and hashes stand in requirements.txt.
"""

from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "licences.md"
# Packages whose metadata is silent, and where it is said instead.
SAID_ELSEWHERE = {"streamlit-folium": "MIT (its repository's LICENSE)"}
HEAD = """# Licences

Made by `make licences` from the metadata of what is installed; do not edit. Pantau DTKS itself is
MIT (`LICENSE`). Nothing here is changed by us. Two are not permissive: psycopg (LGPL-3.0) is
imported as a library and can be replaced by another version; certifi (MPL-2.0) is a list of
certificates, unchanged.

Served to browsers besides what Streamlit brings: Leaflet (BSD-2-Clause) and jQuery (MIT), with
their texts in `static/vendor/`. nginx (BSD-2-Clause) and PostgreSQL (PostgreSQL Licence) are
programs beside ours.

| Package | Licence |
|---|---|
"""


def main() -> None:
    """Write the list."""
    TARGET.write_text(listed(), encoding="utf-8")


def listed() -> str:
    """Return the list as Markdown: what requirements.txt pins for this system, installed or not.

    Raises PackageNotFoundError for one that is pinned and not installed.
    """
    names = sorted(
        pinned.name for pinned in _pinned() if not pinned.marker or pinned.marker.evaluate()
    )
    return HEAD + "".join(f"| {name} | {_licence(name)} |\n" for name in names)


def _pinned() -> list[Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]


def _licence(name: str) -> str:
    told = metadata.metadata(name)
    kinds = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    classified = ", ".join(line.rpartition(" :: ")[2] for line in kinds)
    text = (told.get("License") or "").partition("\n")[0]
    found = told.get("License-Expression") or classified or text or SAID_ELSEWHERE.get(name)
    if not found:
        raise SystemExit(f"{name} does not say its licence: look it up, add it to SAID_ELSEWHERE")
    return found


if __name__ == "__main__":
    main()
