"""Signing in by an organization's own provider: OpenID Connect on loopback, SAML with a signed answer."""

import base64
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from django_scopes import scope, scopes_disabled

from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import AuditEntry, IdentityProvider, Membership, Organization, User
from mutuals.server.tenants.operations import invitations
from mutuals.server.tenants.operations import sign_in as operations
from mutuals.server.tenants.operations.sign_in import Described, WrongProvider
from mutuals.server.tenants.roles import Role
from tests.server.conftest import PASSWORD, member, signed_in
from tests.server.oidc_provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.enable_socket
BO = {"sub": "bo-1", "email": "bo@acme.example", "name": "Bo Diddley"}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as one:
        one.person = dict(BO)
        yield one


@pytest.fixture
def own(acme: Actor, provider: Provider) -> IdentityProvider:
    """Acme signs in by the provider."""
    form = {
        "name": "Acme SSO",
        "issuer": provider.address,
        "client_id": CLIENT,
        "secret": SECRET,
        "domains": "acme.example, @Acme.test",
        "role": "ANALYST",
    }
    answer = signed_in(acme).post("/o/acme/sign-in/add/oidc/", form)
    assert answer.status_code == 302, answer.content
    with scopes_disabled():
        return IdentityProvider.objects.select_related("app").get()


def come_back(client: Client, own: IdentityProvider, path: str = "login") -> object:
    """Go to the provider and come back, as a browser does."""
    start = client.get(f"/account/oidc/{own.app.provider_id}/{path}/")
    assert start.status_code == 302, start.content
    there = httpx.get(start.headers["Location"])
    back = urlsplit(there.headers["Location"])
    assert back.hostname in {"testserver", "localhost"}
    return client.get(f"{back.path}?{back.query}")


def test_somebody_new_joins_by_signing_in(own: IdentityProvider, client: Client) -> None:
    assert b"Acme SSO" in client.get("/account/login/").content
    answer = come_back(client, own)
    assert answer.headers["Location"] == "/", answer.content  # type: ignore[attr-defined]
    found = Membership.objects.select_related("user").get(user__email="bo@acme.example")
    assert (found.held, found.user.name) == (Role.ANALYST, "Bo Diddley")
    assert not found.user.has_usable_password()
    assert client.get("/o/acme/accounts/").status_code == 200
    with scopes_disabled():
        entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.via, entry.details["provider"]) == ("people.join", "sso", "Acme SSO")
    again = Client()
    come_back(again, own)
    assert again.get("/o/acme/").status_code == 200
    assert Membership.objects.filter(user=found.user).count() == 1


def test_who_is_here_already_is_the_same_person(own: IdentityProvider, acme: Actor, client: Client) -> None:
    User.objects.filter(pk=acme.user.pk).update(email="bo@acme.example")
    come_back(client, own)
    assert client.get("/o/acme/people/").status_code == 200  # the admin that they were
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["bo@globex.example", "bo@sub.acme.example", "bo@acme.example.evil.example", ""])
def test_a_provider_speaks_for_its_domains_alone(
    own: IdentityProvider, provider: Provider, client: Client, email: str
) -> None:
    provider.person["email"] = email
    answer = come_back(client, own)
    assert answer.status_code == 403  # type: ignore[attr-defined]
    assert "acme.example" in answer.content.decode()  # type: ignore[attr-defined]
    assert client.get("/o/acme/").status_code == 302
    assert User.objects.count() == 1


def test_a_provider_cannot_take_over_who_belongs_elsewhere_too(
    own: IdentityProvider, initech: Actor, client: Client
) -> None:
    User.objects.filter(pk=initech.user.pk).update(email="bo@acme.example")
    answer = come_back(client, own)
    assert answer.status_code == 403  # type: ignore[attr-defined]
    assert client.get("/o/initech/").status_code == 302


def test_a_session_of_a_provider_opens_its_organization_alone(
    own: IdentityProvider, initech: Actor, client: Client
) -> None:
    come_back(client, own)
    bo = User.objects.get(email="bo@acme.example")
    with scope(organization=initech.organization):
        _, secret = invitations.invite(by=initech, email=bo.email, role=Role.SELLER)
    client.post(f"/invitations/{secret}/")
    assert not Membership.objects.filter(user=bo, organization=initech.organization).exists()
    Membership.objects.create(organization=initech.organization, user=bo, role="SELLER")
    assert client.get("/o/acme/").status_code == 200
    answer = client.get("/o/initech/")
    assert answer.status_code == 403
    assert b"opens its own organization alone" in answer.content
    bo.set_password(PASSWORD)
    bo.save()
    other = Client()
    other.post("/account/login/", {"login": bo.email, "password": PASSWORD})
    assert other.get("/o/initech/").status_code == 200


def test_a_provider_that_was_removed_signs_nobody_in(own: IdentityProvider, acme: Actor, client: Client) -> None:
    come_back(client, own)
    signed_in(acme).post(f"/o/acme/sign-in/{own.pk}/remove/")
    assert client.get("/o/acme/").status_code in {302, 403}
    assert Client().get(f"/account/oidc/{own.app.provider_id}/login/").status_code == 404
    assert b"Acme SSO" not in Client().get("/account/login/").content


def test_a_closed_organization_signs_nobody_in(own: IdentityProvider, client: Client) -> None:
    Organization.objects.update(closed=datetime.now(UTC))
    assert client.get(f"/account/oidc/{own.app.provider_id}/login/").status_code == 404


@pytest.mark.parametrize("change", ["state", "code"])
def test_answers_that_nobody_asked_for_are_refused(own: IdentityProvider, client: Client, change: str) -> None:
    start = client.get(f"/account/oidc/{own.app.provider_id}/login/")
    back = urlsplit(httpx.get(start.headers["Location"]).headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(back.query).items()} | {change: "forged"}
    answer = client.get(back.path, asked)
    assert b"You were not signed in" in answer.content
    assert User.objects.count() == 1


def test_tokens_of_another_issuer_are_refused(own: IdentityProvider, provider: Provider, client: Client) -> None:
    provider.issuer = "https://evil.example"
    assert b"You were not signed in" in come_back(client, own).content  # type: ignore[attr-defined]


def described(**changes: object) -> Described:
    given = {"kind": "oidc", "name": "A", "domains": ["a.example"], "role": Role.SELLER, "issuer": "https://a.example"}
    return Described(**{**given, "client_id": "c", "secret": "s", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": "http://a.example"}, "https://"),
        ({"issuer": "file:///etc/passwd"}, "https://"),
        ({"domains": [" "]}, "at least one"),
        ({"role": Role.ADMIN}, "admin"),
        ({"secret": ""}, "both are needed"),
        ({"kind": "saml"}, "entity id"),
        ({"kind": "saml", "entity_id": "x"}, "certificate"),
    ],
)
def test_providers_that_cannot_be(in_acme: Actor, changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(WrongProvider, match=sentence):
        operations.add_provider(by=in_acme, described=described(**changes))


def test_a_domain_is_of_one_organization(in_acme: Actor, initech: Actor) -> None:
    operations.add_provider(by=in_acme, described=described())
    with scope(organization=initech.organization), pytest.raises(WrongProvider, match="already"):
        operations.add_provider(by=initech, described=described(domains=["b.example", "A.example"]))


def test_the_secret_of_the_client_is_on_no_page(own: IdentityProvider, acme: Actor) -> None:
    page = signed_in(acme).get("/o/acme/sign-in/").content.decode()
    assert own.app.provider_id in page
    assert SECRET not in page


def test_a_second_factor_for_all(acme: Actor) -> None:
    bo = member(acme.organization, Role.SELLER)
    signed_in(acme).post("/o/acme/sign-in/mfa/", {"required": "on"})
    assert signed_in(bo).get("/o/acme/").headers["Location"] == "/account/2fa/"


# SAML.

IDP = "https://idp.acme.example/metadata"


def certificate() -> tuple[str, str]:
    """A key and a certificate of the provider, PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")]), datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    kinds = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *kinds).decode(), pem


def saml_answer(*, to: str, audience: str, asked: str, email: str) -> str:
    """An unsigned response to a request."""
    now = datetime.now(UTC)
    times = {name: (now + timedelta(minutes=at)).strftime("%Y-%m-%dT%H:%M:%SZ") for name, at in (("a", -1), ("b", 5))}
    status = '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>'
    return f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0" IssueInstant="{times["a"]}"
 Destination="{to}" InResponseTo="{asked}"><saml:Issuer>{IDP}</saml:Issuer>{status}<saml:Assertion ID="_a1"
 Version="2.0" IssueInstant="{times["a"]}"><saml:Issuer>{IDP}</saml:Issuer><saml:Subject><saml:NameID
 Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">{email}</saml:NameID><saml:SubjectConfirmation
 Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{times["b"]}"
 Recipient="{to}" InResponseTo="{asked}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions
 NotBefore="{times["a"]}" NotOnOrAfter="{times["b"]}"><saml:AudienceRestriction>
<saml:Audience>{audience}</saml:Audience>
</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{times["a"]}"><saml:AuthnContext>
<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement></saml:Assertion></samlp:Response>"""


def signed(xml: str, key: str, pem: str) -> str:
    """The response with its assertion signed."""
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    start, end = xml.index("<saml:Assertion"), xml.index("</saml:Assertion>") + len("</saml:Assertion>")
    alone = xml[start:end].replace(
        "<saml:Assertion", '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"', 1
    )
    done = OneLogin_Saml2_Utils.add_sign(alone, key, pem)
    text = done.decode() if isinstance(done, bytes) else done
    return xml[:start] + re.sub(r"^<\?xml[^>]*>\s*", "", text) + xml[end:]


@pytest.mark.parametrize(
    ("case", "let_in"),
    [
        ("right", True),
        ("unsigned", False),
        ("another key", False),
        ("changed after", False),
        ("unasked", False),
        ("stranger", False),
    ],
)
def test_saml(acme: Actor, client: Client, case: str, let_in: bool) -> None:
    key, pem = certificate()
    form = {"name": "Acme SAML", "entity_id": IDP, "sso_url": "https://idp.acme.example/sso", "certificate": pem}
    form |= {"domains": "acme.example", "role": "SELLER"}
    assert signed_in(acme).post("/o/acme/sign-in/add/saml/", form).status_code == 302
    with scopes_disabled():
        name = IdentityProvider.objects.get().app.client_id
    host = {"HTTP_HOST": "localhost"}
    metadata = client.get(f"/account/saml/{name}/metadata/", **host).content.decode()
    to, audience = f"http://localhost/account/saml/{name}/acs/", f"http://localhost/account/saml/{name}/metadata/"
    assert to in metadata
    start = client.get(f"/account/saml/{name}/login/", **host)
    assert start.headers["Location"].startswith("https://idp.acme.example/sso?SAMLRequest=")
    packed = parse_qs(urlsplit(start.headers["Location"]).query)["SAMLRequest"][0]
    asked = re.search(r'ID="([^"]+)"', zlib.decompress(base64.b64decode(packed), -15).decode())
    assert asked
    email = "bo@globex.example" if case == "stranger" else "bo@acme.example"
    xml = saml_answer(to=to, audience=audience, asked="_x" if case == "unasked" else asked.group(1), email=email)
    if case == "another key":
        key, pem = certificate()
    if case != "unsigned":
        xml = signed(xml, key, pem)
    if case == "changed after":
        xml = xml.replace("bo@acme.example", "ada@acme.example")
    answer = client.post(
        f"/account/saml/{name}/acs/", {"SAMLResponse": base64.b64encode(xml.encode()).decode()}, **host
    )
    client.get(answer.headers["Location"], **host)
    assert (client.get("/o/acme/", **host).status_code == 200) == let_in
    assert User.objects.count() == 1 + let_in
