"""Numerals: how a count is written in the ways Japanese official documents know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
KANJI_DIGITS = "〇一二三四五六七八九"
KATAKANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
KATAKANA_HALF = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"}


def arabic_wide(number: int) -> str:
    return str(number).translate(WIDE)


def kanji(number: int) -> str:
    """Up to 9,999 in full (二千二十六), beyond that digit by digit."""
    if number >= 10_000:
        return "".join(KANJI_DIGITS[int(digit)] for digit in str(number))
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十")):
        count, number = divmod(number, unit)
        if count:
            written += (KANJI_DIGITS[count] if count > 1 else "") + sign
    return written + (KANJI_DIGITS[number] if number else "")


def roman(number: int) -> str:
    written = ""
    for value, sign in ROMAN.items():
        count, number = divmod(number, value)
        written += sign * count
    return written


def roman_lower(number: int) -> str:
    return roman(number).lower()


def circled(number: int) -> str:
    """① to ㊿; Unicode has no more, so brackets follow."""
    for first, start in ((1, 0x2460), (21, 0x3251), (36, 0x32B1)):
        if first <= number < first + (20 if first == 1 else 15):
            return chr(start + number - first)
    return f"({number})"


def _spelled(letters: str) -> Callable[[int], str]:
    """Letters in their order, doubled when they are used up: ア … ン, アア, アイ."""

    def spell(number: int) -> str:
        written = ""
        while number:
            number, place = divmod(number - 1, len(letters))
            written = letters[place] + written
        return written

    return spell


STYLES: Mapping[str, Callable[[int], str] | None] = {
    "none": None,
    "arabic": str,
    "arabic-wide": arabic_wide,
    "kanji": kanji,
    "roman": roman,
    "roman-lower": roman_lower,
    "katakana": _spelled(KATAKANA),
    "katakana-half": _spelled(KATAKANA_HALF),
    "iroha": _spelled(IROHA),
    "circled": circled,
    "letters": _spelled("abcdefghijklmnopqrstuvwxyz"),
    "letters-upper": _spelled("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
}
