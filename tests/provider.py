"""A real OIDC provider on loopback: Canaille, with people who sign in by a password.

Run as `python -m tests.provider PORT CALLBACK`: a process of its own, as a provider is.
"""

import os
import sys

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import JWKRegistry
from werkzeug.serving import run_simple

CLIENT, SECRET, PASSWORD = "pantau", "rahasia-uji", "sandi-uji-9-panjang"
# account name → e-mail; `palsu` has one that the provider has not verified
PEOPLE = {
    "dinas": "dinas@contoh.go.id",
    "dinas2": "dinas2@contoh.go.id",
    "camat": "camat@contoh.go.id",
    "camat2": "camat2@contoh.go.id",
    "rakor": "rakor@contoh.go.id",
    "asing": "asing@contoh.go.id",
    "palsu": "palsu@contoh.go.id",
}
VERIFIED = "{% if user.user_name != 'palsu' %}true{% endif %}"


def main(port: int, callback: str) -> None:
    """Serve until killed."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http is enough on loopback
    app = create_app(
        config={
            "SECRET_KEY": "kunci-uji",
            "SERVER_NAME": f"localhost:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"DATABASE": "memory", "ACL": {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}}},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [_key()], "TRUSTED_DOMAINS": ["localhost"]},
        }
    )
    app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = VERIFIED
    with app.app_context():
        _fill(Backend.instance, callback)
    run_simple("localhost", port, app, threaded=True)


def _key() -> dict:
    key = JWKRegistry.generate_key("RSA", 2048)
    key.ensure_kid()
    return key.as_dict(private=True)


def _fill(backend, callback: str) -> None:
    for name, email in PEOPLE.items():
        person = models.User(
            formatted_name=name, family_name=name, user_name=name, emails=[email], password=PASSWORD
        )
        backend.save(person)
    client = models.Client(
        client_id=CLIENT,
        client_name="Pantau DTKS",
        client_secret=SECRET,
        redirect_uris=[callback],
        post_logout_redirect_uris=[callback],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",
        client_uri=callback,
    )
    backend.save(client)
    client.audience = [client]
    backend.save(client)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
