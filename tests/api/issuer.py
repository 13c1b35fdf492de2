"""An OIDC issuer on loopback: people sign in by the authorization code flow, and it knows its tokens (RFC 7662)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import httpx
import jwt
import pytest
from werkzeug.serving import make_server

with warnings.catch_warnings(record=True):  # what its own libraries deprecate
    import oidc_provider_mock

CLIENT, LEDGER_SECRET = "aid-ledger", "of the ledger's own: 密 & +"
NO_COMPLAINT = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:oidc_provider_mock"),
    pytest.mark.filterwarnings("ignore:get_jwt_config"),
]


class Issuer:
    """url: as its tokens name it. claims: of each person by subject, to be changed at will. asked: the tokens that
    it was asked about. answer: what it says then, beside the person's claims.
    """

    def __init__(self, people: dict[str, dict[str, Any]]) -> None:
        self.url = ""
        self.claims = people
        self.asked: list[str] = []
        self.answer: dict[str, Any] = {}
        self.storage: Any = None

    def signed_in(self, subject: str, client: str = CLIENT) -> dict[str, Any]:
        """The tokens that somebody gets who signs in: the ID token is signed, the access token says nothing."""
        back = "http://localhost/back"
        query = {
            "client_id": client,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "openid profile",
        }
        answer = httpx.post(f"{self.url}/oauth2/authorize", params=query, data={"sub": subject})
        code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        tokens: dict[str, Any] = httpx.post(
            f"{self.url}/oauth2/token", data=grant, auth=(client, "any")
        ).json()
        return tokens

    def token(self, subject: str, client: str = CLIENT) -> str:
        """A signed one."""
        token: str = self.signed_in(subject, client)["id_token"]
        return token

    def signed(self, token: str, **changed: Any) -> str:
        """The token as this issuer would have signed it with other claims; None: without the claim."""
        claims = jwt.decode(token, options={"verify_signature": False}) | changed
        key = jwt.PyJWK(self.storage.jwk.as_dict(is_private=True)).key
        return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, "RS256")

    def describe(self) -> flask.Response:
        here = self.url
        about = {"issuer": here, "jwks_uri": f"{here}/jwks", "introspection_endpoint": f"{here}/introspect"}
        return flask.jsonify(about)

    def introspect(self) -> tuple[flask.Response, int]:
        login = flask.request.authorization
        if login is None or (login.username, login.password) != (CLIENT, _quoted(LEDGER_SECRET)):
            return flask.jsonify(error="invalid_client"), 401
        self.asked.append(flask.request.form["token"])
        known = self.storage.get_access_token(self.asked[-1])
        if known is None:
            return flask.jsonify(active=False), 200
        said = {"active": True, "sub": known.user_id, "aud": CLIENT, "exp": int(known.expires_at.timestamp())}
        said |= known.get_user().claims | self.answer
        return flask.jsonify({name: value for name, value in said.items() if value is not None}), 200


def _quoted(text: str) -> str:
    return str(httpx.QueryParams({"": text}))[1:]


@contextmanager
def an_issuer(people: dict[str, dict[str, Any]]) -> Iterator[Issuer]:
    """Started for these people, by subject."""
    issuer = Issuer(people)
    users = [oidc_provider_mock.User(sub=subject, claims=claims) for subject, claims in people.items()]
    app = oidc_provider_mock.app(user_claims=users)
    app.view_functions["oidc-provider-mock.openid_config"] = issuer.describe
    app.add_url_rule("/introspect", view_func=issuer.introspect, methods=["POST"])
    with app.test_request_context():
        app.preprocess_request()
        issuer.storage = flask.g.oidc_provider_mock_storage
    server = make_server("localhost", 0, app, threaded=True)
    issuer.url = f"http://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
