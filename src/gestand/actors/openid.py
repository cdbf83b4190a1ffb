"""A sign-in that the organisation has already (OpenID Connect Core 1.0, authorization code with PKCE): a way for people to show who they
are, stronger than a code by mail and without asking anything new of them (EDPB 01/2022, 65).

ATTACKS: an answer that was not asked for (`state`, bound to the session), a stolen code (PKCE), a token for somebody else or from
somebody else (issuer, audience, nonce, signature by the keys of the issuer, no algorithm but those of public keys), an address that the
provider did not verify (not believed), a provider that answers with something else (its metadata must name the issuer)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gestand.diagnostics import GestandError, fail
from gestand.policy.model import SignIn
from gestand.words import t

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_LOCAL = ("localhost", "127.0.0.1", "::1")
_KEPT = 3600.0  # seconds that the metadata and the keys of an issuer are kept
_metadata: dict[str, tuple[float, dict[str, Any], KeySet]] = {}


def _refused() -> GestandError:
    return fail(
        "GS810",
        "sign-in-not-believed",
        t("this sign-in can't be believed: nothing was done"),
        t("begin again, or show who you are by a code"),
    )


def _about(sign_in: SignIn) -> tuple[dict[str, Any], KeySet]:
    """What the issuer says of itself, and its keys. Raises GestandError GS811 when it does not answer."""
    kept = _metadata.get(sign_in.issuer)
    if kept and time.monotonic() - kept[0] < _KEPT:
        return kept[1], kept[2]
    parts = urlsplit(sign_in.issuer)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        raise _refused()
    try:
        with httpx.Client(timeout=10, follow_redirects=False, trust_env=False) as client:
            said = client.get(sign_in.issuer.rstrip("/") + "/.well-known/openid-configuration").raise_for_status().json()
            keys = KeySet.import_key_set(client.get(said["jwks_uri"]).raise_for_status().json())
    except (httpx.HTTPError, ValueError, KeyError, JoseError) as error:
        raise fail(
            "GS811",
            "sign-in-away",
            t("the sign-in of the organisation does not answer now"),
            t("try it later, or show who you are by a code"),
        ) from error
    if str(said.get("issuer", "")).rstrip("/") != sign_in.issuer.rstrip("/"):
        raise _refused()
    _metadata[sign_in.issuer] = (time.monotonic(), said, keys)
    return said, keys


def _client(sign_in: SignIn, redirect: str) -> OAuth2Client:
    return OAuth2Client(
        sign_in.client,
        sign_in.secret or None,
        scope="openid email profile",
        redirect_uri=redirect,
        code_challenge_method="S256",
        timeout=10,
        follow_redirects=False,
        trust_env=False,
    )


def begin(sign_in: SignIn, redirect: str) -> tuple[str, dict[str, str]]:
    """The address of the issuer to send the browser to, and what the session must keep until it comes back to `redirect`."""
    said, _ = _about(sign_in)
    kept = {"verifier": secrets.token_urlsafe(48), "nonce": secrets.token_urlsafe(24)}
    with _client(sign_in, redirect) as client:
        url, state = client.create_authorization_url(
            said["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
        )
    return str(url), {**kept, "state": str(state)}


def end(sign_in: SignIn, redirect: str, query: str, kept: Mapping[str, str], now: float) -> dict[str, str]:
    """Who signed in, as identifiers of ours. `query`: of the address that the browser came back to; `kept`: of `begin`. Raises
    GestandError GS810 when it can't be believed, GS811 when the issuer does not answer."""
    given = parse_qs(query)
    if not kept.get("state") or not secrets.compare_digest(given.get("state", [""])[0].encode(), kept["state"].encode()):
        raise _refused()
    said, keys = _about(sign_in)
    try:
        with _client(sign_in, redirect) as client:
            token = client.fetch_token(
                said["token_endpoint"],
                authorization_response=f"{redirect}?{query}",
                state=kept["state"],
                code_verifier=kept["verifier"],
            )
        claims = jwt.decode(str(token["id_token"]), keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            now=int(now),
            leeway=60,
            iss={"essential": True, "value": said["issuer"]},
            aud={"essential": True, "value": sign_in.client},
            nonce={"essential": True, "value": kept["nonce"]},
            exp={"essential": True},
        ).validate(claims)
    except httpx.HTTPError as error:
        _metadata.pop(sign_in.issuer, None)
        raise fail(
            "GS811",
            "sign-in-away",
            t("the sign-in of the organisation does not answer now"),
            t("try it later, or show who you are by a code"),
        ) from error
    except (JoseError, OAuthError, ValueError, KeyError, TypeError) as error:
        _metadata.pop(sign_in.issuer, None)  # its keys may have changed
        raise _refused() from error
    return _identifiers(sign_in, claims)


def _identifiers(sign_in: SignIn, claims: Mapping[str, Any]) -> dict[str, str]:
    found = {
        name: str(claims[claim])
        for name, claim in sign_in.claims.items()
        if isinstance(claims.get(claim), (str, int)) and str(claims[claim]).strip()
    }
    if (
        any(claim == "email" for name, claim in sign_in.claims.items() if name in found)
        and claims.get("email_verified") is not True
    ):
        raise _refused()
    if not found:
        raise _refused()
    return found
