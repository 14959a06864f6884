"""Standing behind: which opinions the queue shows in the row of their leader, as the machine groups them and as long as nothing tells the two apart."""

from __future__ import annotations

from django.db import connection

ALIKE = """
    member.folded_into_id IS NULL AND speaker.folded_into_id IS NULL AND member.state = 'open' AND speaker.state = 'open'
    AND member.group_voices > 0 AND speaker.group_voices > 0
    AND COALESCE(member.theme_id, 0) = COALESCE(speaker.theme_id, 0)
    AND (member.place_id = speaker.place_id OR (member.place_id IS NULL AND speaker.place_id IS NULL))"""
DIFFERING = f"""
    SELECT placed.opinion_id FROM consultations_placing placed
    JOIN consultations_opinion member ON member.id = placed.opinion_id
    JOIN consultations_opinion speaker ON speaker.id = placed.leader_id
    WHERE placed.is_behind <> ({ALIKE}) AND placed.leader_id IS NOT NULL AND placed.opinion_id IN ({{opinions}})"""
PUT_RIGHT = f"UPDATE consultations_placing SET is_behind = NOT is_behind WHERE opinion_id IN ({DIFFERING})"
WITH_THEIR_GROUPS = "{opinions} UNION SELECT opinion_id FROM consultations_placing WHERE leader_id IN ({opinions})"
ROW_VOICES = """
    UPDATE consultations_placing SET row_voices = together.voices FROM (
        SELECT speaker.id, speaker.group_voices + SUM(member.group_voices) AS voices FROM consultations_placing placed
        JOIN consultations_opinion member ON member.id = placed.opinion_id
        JOIN consultations_opinion speaker ON speaker.id = placed.leader_id
        WHERE placed.is_behind AND placed.analysis_id = %s GROUP BY speaker.id, speaker.group_voices
    ) AS together WHERE consultations_placing.opinion_id = together.id"""


def put_right(opinions: str) -> None:
    """After a change of opinions: who stands behind another, among these and those that they lead. `opinions` is SQL for their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_RIGHT.format(opinions=WITH_THEIR_GROUPS.format(opinions=opinions)))


def stand_behind(analysis: int) -> None:
    """All that an analysis groups, and what each row of the queue has together."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_RIGHT.format(opinions=f"SELECT opinion_id FROM consultations_placing WHERE analysis_id = {analysis:d}"))
        cursor.execute(ROW_VOICES, [analysis])


def wrongly_standing(consultation: int) -> list[int]:
    """Opinions that stand behind another and should not, or the other way round: what `verify-opinions` looks for."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING.format(opinions=f"SELECT id FROM consultations_opinion WHERE consultation_id = {consultation:d}"))
        return [pk for (pk,) in cursor.fetchall()]
