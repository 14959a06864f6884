"""A whole site goes from SQLite to PostgreSQL, and everything is there: rows, numbers, guards, and a trail that verifies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from shishin.site.errors import NothingToMove
from shishin.site.moving import move_database

pytestmark = pytest.mark.django_db

SITE = """
import sys
from shishin.site.commands import main
from pathlib import Path
text = Path(sys.argv[1])
text.write_text("# A guideline\\n\\n## Purpose\\n\\n### 1 Users first\\n\\nBegin with the needs of users.\\n")
text.with_name("password").write_text("a long enough password")
for sys.argv[1:] in (
    ["migrate", "--verbosity", "0"],
    ["make-owner", "owner", "--mail", "owner@example.jp", "--password-file", str(text.with_name("password"))],
    ["import", str(text), "--slug", "guideline", "--version", "1.0.0", "--title", "A guideline", "--language", "en",
     "--taken-over-from", "https://example.jp/guideline"],
    ["seal-trail"],
):
    main()
"""

AFTER = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "shishin.site.settings"
import django
django.setup()
from django.db import connection, transaction
from shishin.guidelines.models import Clause, Edition, SearchText
from shishin.opinion_analysis.normalising import Gram, grams
from shishin.kit.triggers import missing_guards
from shishin.people.inviting import make_owner
from shishin.people.models import Person
from shishin.trail.recording import OPERATOR
def needed(word):
    return [[[Gram(text, False) for text in grams(word)]]]
said = {"vendor": connection.vendor, "people": list(Person.objects.values_list("login_name", flat=True)), "guards": list(map(str, missing_guards(connection)))}
said["found"] = [SearchText.objects.filter(grams__may_have=needed("needs")).count(), SearchText.objects.filter(grams__may_have=needed("nothing")).count()]
said["editions"], said["clauses"] = Edition.objects.count(), Clause.objects.count()
said["next"] = make_owner(login_name="second", email="second@example.jp", password="a long enough password", by=OPERATOR).login_name
try:
    Edition.objects.update(version="9.9.9")
except Exception as refused:
    said["fixed"] = type(refused).__name__
print(json.dumps(said))
"""


BACK_AND_FORTH = """
import sys
from shishin.site.commands import main
from shishin.site.holding import let_go
backup = sys.argv[1]
for sys.argv[1:] in (["backup", backup], ["restore", backup, "--replace"], ["verify-trail"], ["check", "--database", "default", "--fail-level", "WARNING"]):
    main()
    let_go()
"""


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-W", "ignore", *arguments], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="It goes to PostgreSQL, so it is shown where there is one.")
def test_a_site_moves_with_everything_and_goes_on_there(place_for_drill: dict[str, str], tmp_path: Path):
    url = place_for_drill.pop("DATABASE_URL")
    there = {**place_for_drill, "DATABASE_URL": url}
    made = run(place_for_drill, "-c", SITE, str(tmp_path / "guideline.md"))
    assert made.returncode == 0, made.stderr
    file = Path(place_for_drill["SHISHIN_DATA"]) / "shishin.sqlite3"
    before = file.read_bytes()

    moved = run(place_for_drill, "-m", "shishin", "move-database", url)

    assert moved.returncode == 0, moved.stderr
    assert "the trail is verified there" in moved.stdout
    assert file.read_bytes() == before
    after = run(there, "-c", AFTER)
    assert after.returncode == 0, after.stderr
    assert json.loads(after.stdout) == {
        "vendor": "postgresql", "people": ["owner"], "guards": [], "editions": 1, "clauses": 2, "found": [1, 0], "next": "second", "fixed": "IntegrityError",
    }  # fmt: skip
    restored = run(there, "-c", BACK_AND_FORTH, str(tmp_path / "backup.tar.gz"))
    assert restored.returncode == 0, restored.stderr
    assert "public → before_" in restored.stdout
    assert "The trail is verified." in restored.stdout
    again = run({**place_for_drill, "SHISHIN_LANGUAGE": "en"}, "-m", "shishin", "move-database", url)
    assert (again.returncode, "holds something already" in again.stderr) == (1, True)


def test_a_site_moves_to_postgresql_alone():
    with pytest.raises(NothingToMove):
        move_database("sqlite:///elsewhere.sqlite3")
