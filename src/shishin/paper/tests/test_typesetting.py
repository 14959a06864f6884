from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfReader

from shishin.paper.typesetting import FAMILY, FONT_FILES, GETA, TypesettingFailed, characters, printable, type_cases, typeset

WORDS = '#set text(font: sys.inputs.font, fallback: false)\n#set document(title: "t", date: none)\n#json(bytes(sys.inputs.data)).words'


def template(tmp_path, text):
    (tmp_path / "t.typ").write_text(text, encoding="utf-8")
    return tmp_path / "t.typ"


def words_in(pdf):
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return unicodedata.normalize("NFKC", text)


def test_both_weights_come_from_packages_and_have_the_characters_of_japanese():
    assert [file.suffix for file in FONT_FILES] == [".otf", ".otf"]
    assert {info.weight for info in type_cases().fonts() if info.family == FAMILY} == {400, 700}
    assert {ord(character) for character in "指針第１ァ（〓"} <= characters()


@pytest.mark.parametrize("words", ['#import "x"', "*a* _b_", "$x^2$", r"\u{41} \ #", "<label> @ref", "// note", "`raw` = h", "[#panic()]"])
def test_the_words_of_people_are_printed_as_they_stand(tmp_path, words):
    assert words in words_in(typeset(template(tmp_path, WORDS), {"words": words}))


def test_the_same_words_give_the_same_bytes(tmp_path):
    file = template(tmp_path, WORDS)

    assert typeset(file, {"words": "指針"}) == typeset(file, {"words": "指針"})
    assert b"CreationDate" not in typeset(file, {"words": "指針"})


def test_a_warning_of_the_typesetter_fails(tmp_path):
    file = template(tmp_path, '#set text(font: "No Such Type")\n' + WORDS)

    with pytest.raises(TypesettingFailed, match="no such type"):
        typeset(file, {"words": "指針"})


def test_a_fault_in_a_template_fails_with_its_name(tmp_path):
    with pytest.raises(TypesettingFailed, match=r"t\.typ"):
        typeset(template(tmp_path, WORDS), {})


@pytest.mark.ipa("Path traversal")
def test_a_template_reaches_no_file_outside_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "inner").mkdir()

    with pytest.raises(TypesettingFailed):
        typeset(template(tmp_path / "inner", '#read("../secret.txt")'), {})


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("plain", "plain"),
        ("指針　第１", "指針　第１"),
        ("よい👍", f"よい{GETA}"),
        ("สวัสดี"[0], GETA),
        ("❤\ufe0f", GETA),
        ("a\u200bb\u202ec\ufeffd\x07e", "abcde"),
        ("一\n二\t三", "一\n二\t三"),
        ("葛\U000e0100城市", "葛\U000e0100城市"),
        ("あ\U000e0100", "あ\U000e0100"),
        ("か\u3099cafe\u0301", "がcafé"),
        ("हिन्दी", GETA * 3),
    ],
)
def test_what_the_type_does_not_have_is_replaced_and_never_a_box(tmp_path, given, printed):
    assert printable(given) == printed
    typeset(template(tmp_path, WORDS), {"words": given})
