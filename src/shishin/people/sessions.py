"""Sessions as the database keeps them: found by a name that follows from the cookie's key, and readable with the site's key alone."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from shishin.people.hiding import hide, is_hidden, name_without_key, reveal

PURPOSE = "session"


class SessionStore(db.SessionStore):
    """Django takes it by this name. The key itself is in the cookie of one browser, and nowhere else."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        # A pending second factor and a link for a new password are kept in a session too.
        return hide(self.serializer().dumps(session_dict).decode("latin-1"), purpose=PURPOSE)

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        text = session_data.decode() if isinstance(session_data, bytes) else session_data
        if not is_hidden(text):
            return {}
        try:
            return self.serializer().loads(reveal(text, purpose=PURPOSE).encode("latin-1"))
        except ValueError:
            return {}

    def exists(self, session_key: str) -> bool:
        return super().exists(name_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = name_of(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(name_of(key))

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=name_of(self.session_key or ""), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row


def name_of(session_key: str) -> str:
    return name_without_key(session_key, purpose=PURPOSE)
