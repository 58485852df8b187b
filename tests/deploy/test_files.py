"""What is shipped to install with: the image, the list of licences, the table of variables."""

import re
import subprocess
import tomllib

import pytest

from deploy import licences
from tests.server import ROOT

SHIPPED = ("asgi.py", "dashboard.py", "pages", "queries", "register", "reports", "geo", "methods")
VARIABLE = re.compile(r"""environ(?:\.get\(|\[|\.setdefault\()f?["']([^"']+)["']""")


def test_the_list_of_licences_is_up_to_date():
    assert licences.listed() == licences.TARGET.read_text(encoding="utf-8")


def test_the_image_holds_every_room_and_nothing_else():
    """Listed by name on both sides, so that neither data nor secrets get in."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    copied = set(re.findall(r"^COPY (?:--chmod=\d+ )?([a-z_./]+)", _text("Containerfile"), re.M))
    let_in = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M))
    rest = {"requirements.txt", "asgi.py", ".streamlit/config.toml", "data_samples", "static"}

    assert (copied | {"dashboard.py"}) == let_in
    assert let_in == {*contracts["root_packages"], *rest, "dashboard.py", "deploy/start.sh"}


def test_every_variable_the_program_reads_is_in_the_table():
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = {
        name
        for place in SHIPPED
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    names = {"REGISTER_URL", "SUMMARY_URL", "APP_URL", "REGISTER_MUAT_URL", "SUMMARY_MUAT_URL"}
    names |= {name for name in read if "{" not in name} - {"OGR_SKIP", "PROJ_NETWORK"}

    assert {"PANTAU_DATA", "PANTAU_HARI_INI"} <= names
    assert {name for name in names if f"| `{name}` |" not in told} == set()


def test_a_container_takes_its_addresses_from_files(tmp_path, monkeypatch):
    secret = tmp_path / "register_url"
    secret.write_text("postgresql://pantau_daftar:a b'c@postgres/pantau_register\n")
    monkeypatch.setenv("REGISTER_URL_FILE", str(secret))
    shown = ("timeit", "-n1", "-r1", "import os; print(os.environ['REGISTER_URL'])")

    done = subprocess.run(
        [ROOT / "deploy" / "start.sh", *shown], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines()[0] == secret.read_text().strip()


@pytest.mark.parametrize("name", ["compose.yaml", "pantau.service", "nginx.conf", "Containerfile"])
def test_no_secret_is_written_down(name):
    assert re.findall(r"(?i)(?:password|sandi|secret)\s*[=:]\s*['\"]?\w+$", _text(name)) == []
    assert re.findall(r"postgresql://[^ ]*:[^ ]*@", _text(name)) == []


def test_what_compose_mounts_is_there():
    mounted = re.findall(r"- (\./[^:]+):/", _text("compose.yaml"))

    assert mounted
    assert all((ROOT / "deploy" / path).is_file() for path in mounted)


def _text(name: str) -> str:
    return (ROOT / "deploy" / name).read_text(encoding="utf-8")
