"""The SQL of counting: one place where it is said what a voice counts for. `counting.py` is who asks it."""

from __future__ import annotations

CHOSEN, COUNTING, GROUPS = "consultations_chosen", "consultations_counting", "consultations_groups"
THE_CHOSEN = f"SELECT id FROM {CHOSEN}"
CELL = "leaf.state, leaf.theme_id, COALESCE(answer.disposition, ''), said.is_after_draft"
# The +, the CROSS and the NOT … > keep SQLite from going by way of the rounds, of the parts or of all that count, through all of them: the few
# that are not counted have an index.
UNCOUNTED = f"""
    SELECT submission.round_id, {CELL}, 1 FROM consultations_voice said
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_round held ON held.id = +submission.round_id AND held.consultation_id IN ({{consultations}})
    CROSS JOIN consultations_opinion leaf
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    WHERE NOT said.is_counted AND NOT said.left > '' AND leaf.{{column}} = said.opinion_id AND leaf.state <> 'split'"""
CELLS = f"""
        SELECT round_id, state, theme_id, disposition, is_after_draft, voices FROM consultations_tally
        JOIN consultations_round ON consultations_round.id = round_id AND consultation_id IN ({{consultations}})
        UNION ALL {UNCOUNTED.format(column="id", consultations="{consultations}")}
        UNION ALL {UNCOUNTED.format(column="part_of_id", consultations="{consultations}")}"""
FIGURES = f"""
    SELECT round_id, state, theme_id, disposition, is_after_draft, SUM(voices) FROM ({CELLS}) AS cells
    GROUP BY round_id, state, theme_id, disposition, is_after_draft"""
OPEN = f"""
    SELECT consultation_id, SUM(voices) FROM ({CELLS}) AS cells
    JOIN consultations_round ON consultations_round.id = cells.round_id
    WHERE cells.state IN ('open', 'drafted') GROUP BY consultation_id"""
BIT = "CAST(1 AS BIGINT) << (2 * held.number + CASE WHEN said.is_after_draft THEN 1 ELSE 0 END)"
BEFORE, AFTER = (f"CAST(1 AS BIGINT) << (2 * held.number + {after})" for after in (0, 1))
# What was said in one round only, all of it before the draft or all of it after, has its voices there. Of the rest they are looked at.
SAID = f"""
    SELECT leaf.id AS leaf_id, held.id AS round_id, leaf.said_in = {AFTER} AS is_after_draft, leaf.voices AS voices
    FROM consultations_opinion leaf
    JOIN consultations_round held ON held.consultation_id = leaf.consultation_id AND leaf.said_in IN ({BEFORE}, {AFTER})
    WHERE leaf.id IN ({{leaves}})
    UNION ALL
    SELECT leaf.id, submission.round_id, said.is_after_draft, COUNT(*) FROM consultations_opinion leaf
    JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.is_counted AND said.left = ''
    JOIN consultations_submission submission ON submission.id = said.submission_id
    WHERE leaf.id IN ({{leaves}}) AND (leaf.said_in = 0 OR leaf.said_in & (leaf.said_in - 1) <> 0)
    GROUP BY leaf.id, submission.round_id, said.is_after_draft"""
LEAVES = "SELECT id FROM heads UNION ALL SELECT folded.id FROM consultations_opinion folded JOIN heads ON folded.folded_into_id = heads.id"
OF_HEADS = "COALESCE(leaf.folded_into_id, leaf.id) IN (SELECT id FROM heads)"
AMONG = f"""
    WITH heads AS MATERIALIZED ({{heads}}), leaves AS MATERIALIZED ({LEAVES})
    SELECT round_id, state, theme_id, disposition, is_after_draft, SUM(voices) FROM (
        SELECT said.round_id, leaf.state, leaf.theme_id, COALESCE(answer.disposition, '') AS disposition, said.is_after_draft, said.voices
        FROM ({SAID.format(leaves="SELECT id FROM leaves")}) AS said
        JOIN consultations_opinion leaf ON leaf.id = said.leaf_id AND leaf.state <> 'split'
        LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
        UNION ALL {UNCOUNTED.format(column="id", consultations="held.consultation_id")} AND {OF_HEADS}
        UNION ALL {UNCOUNTED.format(column="part_of_id", consultations="held.consultation_id")} AND {OF_HEADS}
    ) AS cells GROUP BY round_id, state, theme_id, disposition, is_after_draft"""
BY_SHELF = """
    SELECT head.consultation_id, head.state, head.theme_id, COALESCE(answer.disposition, ''), head.said_in, COUNT(*)
    FROM consultations_opinion head LEFT JOIN consultations_response answer ON answer.id = head.response_id
    WHERE head.folded_into_id IS NULL AND head.state <> 'split' AND head.group_voices > 0 AND head.id IN ({opinions})
    GROUP BY head.consultation_id, head.state, head.theme_id, COALESCE(answer.disposition, ''), head.said_in"""
MOVES = f"""
    SELECT said.round_id, said.is_after_draft, earlier.state, earlier.theme_id, earlier.disposition,
        leaf.state, leaf.theme_id, COALESCE(answer.disposition, ''), SUM(said.voices)
    FROM ({SAID.format(leaves=THE_CHOSEN)}) AS said
    JOIN {GROUPS} earlier ON earlier.id = said.leaf_id
    JOIN consultations_opinion leaf ON leaf.id = said.leaf_id
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    GROUP BY said.round_id, said.is_after_draft, earlier.state, earlier.theme_id, earlier.disposition,
        leaf.state, leaf.theme_id, COALESCE(answer.disposition, '')"""
REGROUPED = f"""
    SELECT opinion.id, earlier.folded_into_id AS was FROM consultations_opinion opinion JOIN {GROUPS} earlier ON earlier.id = opinion.id
    WHERE COALESCE(opinion.folded_into_id, 0) <> COALESCE(earlier.folded_into_id, 0) OR (opinion.state = 'split') <> (earlier.state = 'split')"""
NUMBERS = """
    UPDATE consultations_opinion SET number = numbered.number FROM (
        SELECT id, ROW_NUMBER() OVER (ORDER BY id)
            + (SELECT COALESCE(MAX(number), 0) FROM consultations_opinion WHERE consultation_id = %(consultation)s) AS number
        FROM consultations_opinion WHERE consultation_id = %(consultation)s AND number IS NULL
    ) AS numbered WHERE consultations_opinion.id = numbered.id"""
MOVED_VOICES = f"""
    UPDATE consultations_opinion SET voices = voices + %s * moved.many, said_in = said_in | moved.bits FROM (
        SELECT said.opinion_id, COUNT(*) AS many, CAST(SUM(DISTINCT {BIT}) AS BIGINT) AS bits FROM {COUNTING}
        JOIN consultations_voice said ON said.id = {COUNTING}.id
        JOIN consultations_submission submission ON submission.id = said.submission_id
        JOIN consultations_round held ON held.id = submission.round_id
        GROUP BY said.opinion_id
    ) AS moved WHERE consultations_opinion.{{column}} = moved.opinion_id"""
MOVED_CELLS = " UNION ALL ".join(
    f"""
    SELECT submission.round_id, {CELL}, COUNT(*) FROM {COUNTING}
    JOIN consultations_voice said ON said.id = {COUNTING}.id
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_opinion leaf ON leaf.{column} = said.opinion_id AND leaf.state <> 'split'
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    GROUP BY submission.round_id, {CELL}"""
    for column in ("id", "part_of_id")
)
OF_GROUPS = f"""
    SELECT COALESCE(leaf.folded_into_id, leaf.id) AS head, COUNT(*) AS voices, COUNT(DISTINCT said.submission_id) AS submitters,
        CAST(SUM(DISTINCT {BIT}) AS BIGINT) AS bits
    FROM consultations_opinion leaf
    JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.is_counted AND said.left = ''
    JOIN consultations_submission submission ON submission.id = said.submission_id
    JOIN consultations_round held ON held.id = submission.round_id
    WHERE leaf.state <> 'split' AND leaf.id IN ({{leaves}}) GROUP BY COALESCE(leaf.folded_into_id, leaf.id)"""
DIFFERING = f"""
    SELECT head.id FROM consultations_opinion head LEFT JOIN ({OF_GROUPS}) AS grouped ON grouped.head = head.id
    WHERE head.id IN ({{leaves}}) AND head.folded_into_id IS NULL AND head.state <> 'split' AND (head.group_voices <> COALESCE(grouped.voices, 0)
        OR head.submitters <> COALESCE(grouped.submitters, 0) OR head.said_in <> COALESCE(grouped.bits, 0)) ORDER BY head.number"""
GROUPED = f"""
    UPDATE consultations_opinion SET group_voices = grouped.voices, submitters = grouped.submitters, said_in = grouped.bits
    FROM ({OF_GROUPS}) AS grouped WHERE consultations_opinion.id = grouped.head"""
AS_THE_HEAD = f"""
    UPDATE consultations_opinion SET state = head.state, theme_id = head.theme_id, response_id = head.response_id
    FROM consultations_opinion head
    WHERE head.id = consultations_opinion.folded_into_id AND consultations_opinion.id IN ({THE_CHOSEN})"""
COUNTED_AGAIN = f"""
    SELECT submission.round_id, {CELL}, COUNT(*) FROM consultations_opinion leaf
    JOIN consultations_voice said ON said.opinion_id = COALESCE(leaf.part_of_id, leaf.id) AND said.left = ''
    JOIN consultations_submission submission ON submission.id = said.submission_id
    LEFT JOIN consultations_response answer ON answer.id = leaf.response_id
    WHERE leaf.state <> 'split' AND leaf.consultation_id = %s GROUP BY submission.round_id, {CELL}"""
