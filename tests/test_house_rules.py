"""Rules of the house that a machine can check and nobody should have to remember."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from queries import summary
from register import schema
from tests.server import ROOT

ROOMS = ("pages", "reports", "queries", "methods", "register", "geo")
SHIPPED = ["dashboard.py", "asgi.py", *ROOMS, "static", "data_samples", ".streamlit"]
NAMED_ONLY = {"www.w3.org"}  # XML namespaces: names, never fetched
# What Leaflet and jQuery say about themselves and about browsers' bugs, in remarks and a link
VENDORED_NAMES = {"leafletjs.com", "jquery.org", "jquery.com", "github.com"}
VENDORED_NAMES |= {"bugs.chromium.org", "bugzilla.mozilla.org"}
STANDARD = sys.stdlib_module_names


def files(*suffixes: str, under: tuple[str, ...] | list[str] = SHIPPED) -> list[Path]:
    """Return the files of these kinds that an installation holds."""
    places = [ROOT / name for name in under]
    found = [p for p in places if p.is_file()] + [p for r in places for p in r.rglob("*")]
    return sorted(p for p in found if p.suffix in suffixes and "__pycache__" not in p.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


PAGES = [path for path in sorted((ROOT / "pages").glob("*.py")) if path.stem != "__init__"]
PARTS = files(".py", under=["pages/parts"])


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_can_be_read_at_one_sitting(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 80


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_is_a_list_of_questions(page):
    """It opens with its question, defines nothing and catches nothing."""
    source = tree(page)
    kinds = (ast.FunctionDef, ast.ClassDef, ast.Try, ast.Lambda)

    assert ast.get_docstring(source)
    assert [node.lineno for node in ast.walk(source) if isinstance(node, kinds)] == []


@pytest.mark.parametrize("part", PARTS, ids=named)
def test_a_part_draws_nothing_when_imported(part):
    """A part is imported once, a page runs at every visit: what it draws would show once.

    Calls of st.* are allowed at the top only as decorators and to declare a component.
    """
    drawn = []
    for statement in tree(part).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        drawn += [
            ast.unparse(call.func)
            for call in ast.walk(statement)
            if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("st.")
        ]

    assert [call for call in drawn if call != "st.components.v2.component"] == []


@pytest.mark.parametrize("metadata", [schema.metadata, summary.metadata, summary.aktif.metadata])
def test_every_column_is_explained(metadata):
    columns = [column for table in metadata.tables.values() for column in table.columns]

    assert columns
    assert [f"{c.table.name}.{c.name}" for c in columns if not c.comment] == []


def test_no_shipped_file_names_another_host():
    found = {}
    for path in files(".py", ".js", ".css", ".toml"):
        allowed = NAMED_ONLY | (VENDORED_NAMES if "vendor" in path.parts else set())
        text = path.read_text(encoding="utf-8")
        hosts = set(re.findall(r"(?:https?|wss?)://([A-Za-z0-9.-]+)", text)) - allowed
        if hosts:
            found[named(path)] = hosts

    assert found == {}


def test_no_file_names_a_place_on_somebodys_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    places = re.compile(r"/(?:home|root|Users|work)/|(?<![\w.])/tmp/|file://")
    texts = (".py", ".md", ".toml", ".txt", ".in", ".js", ".ps1", ".sh", "")
    found = {}
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix not in texts or path == Path(__file__) or not path.is_file():
            continue
        hits = places.findall(path.read_text(encoding="utf-8"))
        if hits:
            found[name] = hits

    assert found == {}


def test_every_room_is_under_contract():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"pages"}
    layered = {
        room
        for contract in config["contracts"]
        if contract["type"] == "layers"
        for layer in contract["layers"]
        for room in layer.split(" | ")
    }

    assert rooms - {"tests"} == set(config["root_packages"]) == layered


def test_what_is_imported_is_required():
    """Nothing rests on a package that only another package happens to bring."""
    called = {"msoffcrypto-tool": "msoffcrypto"}  # the one package that goes by another name
    required = {
        called.get(name := re.split(r"[\[<>=! #]", line)[0].lower().replace("_", "-"), name)
        for line in (ROOT / "requirements.in").read_text().splitlines()
        if line and not line.startswith("#")
    }
    imported = {
        package.replace("_", "-")
        for path in files(".py")
        for node in ast.walk(tree(path))
        for package in packages(node)
    }

    assert imported - {*STANDARD, *ROOMS, "asgi", "dashboard"} - required == set()


def packages(node: ast.AST) -> set[str]:
    """Return the top-level packages that an import statement names."""
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_by_hash(name):
    """Each package has one version and hashes, and no address of a registry or folder."""
    text = (ROOT / name).read_text()
    entries = [line for line in text.splitlines() if line and line[0] not in " #"]

    assert all("==" in entry and entry.endswith("\\") for entry in entries)
    assert text.count("==") == len(entries) + text.count("python_version ==") + text.count(
        "sys_platform =="
    )
    assert re.search(r"https?:|file:|--(index|extra|find|trusted)", text) is None


def test_docs_tell_every_make_target():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) - {"help"}
    docs = "\n".join(p.read_text() for p in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])

    assert {target for target in targets if f"make {target}" not in docs} == set()
