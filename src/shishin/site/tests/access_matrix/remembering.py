"""Whoever asks is read from the database once for each route: the session, the person, and the appointments that the person object keeps."""

from __future__ import annotations

from copy import copy, deepcopy
from typing import Any

from shishin.people import sessions
from shishin.people.models import Person
from shishin.people.signing_in import PersonBackend

_sessions: dict[str, dict[str, Any]] = {}
_people: dict[Any, Person] = {}


class SessionStore(sessions.SessionStore):
    """Django takes it by this name. What a request writes into it goes to the database, and is taken back."""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        if key not in _sessions:
            loaded = super().load()
            if not self.session_key:  # there is none
                return loaded
            _sessions[key] = loaded
        return deepcopy(_sessions[key])


def person_of_session(backend: PersonBackend, pk: Any) -> Person | None:
    """As the backend does it: whether this person may still sign in is asked for each request."""
    if pk not in _people:
        _people[pk] = Person.objects.get(pk=pk)
        _people[pk].__dict__["_held"] = {}
    person = copy(_people[pk])
    return person if backend.user_can_authenticate(person) else None


def forget() -> None:
    _sessions.clear()
    _people.clear()
