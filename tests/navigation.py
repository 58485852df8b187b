"""The pages of the application as dashboard.py lists them: new ones are tested by themselves."""

import ast
from pathlib import Path

from tests.server import ROOT

DASHBOARD = ast.parse((ROOT / "dashboard.py").read_text(encoding="utf-8"))


def _value(name: str) -> ast.expr:
    return next(
        node.value
        for node in DASHBOARD.body
        if isinstance(node, ast.Assign) and node.targets[0].id == name
    )


def _listed() -> dict[str, str]:
    """Return file name (without .py) → title of every st.Page in PAGES, in order."""
    calls = [node for node in ast.walk(_value("PAGES")) if isinstance(node, ast.Call)]
    named = sorted((call for call in calls if call.func.attr == "Page"), key=lambda c: c.lineno)
    titles = [{k.arg: k.value for k in call.keywords}["title"].value for call in named]
    files = [Path(call.args[0].value).stem for call in named]
    return dict(zip(files, titles, strict=True))


TITLES = _listed()
# name → path of its address: the first page is the one the bare address opens
PAGES = {name: f"/{name}" if number else "/" for number, name in enumerate(TITLES)}
# those with filters and figures: not open where nothing has been published
WITH_FIGURES = {
    name: path
    for name, path in PAGES.items()
    if TITLES[name] not in ast.literal_eval(_value("WITHOUT_FIGURES"))
}
