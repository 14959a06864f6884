"""What IPA and OWASP ask of a site, where no other test shows it. The page `docs/asvs.md` is made from the markers of all tests."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core import mail
from django.test import Client

from shishin.kit import mailing
from shishin.kit.errors import Refusal
from shishin.people import slowing
from shishin.people.models import Person
from shishin.people.tests.makers import PASSWORD, make_person
from shishin.site.tests.makers import clean_environment
from shishin.site.tests.standards import PAGE, REQUIREMENTS, markers, page
from shishin.texts.foreign_word import read_word
from shishin.texts.tests import bombs

SOURCE = Path(__file__).resolve().parents[2]
DOCS = SOURCE.parents[1] / "docs"
LOGIN, CHANGE = "/accounts/login/", "/accounts/password/change/"
INJECTED = ("'", "' OR 1=1--", '"; DROP TABLE people_person; --', "%' UNION SELECT 1--", "\\", "1) OR (1=1")
PUBLIC = ("/", "/guidelines/", "/search/?q=a", "/councils/", "/help/", LOGIN)
DANGEROUS = {"eval", "exec", "compile", "__import__"}
WEAK = {"md5", "sha1", "new"}


def own_modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCE.rglob("*.py"):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_every_requirement_stands_on_the_page_and_the_page_is_what_the_markers_make():
    asked = {number for number in REQUIREMENTS if number.startswith("V")}
    assert (len(asked), len(REQUIREMENTS)) == (70, 81)
    assert set(markers()) <= set(REQUIREMENTS)
    assert [number for number, one in REQUIREMENTS.items() if not markers().get(number) and not one.reason] == []
    if DOCS.is_dir():
        assert (DOCS / PAGE).read_text(encoding="utf-8") == page(), "Run scripts/standards."


@pytest.mark.asvs("V1.2.4")
@pytest.mark.ipa("SQL injection")
@pytest.mark.django_db
@pytest.mark.parametrize("words", INJECTED)
def test_words_of_sql_are_words(client, words):
    make_person("sato")
    for path in ("/search/", "/guidelines/", "/councils/", "/trail/"):
        assert client.get(path, {"q": words, "page": words, "kind": words, "language": words}).status_code in (200, 302, 404)
    assert client.post(LOGIN, {"login": words, "password": words}).status_code == 200

    assert Person.objects.filter(login_name="sato").count() == 1


@pytest.mark.asvs("V1.2.5", "V1.3.2")
@pytest.mark.ipa("OS command injection")
def test_no_word_of_anybody_becomes_a_program():
    """No shell, no code made from words; other programs are started by their own list of words, and by `site` and the worker alone."""
    found = []
    for path, tree in own_modules():
        for call in calls(tree):
            name = name_of(call)
            has_shell = any(word.arg == "shell" for word in call.keywords) or name in {"os.system", "os.popen"}
            starts = name.startswith("subprocess.") and path.parent.name != "site" and path.name != "jobs.py"
            if has_shell or starts or name in DANGEROUS:
                found.append(f"{path.name}: {name}")
    assert found == []


@pytest.mark.asvs("V11.4.1")
def test_no_weak_hash_stands_in_our_code():
    found = [
        f"{path.name}: {name_of(call)}"
        for path, tree in own_modules()
        for call in calls(tree)
        if name_of(call).startswith("hashlib.") and name_of(call).rpartition(".")[2] in WEAK
    ]
    assert found == []


@pytest.mark.asvs("V11.3.1")
def test_nothing_is_encrypted_with_parts_that_we_chose_ourselves():
    """Only the whole recipes of the library: no cipher, mode or padding of our own."""
    named = {
        node.module
        for _path, tree in own_modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography")
    }
    assert not [module for module in named if re.search(r"ciphers|padding|aead|rsa", module)]


@pytest.mark.asvs("V1.2.3", "V3.2.2", "V14.3.1")
@pytest.mark.ipa("Cross-site scripting")
def test_no_template_makes_a_script_and_no_script_makes_html_or_keeps_anything():
    templates = list(SOURCE.rglob("templates/**/*.html"))
    inline = [path.name for path in templates if re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"", path.read_text(encoding="utf-8"))]
    scripts = [path for path in SOURCE.rglob("static/**/*.js") if "htmx" not in path.name]
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|indexedDB|\beval\(")
    keeping = [script.name for script in scripts if "localStorage" in script.read_text(encoding="utf-8")]

    assert (bool(templates), inline) == (True, [])
    assert [script.name for script in scripts if forbidden.search(script.read_text(encoding="utf-8"))] == []
    # The place in a list for the page that comes next: a number and the name of a row, and none of its words.
    assert [script.name for script in scripts if "sessionStorage" in script.read_text(encoding="utf-8")] == ["queue.js"]
    # Words of residents that are not sent yet stay with them, without what is personal, until they are.
    assert keeping == ["keeping_words.js"]


@pytest.mark.asvs("V1.5.1")
def test_a_word_file_reads_nothing_from_elsewhere(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("himitsu")
    kind = f'<!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bombs.references(1))) as before, zipfile.ZipFile(content, "w") as after:
        for name in before.namelist():
            words = before.read(name)
            if name == "word/document.xml":
                head, mark, rest = words.rpartition(b"</w:body>")
                words = head + b"<w:p><w:r><w:t>[&e;]</w:t></w:r></w:p>" + mark + rest
                words = re.sub(rb"^(<\?xml[^>]*\?>)?", lambda found: (found[0] or b"") + kind.encode(), words, count=1)
            after.writestr(name, words)

    try:
        read = repr(read_word(content.getvalue(), file="a.docx"))
    except Refusal as refusal:
        read = refusal.in_full
    assert "himitsu" not in read


@pytest.mark.asvs("V3.4.2", "V4.1.1")
@pytest.mark.ipa("Clickjacking")
@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_says_what_it_is_and_is_for_no_other_site(client, path):
    answer = client.get(path, headers={"Origin": "https://evil.example"})

    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert not [name for name in answer.headers if name.startswith("Access-Control-")]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


ON_HTTPS = """
import django
django.setup()
from django.conf import settings
from django.test import Client
plain = Client().get('/about/', headers={'host': 'rules.example.jp'})
page = Client().get('/.well-known/security.txt', secure=True, headers={'host': 'rules.example.jp'})
print(plain.status_code, plain['Location'].split(':')[0], page['Strict-Transport-Security'])
print(settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_SECURE)
"""


@pytest.mark.asvs("V3.4.1", "V12.2.1")
def test_a_site_on_https_is_never_read_without_it(tmp_path):
    environment = clean_environment(SHISHIN_DATA=str(tmp_path), SHISHIN_URL="https://rules.example.jp", SHISHIN_PROXIES="1")
    environment["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ON_HTTPS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.split("\n")[:2] == ["301 https max-age=31536000; includeSubDomains; preload", "True True True True"], done.stderr


@pytest.mark.asvs("V13.4.1")
@pytest.mark.ipa("Path traversal")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/static/../secret.key", "/static/%2e%2e/%2e%2e/secret.key", "/static/kit/..%2f..%2fsettings.py", "//etc/passwd"],
)
def test_no_address_leads_to_a_file_that_is_not_served(client, path):
    assert client.get(path).status_code in (301, 400, 404)


@pytest.mark.asvs("V6.1.1")
def test_the_document_says_how_log_ins_are_slowed_down_and_that_nobody_is_shut_out():
    if not DOCS.is_dir():
        pytest.skip("The documents lie beside the source.")
    [row] = [line for line in (DOCS / "security.md").read_text(encoding="utf-8").splitlines() if line.startswith("| Log-ins cannot")]

    assert slowing.FREE == 5
    assert "After five tries" in row
    assert f"up to {slowing.LONGEST // 60} minutes" in row
    assert "nobody is shut out by a stranger" in row


@pytest.fixture
def sato(client):
    person = make_person("sato", email="sato@example.jp")
    client.force_login(person)
    return person


def change_password(client, *, old: str = PASSWORD, new: str) -> bool:
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new}).status_code == 302


@pytest.mark.asvs("V6.2.2", "V6.2.3")
@pytest.mark.django_db
def test_a_password_is_changed_by_who_knows_the_present_one(client, sato):
    new = "another sentence to keep"

    assert not change_password(client, old="", new=new)
    assert not change_password(client, old="wrong", new=new)
    assert change_password(client, new=new)
    sato.refresh_from_db()
    assert sato.check_password(new)


@pytest.mark.asvs("V6.2.1", "V6.2.4", "V6.2.5", "V6.2.8")
@pytest.mark.django_db
def test_a_password_may_be_of_any_signs_and_is_taken_as_it_was_typed(client, sato):
    common = next(word for word in sorted(CommonPasswordValidator().passwords) if len(word) >= 12)
    assert not change_password(client, new="elevensigns")
    assert not change_password(client, new=common)

    present = PASSWORD
    for new in ("804193376415", "あいうえおかきくけこさし", "  Spaces And CASE  ", "x" * 100 + "y"):
        assert change_password(client, old=present, new=new), new
        sato.refresh_from_db()
        assert (sato.check_password(new), sato.check_password(new.lower().strip()[:72])) == (True, new.lower().strip()[:72] == new)
        present = new
    visitor = Client()
    assert visitor.post(LOGIN, {"login": "sato", "password": present[:-1]}).status_code == 200
    assert visitor.post(LOGIN, {"login": "sato", "password": present}).status_code == 302


@pytest.mark.asvs("V6.2.6", "V6.2.7", "V6.4.2")
@pytest.mark.django_db
def test_passwords_are_hidden_may_be_pasted_and_nothing_else_opens_an_account(client, sato):
    for path in (CHANGE, LOGIN):
        if path == LOGIN:
            client.logout()
        words = client.get(path).text
        fields = re.findall(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>", words)
        assert fields
        assert all('type="password"' in field and "onpaste" not in field and 'autocomplete="off"' not in field for field in fields)
    assert set(client.get("/accounts/password/reset/").context["form"].fields) == {"email"}
    assert not [field.name for field in Person._meta.get_fields() if re.search(r"question|hint", field.name)]


@pytest.mark.asvs("V7.2.1", "V7.2.2", "V7.2.3", "V7.2.4", "V7.4.1")
@pytest.mark.ipa("Session management")
@pytest.mark.django_db
def test_a_session_has_a_key_of_its_own_with_each_log_in_and_opens_nothing_after_the_log_out(client, settings):
    make_person("sato")
    name, keys = settings.SESSION_COOKIE_NAME, []
    for _ in range(3):
        before = client.cookies[name].value if name in client.cookies else ""
        client.post(LOGIN, {"login": "sato", "password": PASSWORD})
        keys.append(client.cookies[name].value)
        assert keys[-1] != before
        assert client.get("/account/").status_code == 200
        client.post("/accounts/logout/")
        old = Client()
        old.cookies[name] = keys[-1]
        assert old.get("/account/").status_code == 302

    # 32 signs out of 36 are 165 bits.
    assert len(set(keys)) == 3
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)
    made_up = Client()
    made_up.cookies[name] = "a" * 32
    assert made_up.get("/account/").status_code == 302


@pytest.mark.asvs("V3.5.1", "V3.5.3")
@pytest.mark.ipa("Cross-site request forgery")
@pytest.mark.django_db
def test_another_site_changes_nothing_by_a_link_or_a_form(sato):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sato)

    assert browser.get("/accounts/logout/").status_code == 200
    for path, form in (("/accounts/logout/", {}), (CHANGE, {"oldpassword": PASSWORD, "password1": "y" * 20, "password2": "y" * 20})):
        assert browser.post(path, form, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.get("/account/").status_code == 200
    sato.refresh_from_db()
    assert sato.check_password(PASSWORD)


@pytest.mark.ipa("Mail header injection")
def test_no_line_of_a_mail_comes_from_a_name():
    for subject, address in (("名\r\nBcc: eve@example.jp", "sato@example.jp"), ("Subject", "sato@example.jp\nBcc: eve@example.jp")):
        with pytest.raises(ValueError, match=r"[Hh]eader|newline|Invalid"):
            mailing.send(subject, "words", address)
    assert not hasattr(mail, "outbox") or mail.outbox == []
