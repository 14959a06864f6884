"""The dial stands as drawn: five phases clockwise from the top, each joined to the next."""

from __future__ import annotations

from shishin.portal.dial import NODE_RADIUS, arcs, nodes, ticks


def test_the_phases_stand_in_a_circle_from_the_top():
    assert [(node.x, node.y, node.anchor, node.turn) for node in nodes()] == [
        (210.0, 84.0, "middle", 0),
        (329.8, 171.1, "start", 72),
        (284.1, 311.9, "start", 144),
        (135.9, 311.9, "end", 216),
        (90.2, 171.1, "end", 288),
    ]


def test_the_words_keep_clear_of_the_circles():
    descent, gap = 5, 3
    for node in nodes():
        above, below = node.note_y + descent, node.label_y - 20
        assert above + gap <= node.y - NODE_RADIUS or below - gap >= node.y + NODE_RADIUS


def test_an_arrow_leads_from_each_phase_to_the_next():
    assert len(arcs()) == 5
    assert arcs()[0][0].startswith("M238.3 87.2A126 126 0 0 1 ")


def test_there_are_sixty_ticks():
    assert ticks().count("M") == 60
