"""Sign-in as an AppTest sees it: a provider that secrets.toml names, and what a token says."""

import time
from pathlib import Path

import pytest

from register import connections


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People sign in here."""
    path = tmp_path / "secrets.toml"
    path.write_text('[auth]\nclient_id = "x"\n')
    monkeypatch.setattr(connections, "SECRETS", path)


def claims(name: str) -> dict:
    """Return what Streamlit knows of somebody who has just signed in."""
    return {
        "is_logged_in": True,
        "email": f"{name}@contoh.go.id",
        "email_verified": True,
        "nonce": name,
        "iat": int(time.time()),
    }
