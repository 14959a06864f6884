"""One judge: draft, table, history, marks, links and the desk say the same of what changed between two editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shishin.guidelines.acting.starting import start_next_edition
from shishin.guidelines.changes.edition_changes import changed, refuse_unexplained, unexplained_changes
from shishin.guidelines.changes.judging import Aspect, State
from shishin.guidelines.changes.pairing import Sides, pair_clauses, pair_differences
from shishin.guidelines.changes.revising import revisions_of, revisions_since
from shishin.guidelines.changes.since import RELIED_ON
from shishin.guidelines.comparing.editions import revision_path
from shishin.guidelines.editions.clauses import read_several
from shishin.guidelines.editions.readable import ReadableDocument
from shishin.guidelines.errors.editions import ChangesWithoutReason
from shishin.guidelines.linking.links import suspect_links
from shishin.guidelines.models import Clause, ClauseLink, Edition, Line, LinkCheck
from shishin.guidelines.reading.clause_steps import steps_of
from shishin.guidelines.tests.makers import CLAUSES, make_document, make_edition, make_person, make_secretariat, words
from shishin.guidelines.tests.test_drafting import ACTS, act
from shishin.guidelines.waiting import waiting_for
from shishin.kit.errors import Refusal
from shishin.texts.manuscript import ManuscriptChange, ManuscriptClause, ManuscriptReason
from shishin.trail.recording import OPERATOR

DAY = date(2023, 4, 2)
PURPOSE, DESIGN, USERS, GUESS = CLAUSES


def by_draft(edition):
    """What a draft asks reasons for: kept clauses and in what they differ, new and dropped ones."""
    found: dict[str, set[str]] = {}
    for change in changed(edition).changes:
        for clause in change.after or change.before:
            if change.differs or change.kind not in ("kept", "vacated"):
                found[clause.key] = {str(aspect) for aspect in change.differs} or {str(change.kind)}
    return found


def by_table(edition):
    """What the table shows as changed, but for numbers."""
    clauses = read_several([edition.started_from, edition], with_texts=True, labelled_in=edition.source_language)
    old, new = clauses[edition.started_from_id], clauses[edition.pk]
    steps = revision_path(edition.started_from, edition, lines=[clause.line for clause in new]).steps
    sides = Sides.of(old, new, pair_clauses(old, new, steps=steps))
    found: dict[str, set[str]] = {}
    for pair, difference in zip(sides.pairs, pair_differences(sides, language="ja"), strict=True):
        if pair.old and pair.new and len(pair.old) == len(pair.new) == 1:
            aspects = {"words" if aspect == Aspect.SUMMARY else str(aspect) for aspect in difference.aspects} - {"number", "translation"}
        else:
            aspects = {str(difference.state)}
        if aspects:
            found.update({clause.key: aspects for clause in [new[place] for place in pair.new] or [old[place] for place in pair.old]})
    return found


def by_marks(edition):
    """What the reading page marks."""
    revised = revisions_since([(edition, edition.started_from)], rules=edition.document.numbering.rules)[edition.pk]
    keys = dict(edition.clauses.values_list("pk", "line__key"))
    return {keys[pk]: state for pk, state in revised.marks.items()}


def by_history(edition):
    """What the history of each clause says of an edition, but for what only got another number."""
    readable = ReadableDocument(edition.document, [edition.started_from, edition], DAY, None)
    revised = revisions_of(readable.editions, rules=edition.document.numbering.rules)
    lines = Line.objects.filter(clauses__edition__in=readable.editions).distinct()
    steps = [(line.key, step) for line in lines for step in steps_of(line, readable, revised=revised) if step.edition == edition]
    return {key: str(step.kind) for key, step in steps if step.kind not in ("kept", "renumbered")}


def state_told(aspects, edition, key):
    if aspects <= {"new", "dropped"}:
        return next(iter(aspects))
    if "is_vacated" in aspects and edition.clauses.get(line__key=key).is_vacated:
        return "vacated"
    return "moved" if aspects == {"place"} else "edited"


def on_the_desk(edition):
    person = make_secretariat()
    return sum(line.count for line in waiting_for(person, DAY) if "Explain" in line.title)


def by_links(edition):
    """The clauses of the edition before whose links would have to be looked at, were this one in force."""
    source = Line.objects.create(document=make_document("guide"), key="how")
    targets = Clause.objects.filter(edition=edition.started_from).select_related("line")
    links = [ClauseLink.objects.create(source=source, target=clause.line, kind=ClauseLink.Kind.DETAILS) for clause in targets]
    for link, clause in zip(links, targets, strict=True):
        LinkCheck.objects.create(link=link, target_clause=clause, checked_on=DAY)
    elsewhere = {"taken_over_from": "elsewhere", "taken_over_on": DAY, "taken_over_by": "somebody", "text_hash": "a" * 64}
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.ADOPTED, in_force_from=DAY, **elsewhere)
    suspect = suspect_links(links, day=DAY)
    return {link.target.key for link in links if link.pk in suspect}


def second(*clauses: ManuscriptClause, first=CLAUSES) -> Edition:
    make_edition("1.0.0", clauses=first)
    return make_edition("2.0.0", clauses=clauses, started_from="1.0.0")


# The four contradictions that there were.


@pytest.mark.django_db
def test_a_summary_is_part_of_the_text_on_every_page():
    edition = second(PURPOSE, DESIGN, replace(USERS, passages=words("利用者", "利用者から始めなければならない。", "要約。")), GUESS)

    assert (by_draft(edition), by_table(edition)) == ({"users-first": {"words"}}, {"users-first": {"words"}})
    assert (by_marks(edition), by_history(edition)) == ({"users-first": State.EDITED}, {"users-first": "edited"})


@pytest.mark.django_db
def test_two_siblings_that_change_places_are_moved_on_every_page():
    edition = second(PURPOSE, DESIGN, GUESS, USERS)

    assert by_draft(edition) == by_table(edition) == {"do-not-guess": {"place"}}
    assert (by_marks(edition), by_history(edition)) == ({"do-not-guess": State.MOVED}, {"do-not-guess": "moved"})


@pytest.mark.django_db
def test_the_desk_counts_what_adoption_refuses_for():
    edition = second(PURPOSE, DESIGN, GUESS, USERS)

    with pytest.raises(ChangesWithoutReason):
        refuse_unexplained(edition)
    assert on_the_desk(edition) == len(unexplained_changes(edition)) == 1


@pytest.mark.django_db
def test_a_scope_without_values_is_no_scope_on_any_page():
    edition = second(PURPOSE, DESIGN, replace(USERS, applicability={"phase": ()}), GUESS)

    assert (by_draft(edition), by_table(edition), by_marks(edition), by_history(edition)) == ({}, {}, {}, {})
    assert (on_the_desk(edition), refuse_unexplained(edition)) == (0, None)


# The same over random pairs of editions.

KEYS = "abcdefg"
OUTLINE = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.integers(1, 3),
        st.sampled_from(["", "語", "別"]),
        st.sampled_from(["", "約"]),
        st.sampled_from(["text", "conduct"]),
        st.sampled_from(["must", "may"]),
        st.sampled_from([{}, {"phase": ()}, {"phase": ("design",)}]),
        st.sets(st.sampled_from(["is_hard_gate", "is_vacated", "is_branch"]), max_size=1),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda row: row[0],
)


def written(outline) -> list[ManuscriptClause]:
    """Texts of different keys share no words, so that nothing is taken for something else."""
    clauses: list[ManuscriptClause] = []
    for key, depth, body, summary, kind, force, scopes, switches in outline:
        deepest = clauses[-1].depth + 1 if clauses else 1
        flags = dict.fromkeys(switches, True)
        passages = words("", key * 12 + body, summary)
        clauses.append(ManuscriptClause(key, min(depth, deepest), kind, force, applicability=scopes, passages=passages, **flags))
    return clauses


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=OUTLINE, then=OUTLINE, told=st.sets(st.sampled_from(KEYS)))
def test_all_say_the_same_of_two_imported_editions(first, then, told):
    with transaction.atomic():
        make_edition("1.0.0", clauses=written(first))
        both = told & {row[0] for row in first} & {row[0] for row in then}
        rows = tuple(ManuscriptChange("kept", (key,), (key,)) for key in sorted(both))
        reasons = (ManuscriptReason({"ja": "理由"}, True, rows),) if rows else ()
        edition = make_edition("2.0.0", clauses=written(then), started_from="1.0.0", reasons=reasons)
        seen = by_draft(edition)
        states = {key: state_told(aspects, edition, key) for key, aspects in seen.items()}

        assert by_table(edition) == seen
        assert by_history(edition) == states
        assert {key: str(state) for key, state in by_marks(edition).items()} == {
            key: state for key, state in states.items() if state != "dropped"
        }
        assert on_the_desk(edition) == len(unexplained_changes(edition)) == len(seen.keys() - both)
        assert by_links(edition) == {key for key, aspects in seen.items() if aspects & {*map(str, RELIED_ON), "dropped"}}
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_all_say_the_same_of_a_draft_whatever_was_done_to_it(acts):
    with transaction.atomic():
        edition = start_next_edition(make_edition("1.0.0"), version="2.0.0", by=OPERATOR)
        by = make_person()
        for kind, *numbers in acts:
            try:
                with transaction.atomic():
                    act(edition, by, kind, *numbers)
            except Refusal:
                continue
        seen = by_draft(edition)
        tied = {key for key, aspects in seen.items() if aspects & {"split", "merged"}}
        kept = {key: aspects for key, aspects in seen.items() if not aspects & {"new", "dropped", "split", "merged"}}
        marks = by_marks(edition)

        assert {key: aspects for key, aspects in by_table(edition).items() if key in kept} == kept
        assert {key: str(state) for key, state in marks.items() if key in kept} == {
            key: state_told(aspects, edition, key) for key, aspects in kept.items()
        }
        assert {key for key in tied if key in marks} == {key for key, state in marks.items() if state in (State.SPLIT, State.MERGED)}
        assert {key: state for key, state in by_history(edition).items() if key in marks} == {
            key: str(state) for key, state in marks.items()
        }
        assert on_the_desk(edition) == len(unexplained_changes(edition)) == len(changed(edition).changes)
        transaction.set_rollback(True)
