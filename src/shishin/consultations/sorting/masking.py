"""Masking: signs of words that must not be read are ■, as many as there were. The words before lie in `PersonalData` and go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby, islice
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from shishin.consultations.errors.sorting import NothingIsMasked, OriginalIsGone
from shishin.consultations.models import Consultation, Opinion, PersonalData
from shishin.consultations.profiles import Words, read_rules, rules_of

MASK = "■"
_BETWEEN = r"[-‐－ー−()（）\s]{0,2}"
CONTACT = re.compile(
    rf"[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+|(?<!\d)(?:[+＋]\d{{1,3}}{_BETWEEN}\d|[0０]\d){_BETWEEN}(?:\d{_BETWEEN}){{7,8}}\d(?!\d)"
)
"""What looks like a mail address or a telephone number, in whatever width it is written."""
MAYBE_CONTACT = r"[@＠]|[0-9０-９]([-‐－ー−()（）\s]{0,2}[0-9０-９]){8}"
"""Somewhat more than that, as both databases understand it: only what has it is read."""
MOST_TOLD = 20


def masked(words: str, texts: Sequence[str]) -> str:
    """Every place where one of the texts stands. Lines stay lines, so that the rest can be read as it was."""
    for text in sorted(filter(None, texts), key=len, reverse=True):
        words = words.replace(text, _covered(text))
    return words


def refuse_texts(words: str, texts: Sequence[str]) -> None:
    for text in texts:
        if text not in words:
            raise NothingIsMasked(text=text)
    if masked(words, texts) == words:
        raise NothingIsMasked(text="")


def contacts_in(words: str) -> list[str]:
    """By what somebody could be reached, as it stands in the words: a person decides whether it is masked."""
    return list(dict.fromkeys(found.strip() for found in CONTACT.findall(words)))


def with_contacts(consultation: Consultation) -> list[Opinion]:
    """What will be published with something in it that looks so: the first few, each with its `contacts`."""
    if rules_of(consultation).words_public != Words.WITH_RESULTS:
        return []
    rows = Opinion.objects.counted().filter(consultation=consultation, voices__gt=0, words__regex=MAYBE_CONTACT)
    found = ((one, contacts_in(one.words)) for one in rows.exclude(state=Opinion.State.WITHHELD).order_by("number", "pk").iterator())
    few = list(islice(((one, contacts) for one, contacts in found if contacts), MOST_TOLD))
    for one, contacts in few:
        cast(Any, one).contacts = contacts
    return [one for one, _contacts in few]


def hidden_texts(words: str, masked_words: str) -> list[str]:
    """What was covered, read from the words before and after."""
    pairs = zip(words, masked_words, strict=True)
    runs = groupby(pairs, key=lambda pair: pair[0] != pair[1])
    return ["".join(before for before, _after in run) for is_hidden, run in runs if is_hidden]


def mask_length(words: str) -> int:
    return words.count(MASK)


def original_words(opinion: Opinion) -> str:
    """The words before they were masked, while they are kept."""
    kept = PersonalData.objects.filter(opinion=opinion).first()
    return str(kept.values.get("words", opinion.words)) if kept else opinion.words


def same_letters(opinion: Opinion) -> QuerySet[Opinion]:
    """Where the same words stand too: the same said on another clause, the letters of which these are parts, and their other parts."""
    same = Opinion.objects.filter(consultation=opinion.consultation_id, fold_key=opinion.fold_key)
    wholes = {part_of or pk for pk, part_of in same.values_list("pk", "part_of")}
    return Opinion.objects.filter(Q(pk__in=wholes) | Q(part_of__in=wholes)).select_related("consultation__profile").order_by("pk")


def covered_too(words: str, masked_words: str) -> str:
    """What was asked to be masked, besides what was masked since."""
    return "".join(MASK if MASK in pair else pair[0] for pair in zip(words, masked_words, strict=True))


def cover(opinion: Opinion, masked_words: str) -> list[Opinion]:
    """Put the masked words in the place of the words, here and wherever the same stands. Returned is what changed."""
    texts = [text for text in hidden_texts(opinion.words, masked_words) if text.strip()]
    changed = []
    for one in same_letters(opinion):
        words = masked_words if one.words == opinion.words else masked(one.words, texts)
        if words == one.words:
            continue
        PersonalData.objects.get_or_create(
            opinion=one, defaults={"values": {"words": one.words}, "keep_until": _keep_until(one.consultation)}
        )
        one.words, one.is_masked = words, True
        one.save(update_fields=["words", "is_masked"])
        changed.append(one)
    return changed


def uncover(opinion: Opinion) -> list[Opinion]:
    """The words as they came are back, here and wherever the same stands."""
    kept = {row.opinion_id: row for row in PersonalData.objects.filter(opinion__in=same_letters(opinion))}
    if opinion.pk not in kept:
        raise OriginalIsGone
    changed = [one for one in same_letters(opinion) if one.is_masked and one.pk in kept]
    for one in changed:
        one.words, one.is_masked = kept[one.pk].values["words"], False
        one.save(update_fields=["words", "is_masked"])
    PersonalData.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    return changed


def _covered(text: str) -> str:
    return "".join(sign if sign.isspace() else MASK for sign in text)


def _keep_until(consultation: Consultation) -> object:
    """Counted from the results, so open until they are published."""
    if not consultation.is_published:
        return None
    return localdate() + timedelta(days=read_rules(consultation.rules).keep_personal_days)


def in_lines(texts: str) -> Iterable[str]:
    """What is to be masked, one a line as it is written in a form."""
    return filter(None, (line.strip() for line in texts.splitlines()))
