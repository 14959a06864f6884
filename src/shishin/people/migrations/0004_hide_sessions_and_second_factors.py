"""Sessions and second factors that stand are hidden as new ones are, so that a copy of the database opens nothing."""

from django.contrib.sessions.backends import db
from django.db import migrations

from shishin.people.hiding import hide, is_hidden
from shishin.people.sessions import SessionStore, name_of

SECRETS = {"totp": ["secret"], "recovery_codes": ["seed", "migrated_codes"]}


def hide_all(apps, schema_editor):
    sessions = apps.get_model("sessions", "Session").objects.using(schema_editor.connection.alias)
    for session in sessions.all():
        if is_hidden(session.session_data):
            continue
        content = db.SessionStore().decode(session.session_data)
        if content:
            sessions.create(session_key=name_of(session.session_key), session_data=SessionStore().encode(content), expire_date=session.expire_date)
        session.delete()
    factors = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for factor in factors.all():
        for name in SECRETS.get(factor.type, []):
            if name in factor.data:
                factor.data[name] = _hidden(factor.data[name])
        factor.save(update_fields=["data"])


def _hidden(kept):
    if isinstance(kept, list):
        return [_hidden(text) for text in kept]
    return kept if is_hidden(kept) else hide(kept, purpose="second factor")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_whose_account_it_is"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    # There is no way back to what anybody could read; what is hidden stays readable for this version and later ones.
    operations = [migrations.RunPython(hide_all, migrations.RunPython.noop)]
