"""Write docs/licences.md: under which licence each package comes that an installation runs with.

Read from what is installed: `make licences`. Versions and hashes stand in requirements.txt.
"""

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "licences.md"
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
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
    """Return the list as Markdown. Packages of other systems, not installed here, are left out."""
    names = sorted(set(PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))))
    found = {name: _licence(name) for name in names}
    return HEAD + "".join(f"| {name} | {told} |\n" for name, told in found.items() if told)


def _licence(name: str) -> str | None:
    """Return what a package says of its licence; None where it is not installed."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    kinds = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    classified = ", ".join(line.rpartition(" :: ")[2] for line in kinds)
    text = (told.get("License") or "").partition("\n")[0]
    found = told.get("License-Expression") or classified or text or SAID_ELSEWHERE.get(name)
    if not found:
        raise SystemExit(f"{name} does not say its licence: look it up, add it to SAID_ELSEWHERE")
    return found


if __name__ == "__main__":
    main()
