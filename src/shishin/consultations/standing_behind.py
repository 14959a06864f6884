"""Standing behind: which opinions the queue shows in the row of their leader, as the machine groups them and as long as nothing tells the two apart."""

from __future__ import annotations

from django.db import connection

ALIKE = """
    member.folded_into_id IS NULL AND speaker.folded_into_id IS NULL AND member.state = 'open' AND speaker.state = 'open'
    AND member.group_voices > 0 AND speaker.group_voices > 0
    AND COALESCE(member.theme_id, 0) = COALESCE(speaker.theme_id, 0)
    AND (member.place_id = speaker.place_id OR (member.place_id IS NULL AND speaker.place_id IS NULL))"""
DIFFERING = f"""
    SELECT placed.opinion_id FROM {{placings}} placed
    JOIN consultations_opinion member ON member.id = placed.opinion_id
    JOIN consultations_opinion speaker ON speaker.id = placed.leader_id
    WHERE placed.is_behind <> ({ALIKE}) AND placed.leader_id IS NOT NULL"""
DIFFERING_AMONG = f"{DIFFERING} AND placed.opinion_id IN ({{opinions}})"
PLACINGS = "consultations_placing"
PUT_RIGHT = "UPDATE {placings} SET is_behind = NOT is_behind WHERE opinion_id IN ({differing})"
WITH_THEIR_GROUPS = "{opinions} UNION SELECT opinion_id FROM consultations_placing WHERE leader_id IN ({opinions})"
ROW_VOICES = """
    UPDATE {placings} SET row_voices = together.voices FROM (
        SELECT speaker.id, speaker.group_voices + SUM(member.group_voices) AS voices FROM {placings} placed
        JOIN consultations_opinion member ON member.id = placed.opinion_id
        JOIN consultations_opinion speaker ON speaker.id = placed.leader_id
        WHERE placed.is_behind GROUP BY speaker.id, speaker.group_voices
    ) AS together WHERE {placings}.opinion_id = together.id"""


def put_right(opinions: str) -> None:
    """After a change of opinions: who stands behind another, among these and those that they lead. `opinions` is SQL for their numbers."""
    with connection.cursor() as cursor:
        differing = DIFFERING_AMONG.format(placings=PLACINGS, opinions=WITH_THEIR_GROUPS.format(opinions=opinions))
        cursor.execute(PUT_RIGHT.format(placings=PLACINGS, differing=differing))


def stand_behind(placings: str) -> bool:
    """All in a table of what an analysis groups. Whether that told anything new."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_RIGHT.format(placings=placings, differing=DIFFERING.format(placings=placings)))
        return cursor.rowcount > 0


def weigh_rows(placings: str) -> None:
    """What each row of the queue has together."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {placings} SET row_voices = NULL WHERE row_voices IS NOT NULL")
        cursor.execute(ROW_VOICES.format(placings=placings))


def wrongly_standing(consultation: int) -> list[int]:
    """Opinions that stand behind another and should not, or the other way round: what `verify-opinions` looks for."""
    with connection.cursor() as cursor:
        opinions = f"SELECT id FROM consultations_opinion WHERE consultation_id = {consultation:d}"
        cursor.execute(DIFFERING_AMONG.format(placings=PLACINGS, opinions=opinions))
        return [pk for (pk,) in cursor.fetchall()]
