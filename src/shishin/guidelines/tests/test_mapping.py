"""The map of a family: every document once, no box on another, every link drawn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shishin.guidelines.reading.mapping import BOX_WIDTH, DEEPEST, INDENT, LEFT, MapLink, MapNode, draw_map


def node(name: str, *, normative: bool = True, title: str = "標準ガイドライン") -> MapNode:
    return MapNode(name=name, code=name.upper(), title=title, is_normative=normative)


def test_a_subordinate_document_stands_below_and_right_of_the_one_above_it():
    drawn = draw_map([node("annex"), node("ds-100")], [MapLink("annex", "ds-100", "subordinate_to")])

    above, below = drawn.by_name["ds-100"], drawn.by_name["annex"]
    assert below.y > above.y + above.height
    assert below.x == above.x + INDENT


def test_informative_documents_stand_on_the_right_beside_what_they_explain():
    drawn = draw_map([node("ds-100"), node("ds-110", normative=False)], [MapLink("ds-110", "ds-100", "explains")])

    assert drawn.by_name["ds-110"].x > drawn.by_name["ds-100"].right
    assert drawn.by_name["ds-110"].y == drawn.by_name["ds-100"].y


def test_documents_below_one_share_its_trunk():
    drawn = draw_map([node("a"), node("b"), node("root")], [MapLink("a", "root", "realizes"), MapLink("b", "root", "subordinate_to")])

    root = drawn.by_name["root"]
    assert drawn.boxes[0] is root
    assert [path.data.split("H")[1] for path in drawn.paths] == [f"{root.x + INDENT // 2}V{root.y + root.height + 2}"] * 2


def test_documents_that_supersede_each_other_in_a_circle_are_all_placed():
    links = [MapLink("a", "b", "subordinate_to"), MapLink("b", "a", "subordinate_to")]

    assert sorted(draw_map([node("a"), node("b")], links).by_name) == ["a", "b"]


def test_a_family_without_documents_has_an_empty_map():
    assert draw_map([], []).boxes == []


names = st.lists(st.sampled_from("abcdefghij"), unique=True, min_size=1)


@given(names, st.sets(st.sampled_from("abcdefghij")), st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij"))))
def test_whatever_the_family_boxes_do_not_overlap_and_links_between_placed_documents_are_drawn(placed, informative, pairs):
    links = [MapLink(source, target, "refers_to") for source, target in dict.fromkeys(pairs) if source != target]

    drawn = draw_map([node(name, normative=name not in informative) for name in placed], links)

    assert sorted(box.node.name for box in drawn.boxes) == sorted(placed)
    for box in drawn.boxes:
        others = [other for other in drawn.boxes if other is not box and abs(other.x - box.x) < BOX_WIDTH]
        assert not [other.node.name for other in others if other.y < box.y + box.height and box.y < other.y + other.height]
        assert box.x >= LEFT
        assert not box.node.is_normative or box.x <= LEFT + DEEPEST * INDENT
    assert len(drawn.paths) == len([link for link in links if link.source in placed and link.target in placed])
