"""Opinions that were counted before get what the queue asks of them: in which rounds they were said, and how many stand where."""

from typing import Any

from django.db import migrations

SAID_IN = """
    UPDATE consultations_opinion SET said_in = grouped.bits FROM (
        SELECT COALESCE(leaf.folded_into_id, leaf.id) AS head,
            CAST(SUM(DISTINCT CAST(1 AS BIGINT) << (2 * held.number + CASE WHEN said.is_after_draft THEN 1 ELSE 0 END)) AS BIGINT) AS bits
        FROM consultations_opinion leaf
        JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.is_counted AND said.left = ''
        JOIN consultations_submission submission ON submission.id = said.submission_id
        JOIN consultations_round held ON held.id = submission.round_id
        WHERE leaf.state <> 'split' GROUP BY COALESCE(leaf.folded_into_id, leaf.id)
    ) AS grouped WHERE consultations_opinion.id = grouped.head"""
TALLIES = """
    INSERT INTO consultations_queuetally (consultation_id, state, theme_id, disposition, said_in, opinions)
    SELECT head.consultation_id, head.state, head.theme_id, COALESCE(answer.disposition, ''), head.said_in, COUNT(*)
    FROM consultations_opinion head LEFT JOIN consultations_response answer ON answer.id = head.response_id
    WHERE head.folded_into_id IS NULL AND head.state <> 'split' AND head.group_voices > 0
    GROUP BY head.consultation_id, head.state, head.theme_id, COALESCE(answer.disposition, ''), head.said_in"""


def fill(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(SAID_IN)
    schema_editor.execute(TALLIES)


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_queue_figures")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
