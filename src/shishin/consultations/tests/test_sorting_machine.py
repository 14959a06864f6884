"""Whatever is done to opinions in whatever order: received = answered + withheld + open, and what is kept equals a full count."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from shishin.consultations.analysing.signing import keep_apart, sign_groups
from shishin.consultations.counting import (
    bit_of,
    cells_among,
    choose_groups,
    count_voices,
    figures_of,
    let_go,
    lock,
    recount,
    retallied,
    shelves_counted_again,
    shelves_of,
)
from shishin.consultations.models import Analysis, ModerationAct, Opinion, OpinionAct, Placing, Response, Tally, Theme, Voice
from shishin.consultations.sorting.folding import fold_opinions, take_out
from shishin.consultations.sorting.groups import standing_in_front
from shishin.consultations.sorting.moderating import (
    confirm_moderation,
    mask_opinion,
    refuse_moderation,
    restore_opinions,
    withhold_opinions,
)
from shishin.consultations.sorting.placing import give_theme, mark_new_points
from shishin.consultations.sorting.splitting import put_together, split_opinion
from shishin.consultations.sorting.theming import merge_themes
from shishin.consultations.sorting.undoing import undo_act
from shishin.consultations.standing_behind import PLACINGS, stand_behind, weigh_rows, wrongly_standing
from shishin.consultations.tests.makers import OPENS, make_consultation, make_round, make_runner, say
from shishin.kit.errors import Refusal

State = Opinion.State
WORDS = ["用語。期限。", "用語。", "期限。", "費用。用語。期限。", "山田さんの件。"]
some = st.lists(st.integers(0, 9), min_size=1, max_size=4)
one = st.integers(0, 9)


class Sorting(RuleBasedStateMachine):
    """Each run in a transaction that leaves nothing."""

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize(second_person=st.booleans())
    def begin(self, second_person):
        self.consultation = make_consultation(profile="voluntary" if second_person else "internal")
        self.consultation.rules = {**self.consultation.rules, "moderation_reasons": [{"key": "insult", "labels": {"en": "Insult"}}]}
        self.consultation.save(update_fields=["rules"])
        self.rounds = [self.consultation.rounds.get(), make_round(self.consultation)]
        self.asker, self.other = make_runner(), make_runner()
        self.themes = [
            Theme.objects.create(consultation=self.consultation, titles={"en": name}, position=at) for at, name in enumerate("ab")
        ]
        self.said = [say(self.rounds[0], WORDS[0], WORDS[1])]
        self.responses: list[Response] = []

    def chosen(self, places):
        every = list(Opinion.objects.order_by("pk"))
        return Opinion.objects.filter(pk__in=[every[place % len(every)].pk for place in places])

    def do(self, act, *arguments, **named):
        """Refused or done, but never by halves."""
        try:
            with transaction.atomic():
                return act(*arguments, **named)
        except Refusal:
            return None

    @rule(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True), at=st.integers(0, 1), is_after_draft=st.booleans())
    def say(self, words, at, is_after_draft):
        self.said.append(say(self.rounds[at], *words, is_after_draft=is_after_draft))

    @rule()
    def count(self):
        count_voices(self.consultation)

    @rule(which=one)
    def take_back(self, which):
        with transaction.atomic():
            lock(self.consultation)
            let_go(self.consultation, Voice.objects.filter(submission=self.said[which % len(self.said)]), how=Voice.Left.TAKEN_BACK)

    @rule(which=one)
    def split(self, which):
        opinion = self.chosen([which]).get()
        cuts = [at + 1 for at, sign in enumerate(opinion.words) if sign == "。" and at + 1 < len(opinion.words)]
        self.do(split_opinion, opinion, at=cuts, by=self.asker)

    @rule(which=one)
    def put_together(self, which):
        self.do(put_together, self.chosen([which]).get(), by=self.asker)

    @rule(places=some, under=one)
    def fold(self, places, under):
        self.do(fold_opinions, self.consultation, self.chosen(places), under=self.chosen([under]).get(), by=self.asker)

    @rule(places=some)
    def take_out(self, places):
        self.do(take_out, self.consultation, self.chosen(places), by=self.asker)

    @rule(places=some, theme=st.integers(0, 2))
    def theme(self, places, theme):
        self.do(
            give_theme, self.consultation, self.chosen(places), theme=[*self.themes, None][theme % (len(self.themes) + 1)], by=self.asker
        )

    @rule(places=some, is_new_point=st.booleans())
    def mark(self, places, is_new_point):
        self.do(mark_new_points, self.consultation, self.chosen(places), is_new_point=is_new_point, by=self.asker)

    @precondition(lambda self: len(self.themes) > 1)
    @rule()
    def merge(self):
        merge_themes([self.themes.pop()], into=self.themes[0], by=self.asker)

    @rule(places=some)
    def withhold(self, places):
        self.do(withhold_opinions, self.consultation, self.chosen(places), reason="insult", by=self.asker)

    @rule(which=one)
    def mask(self, which):
        self.do(mask_opinion, self.chosen([which]).get(), texts=["期限"], reason="insult", by=self.asker)

    @rule(places=some)
    def restore(self, places):
        self.do(restore_opinions, self.consultation, self.chosen(places), words="It can be read.", by=self.asker)

    @rule(is_agreed=st.booleans())
    def answer_moderation(self, is_agreed):
        self.do(confirm_moderation if is_agreed else refuse_moderation, ModerationAct.objects.all(), by=self.other)

    @rule(places=some, is_final=st.booleans())
    def attach(self, places, is_final):
        """As those who answer will do it."""
        state = Response.State.FINAL if is_final else Response.State.DRAFT
        response = Response.objects.create(
            consultation=self.consultation, number=len(self.responses) + 1, state=state, disposition=f"d{len(self.responses) % 2}"
        )
        self.responses.append(response)
        with transaction.atomic(), choose_groups(self.chosen(places).heads().open()) as chosen, retallied():
            chosen.update(response=response, state=State.ANSWERED if is_final else State.DRAFTED)

    @rule(which=one)
    def finish(self, which):
        if self.responses:
            response = self.responses[which % len(self.responses)]
            with transaction.atomic(), choose_groups(response.opinions.all()) as chosen, retallied():
                Response.objects.filter(pk=response.pk).update(state=Response.State.FINAL)
                chosen.update(state=State.ANSWERED)

    @rule(places=some, under=one)
    def analyse(self, places, under):
        """As an analysis would put them, without one."""
        leader = self.chosen([under]).get()
        analysis = Analysis.objects.create(consultation=self.consultation, state="finished", begun_at=OPENS, finished_at=OPENS)
        Placing.objects.all().delete()
        led = set(self.chosen(places).exclude(pk=leader.pk).values_list("pk", flat=True))
        heads = Opinion.objects.heads().values_list("pk", flat=True)
        Placing.objects.bulk_create(Placing(opinion_id=pk, analysis=analysis, leader_id=leader.pk if pk in led else None) for pk in heads)
        stand_behind(PLACINGS)
        weigh_rows(PLACINGS)

    @rule(places=some)
    def sign(self, places):
        self.do(sign_groups, self.consultation, self.chosen(places).heads(), by=self.asker)

    @rule(places=some)
    def keep_apart(self, places):
        self.do(keep_apart, self.consultation, self.chosen(places), by=self.asker)

    @rule(which=one)
    def undo(self, which):
        acts = list(OpinionAct.objects.all())
        if acts:
            self.do(undo_act, acts[which % min(len(acts), 3)], by=self.asker)

    @invariant()
    def figures_equal_a_full_count(self):
        if hasattr(self, "consultation"):
            figures = figures_of(self.consultation)
            assert figures == recount(self.consultation)
            assert figures.received == figures.answered + figures.withheld + figures.open
            assert all(row.voices > 0 for row in Tally.objects.all())
            assert shelves_of(self.consultation) == shelves_counted_again(self.consultation)

    @invariant()
    def what_opinions_have_is_what_was_said_of_them(self):
        counted = Voice.objects.filter(is_counted=True, left="")
        said: dict[int, set[int]] = {}
        bits: dict[int, int] = {}
        for opinion, submission, number, is_after in counted.values_list(
            "opinion", "submission", "submission__round__number", "is_after_draft"
        ):
            said.setdefault(opinion, set()).add(submission)
            bits[opinion] = bits.get(opinion, 0) | bit_of(number, is_after)
        rows = {opinion.pk: opinion for opinion in Opinion.objects.all()}
        own = {pk: said.get(row.part_of_id or pk, set()) for pk, row in rows.items()}
        assert {pk: row.voices for pk, row in rows.items()} == {pk: len(submissions) for pk, submissions in own.items()}
        heads = [row for row in rows.values() if row.state != State.SPLIT and row.folded_into_id is None]
        groups = {head.pk: [head.pk, *(pk for pk, row in rows.items() if row.folded_into_id == head.pk)] for head in heads}
        assert {head.pk: (head.group_voices, head.submitters) for head in heads} == {
            pk: (sum(len(own[one]) for one in group), len(set().union(*(own[one] for one in group)))) for pk, group in groups.items()
        }
        own_bits = {pk: bits.get(row.part_of_id or pk, 0) for pk, row in rows.items()}
        assert {head.pk: head.said_in for head in heads} == {
            pk: reduce(or_, (own_bits[one] for one in group)) for pk, group in groups.items()
        }

    @rule()
    def look_closer(self):
        """Looked at one by one, all heads have the voices that there are."""
        assert dict(cells_among(self.consultation.opinions.heads())) == dict(figures_of(self.consultation).cells)

    @invariant()
    def no_opinion_is_out_of_the_queue(self):
        if hasattr(self, "consultation"):
            assert wrongly_standing(self.consultation.pk) == []
            rows = set(standing_in_front(Opinion.objects.said()).values_list("pk", flat=True))
            behind = dict(Placing.objects.filter(is_behind=True).values_list("opinion", "leader"))
            assert {pk for pk in Opinion.objects.said().values_list("pk", flat=True) if behind.get(pk, pk) not in rows} == set()

    @invariant()
    def what_is_folded_goes_with_its_head(self):
        for row in Opinion.objects.filter(folded_into__isnull=False).select_related("folded_into"):
            head = row.folded_into
            assert head.folded_into_id is None
            assert (row.state, row.theme_id, row.response_id) == (head.state, head.theme_id, head.response_id)
            assert head.state != State.SPLIT

    @invariant()
    def an_answer_is_final_and_what_is_withheld_has_a_reason(self):
        for row in Opinion.objects.filter(response__isnull=False).select_related("response"):
            assert (row.state == State.ANSWERED) == row.response.is_final
        for row in Opinion.objects.filter(state=State.WITHHELD, folded_into=None):
            assert row.moderation.filter(kind=ModerationAct.Kind.WITHHOLD, state=ModerationAct.State.CONFIRMED).exists()


def test_figures_hold_whatever_is_done(db):
    run_state_machine_as_test(Sorting, settings=settings(max_examples=20, stateful_step_count=20, deadline=None, phases=[Phase.generate]))
