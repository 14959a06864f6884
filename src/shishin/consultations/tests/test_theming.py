"""Themes: what a machine proposes is signed, split, merged and moved by persons; every act has one entry and is undone by one."""

from __future__ import annotations

from random import Random

import pytest

from shishin.consultations.counting import figures_of, recount, shelves_counted_again, shelves_of
from shishin.consultations.errors.asking import ConsultationIsOver
from shishin.consultations.errors.sorting import NothingToSign, ThemeMergedIntoItself, ThemeOfAnotherConsultation, ThemeWithoutTitle
from shishin.consultations.models import Analysis, ModerationAct, Opinion, Placing, ProposedTheme, Theme
from shishin.consultations.sorting.holding import take_next
from shishin.consultations.sorting.moderating import confirm_moderation, mask_opinion
from shishin.consultations.sorting.placing import give_theme
from shishin.consultations.sorting.theming import add_theme, merge_themes, sign_theme, split_theme
from shishin.consultations.sorting.undoing import undo_last
from shishin.consultations.standing_behind import wrongly_standing
from shishin.consultations.tests.makers import answer, make_asking, make_consultation, make_runner, opinion_saying, propose, publish, these
from shishin.consultations.tests.test_analysing import analyse
from shishin.people.tests.makers import make_auditor, make_person
from shishin.trail.models import Entry
from shishin.trail.recording import OPERATOR

pytestmark = pytest.mark.django_db
FORMS = ["様式が長い", "欄が多い", "書き直しが多い", "記入例がほしい"]
FEES = ["手数料が高い", "カードで払いたい", "減免を広げて"]
ALONE = "開庁時間を延ばして"


@pytest.fixture
def asking():
    consultation, runner = make_asking(*FORMS, *FEES, ALONE)
    propose(consultation, {"様式": FORMS, "手数料": FEES})
    return consultation, runner


def proposed(term):
    return ProposedTheme.objects.select_related("analysis__consultation").get(terms=[term])


def under(consultation):
    """Which words stand under which theme."""
    found = {}
    for title, words in consultation.opinions.filter(theme__isnull=False).values_list("theme__titles__en", "words"):
        found.setdefault(title, []).append(words)
    return {title: sorted(words) for title, words in found.items()}


def entries(key):
    return list(Entry.objects.filter(key=f"consultations.{key}").values_list("data", flat=True))


def test_signing_gives_its_opinions_the_theme_by_one_entry_and_says_who_placed_them(asking):
    consultation, runner = asking

    theme = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)

    assert under(consultation) == {"Forms": sorted(FORMS)}
    assert set(Opinion.objects.filter(theme=theme).values_list("placed_by", flat=True)) == {runner.pk}
    assert proposed("様式").signed_as == theme
    (entry,) = entries("theme_signed")
    assert (entry["opinions"], entry["voices"], entry["theme"], entry["proposed"]) == (4, 4, str(theme.uuid), 1)
    assert figures_of(consultation) == recount(consultation)
    assert {shelf: many for shelf, many in shelves_of(consultation).items() if many} == shelves_counted_again(consultation)


def test_what_a_person_placed_before_stays_and_what_a_colleague_holds_is_left_for_later(asking):
    consultation, runner = asking
    own = add_theme(consultation, titles={"en": "Own"}, by=runner)
    give_theme(consultation, these(FORMS[0]), theme=own, by=runner)
    colleague = make_runner(consultation.organization)
    take_next(consultation, these(FORMS[1]), by=colleague)

    theme = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)

    assert under(consultation) == {"Own": [FORMS[0]], "Forms": sorted(FORMS[2:])}
    sign_theme(proposed("様式"), under=theme, by=colleague)
    assert under(consultation) == {"Own": [FORMS[0]], "Forms": sorted(FORMS[1:])}
    with pytest.raises(NothingToSign):
        sign_theme(proposed("様式"), under=theme, by=colleague)


def test_undoing_takes_the_theme_away_again_and_the_proposal_stands_as_before(asking):
    consultation, runner = asking
    sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    assert Analysis.objects.get().signings == 1

    undo_last(consultation, by=runner)

    assert (under(consultation), Theme.objects.count(), proposed("様式").signed_as) == ({}, 0, None)
    assert Analysis.objects.get().signings == 0
    assert figures_of(consultation) == recount(consultation)


def test_undoing_keeps_a_theme_under_which_something_else_was_put(asking):
    consultation, runner = asking
    theme = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    give_theme(consultation, these(ALONE), theme=theme, by=make_runner(consultation.organization))

    undo_last(consultation, by=runner)

    assert under(consultation) == {"Forms": [ALONE]}


def test_two_proposals_become_one_theme(asking):
    consultation, runner = asking
    theme = sign_theme(proposed("様式"), titles={"en": "Forms and fees"}, by=runner)
    sign_theme(proposed("手数料"), under=theme, by=runner)
    assert under(consultation) == {"Forms and fees": sorted(FORMS + FEES)}
    assert list(theme.proposals.values_list("number", flat=True)) == [1, 2]

    undo_last(consultation, by=runner)

    assert under(consultation) == {"Forms and fees": sorted(FORMS)}
    assert list(theme.proposals.values_list("number", flat=True)) == [1]


def test_a_part_of_a_proposal_is_signed_and_the_rest_stays_proposed(asking):
    consultation, runner = asking
    sign_theme(proposed("様式"), titles={"en": "Rewriting"}, only=these(FORMS[2], ALONE), by=runner)
    assert under(consultation) == {"Rewriting": [FORMS[2]]}
    assert proposed("様式").signed_as is None
    sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    assert under(consultation) == {"Rewriting": [FORMS[2]], "Forms": sorted([*FORMS[:2], FORMS[3]])}


def test_a_row_is_signed_split_and_moved_with_all_that_stands_in_it():
    consultation, runner = make_asking(*FORMS)
    propose(consultation, {"様式": FORMS}, behind={FORMS[1]: FORMS[0]})
    theme = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)

    split_theme(theme, these(FORMS[0]), titles={"en": "Length"}, by=runner)

    assert under(consultation) == {"Forms": sorted(FORMS[2:]), "Length": sorted(FORMS[:2])}
    assert Placing.objects.get(opinion__words=FORMS[1]).is_behind
    assert wrongly_standing(consultation.pk) == []
    (entry,) = entries("theme_split")
    assert (entry["of"], entry["titles"], entry["opinions"]) == (str(theme.uuid), {"en": "Length"}, 2)
    undo_last(consultation, by=runner)
    assert under(consultation) == {"Forms": sorted(FORMS)}
    assert [str(one) for one in Theme.objects.all()] == ["Forms"]


def test_merging_moves_all_of_several_themes_by_one_entry_and_undoing_parts_them_again(asking):
    consultation, runner = asking
    forms = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    fees = sign_theme(proposed("手数料"), titles={"en": "Fees"}, by=runner)
    empty = add_theme(consultation, titles={"en": "Empty"}, by=runner)
    response = answer(consultation, FEES[0])
    response.theme = fees
    response.save(update_fields=["theme"])
    before = list(Theme.objects.values("pk", "uuid", "titles", "position"))

    merge_themes([fees, empty], into=forms, by=runner)

    assert under(consultation) == {"Forms": sorted(FORMS + FEES)}
    assert list(Theme.objects.all()) == [forms]
    response.refresh_from_db()
    assert (response.theme, proposed("手数料").signed_as) == (forms, forms)
    (entry,) = entries("themes_merged")
    assert ([one["titles"]["en"] for one in entry["merged"]], entry["opinions"], entry["responses"]) == (["Fees", "Empty"], 3, 1)

    undo_last(consultation, by=runner)

    assert under(consultation) == {"Forms": sorted(FORMS), "Fees": sorted(FEES)}
    assert list(Theme.objects.values("pk", "uuid", "titles", "position")) == before
    response.refresh_from_db()
    assert (response.theme, proposed("手数料").signed_as) == (fees, fees)
    assert figures_of(consultation) == recount(consultation)


def test_merging_a_theme_without_opinions_is_undone_as_well(asking):
    consultation, runner = asking
    one, other = (add_theme(consultation, titles={"en": name}, by=runner) for name in ("One", "Other"))
    merge_themes([other], into=one, by=runner)
    undo_last(consultation, by=runner)
    assert [str(theme) for theme in consultation.themes.all()] == ["One", "Other"]


def test_what_does_not_fit_is_refused_and_nothing_is_made(asking):
    consultation, runner = asking
    elsewhere = add_theme(make_consultation(), titles={"en": "Elsewhere"}, by=OPERATOR)
    theme = add_theme(consultation, titles={"en": "Here"}, by=runner)
    with pytest.raises(ThemeOfAnotherConsultation):
        sign_theme(proposed("様式"), under=elsewhere, by=runner)
    with pytest.raises(ThemeWithoutTitle):
        sign_theme(proposed("様式"), titles={}, by=runner)
    with pytest.raises(NothingToSign):
        sign_theme(proposed("様式"), titles={"en": "Forms"}, only=these(ALONE), by=runner)
    for wrong in ([theme], [elsewhere], []):
        with pytest.raises(ThemeMergedIntoItself):
            merge_themes(wrong, into=theme, by=runner)
    answer(consultation, *FORMS, *FEES, ALONE)
    publish(consultation)
    with pytest.raises(ConsultationIsOver):
        sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    assert (Theme.objects.count(), under(consultation)) == (2, {})


SUBJECTS = {
    "様式": ["申請", "様式", "記入", "書類", "提出", "押印"],
    "窓口": ["窓口", "時間", "平日", "休日", "予約", "行列"],
    "費用": ["費用", "減免", "料金", "現金", "納付", "還付"],
}


def test_signed_work_survives_reruns_and_a_theme_that_shares_half_its_leaders_belongs_to_it():
    chance = Random(4)
    said = {name: ["、".join(chance.sample(words, 4)) for _time in range(30)] for name, words in SUBJECTS.items()}
    consultation, runner = make_asking(*(words for some in said.values() for words in some))
    analyse(consultation, runner)
    ours = ProposedTheme.objects.filter(placings__opinion__words__in=said["窓口"]).select_related("analysis__consultation")
    theme = sign_theme(ours[0], titles={"en": "Counters"}, by=runner)
    signed = under(consultation)
    rest = Placing.objects.filter(leader=None, proposed_theme__isnull=False)

    for amount in ("few", "some", "many"):
        analyse(consultation, runner, themes=amount)
        assert under(consultation) == signed
        for one in ProposedTheme.objects.all():
            leaders = rest.filter(proposed_theme=one)
            is_ours = 2 * leaders.filter(opinion__theme=theme).count() >= leaders.count()
            assert one.signed_as == (theme if is_ours else None)
        assert theme.proposals.exists()


# The pages.


def themes_at(consultation, more=""):
    return f"/manage/consultations/{consultation.slug}/themes/{more}"


def test_a_theme_is_signed_renamed_split_moved_merged_and_undone_by_plain_forms(client, asking):
    consultation, runner = asking
    client.force_login(runner)
    address = proposed("様式").get_absolute_url()
    page = client.get(address).content.decode()
    assert all(words in page for words in FORMS)

    assert client.post(address, {"act": "all", "titles_en": "Forms"}).status_code == 302
    assert under(consultation) == {"Forms": sorted(FORMS)}
    theme = Theme.objects.get()
    assert "All of it stands under a theme" in client.get(address).content.decode()
    one = themes_at(consultation, f"{theme.uuid}/")
    ticks = [str(opinion_saying(words).uuid) for words in FORMS[:2]]
    client.post(one, {"act": "split", "split-titles_en": "Length", "opinion": ticks})
    assert under(consultation) == {"Forms": sorted(FORMS[2:]), "Length": sorted(FORMS[:2])}
    length = Theme.objects.exclude(pk=theme.pk).get()
    client.post(one, {"act": "move", "theme": length.pk, "opinion": str(opinion_saying(FORMS[2]).uuid)})
    assert under(consultation) == {"Forms": FORMS[3:], "Length": sorted(FORMS[:3])}
    client.post(one, {"act": "merge", "themes": [length.pk]})
    assert under(consultation) == {"Forms": sorted(FORMS)}
    client.post(themes_at(consultation), {"act": "undo"})
    client.post(themes_at(consultation), {"act": "undo"})
    assert under(consultation) == {"Forms": sorted(FORMS[2:]), "Length": sorted(FORMS[:2])}


def test_a_title_and_a_theme_together_or_neither_is_asked_again(client, asking):
    consultation, runner = asking
    client.force_login(runner)
    theme = add_theme(consultation, titles={"en": "Here"}, by=runner)
    address = proposed("様式").get_absolute_url()
    assert "choose a theme that there is" in client.post(address, {"act": "all"}).content.decode()
    assert "not both" in client.post(address, {"act": "all", "titles_en": "Forms", "under": theme.pk}).content.decode()
    assert client.post(address, {"act": "some", "under": theme.pk}).status_code == 409
    assert under(consultation) == {}
    client.post(address, {"act": "some", "under": theme.pk, "opinion": str(opinion_saying(FORMS[0]).uuid)})
    assert under(consultation) == {"Here": [FORMS[0]]}


def test_what_was_ticked_stays_ticked_when_something_is_missing_and_no_other_act_is_done(client, asking):
    consultation, runner = asking
    client.force_login(runner)
    ticked = [str(opinion_saying(words).uuid) for words in FORMS[:2]]
    address = proposed("様式").get_absolute_url()

    def still_ticked(answer):
        page = answer.content.decode()
        return answer.status_code, [uuid for uuid in ticked if f'value="{uuid}" checked' in page], page.count(" checked")

    assert still_ticked(client.post(address, {"act": "some", "opinion": ticked})) == (200, ticked, 2)
    assert still_ticked(client.post(address, {"act": "sign", "titles_en": "Forms", "opinion": ticked})) == (409, ticked, 2)
    theme = sign_theme(proposed("様式"), titles={"en": "Forms"}, by=runner)
    assert still_ticked(client.post(themes_at(consultation, f"{theme.uuid}/"), {"act": "split", "opinion": ticked})) == (200, ticked, 2)
    assert under(consultation) == {"Forms": sorted(FORMS)}


def test_the_page_shows_quotations_as_they_stand_now_sizes_and_what_was_not_placed(client, asking):
    consultation, runner = asking
    client.force_login(runner)
    mask_opinion(opinion_saying(FORMS[0]), texts=["様式"], reason="insult", by=runner)
    confirm_moderation(ModerationAct.objects.all(), by=make_runner(consultation.organization))
    masked = consultation.opinions.get(is_masked=True).words
    page = client.get(proposed("様式").get_absolute_url())
    assert [one.words for one in page.context["proposal"].quotes] == [masked, *FORMS[1:3]]
    assert [one.words for one in page.context["proposal"].also_said] == [FORMS[3]]
    themes = client.get(themes_at(consultation)).content.decode()
    assert f'href="/manage/consultations/{consultation.slug}/opinions/?proposed=none"' in themes
    assert "opinion was not placed" in themes
    assert FORMS[0] not in themes


def test_auditors_read_and_strangers_find_nothing(client, asking):
    consultation, _runner = asking
    addresses = [themes_at(consultation), proposed("様式").get_absolute_url()]
    client.force_login(make_auditor())
    pages = [client.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [200, 200]
    assert not any('<button class="button"' in page.content.decode() for page in pages)
    assert [client.post(address, {"act": "all", "titles_en": "X"}).status_code for address in addresses] == [404, 404]
    client.force_login(make_person())
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_cost_the_same_however_many_themes_there_are(client, django_assert_num_queries, many):
    groups = {f"話{number}": [f"話{number}の{place}" for place in ("窓口", "支所", "駅前")] for number in range(2 * many + 1)}
    consultation, runner = make_asking(*(words for group in groups.values() for words in group))
    propose(consultation, groups)
    for proposal in list(ProposedTheme.objects.select_related("analysis__consultation"))[: many + 1]:
        sign_theme(proposal, titles={"en": str(proposal)}, by=runner)
    client.force_login(runner)
    last = ProposedTheme.objects.select_related("analysis__consultation").last()
    with django_assert_num_queries(13):
        client.get(themes_at(consultation))
    with django_assert_num_queries(11):
        client.get(last.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(themes_at(consultation, f"{Theme.objects.first().uuid}/"))


def test_signing_costs_the_same_queries_however_many_opinions(django_assert_max_num_queries):
    counts = []
    for many in (3, 30):
        words = [f"話{many}の{number}" for number in range(many)]
        consultation, runner = make_asking(*words)
        propose(consultation, {f"話{many}": words})
        with django_assert_max_num_queries(100) as queries:
            sign_theme(proposed(f"話{many}"), titles={"en": "Theme"}, by=runner)
        counts.append(len(queries))
    assert counts[0] == counts[1]
