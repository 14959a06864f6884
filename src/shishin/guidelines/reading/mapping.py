"""Mapping: where the boxes and lines of a family's map stand. Plain numbers in SVG units, no database.

Normative documents stand on the left as a tree, informative ones on the right beside what they explain. Lines between the
two columns run in lanes of their own, so that no two lie on each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shishin.kit.characters import wrap

WIDTH = 1130
BOX_WIDTH = 330
INDENT = 40
LEFT = 60
RIGHT = 750
TOP = 8
GAP = 28
LINE_HEIGHT = 21
HEAD_HEIGHT = 34
FOOT_HEIGHT = 14
LANE = 14
DEEPEST = 3
BELOW = ("subordinate_to", "realizes")
LETTER = 16


@dataclass(frozen=True, slots=True)
class MapNode:
    """A document to draw: its name for machines, its code, title, and whether it is normative."""

    name: str
    code: str
    title: str
    is_normative: bool
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class MapLink:
    source: str
    target: str
    kind: str


@dataclass(slots=True)
class Box:
    node: MapNode
    x: int
    y: int
    height: int
    lines: list[str]
    ports: int = 0

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + BOX_WIDTH

    @property
    def width(self) -> int:
        return BOX_WIDTH

    @property
    def text_x(self) -> int:
        return self.x + 16

    @property
    def head_y(self) -> int:
        return self.y + 24

    def line_positions(self) -> list[tuple[int, str]]:
        return [(self.y + HEAD_HEIGHT + 12 + number * LINE_HEIGHT, line) for number, line in enumerate(self.lines)]


@dataclass(frozen=True, slots=True)
class Path:
    """A line as SVG path data, and its kind."""

    data: str
    kind: str


@dataclass(slots=True)
class FamilyMap:
    boxes: list[Box]
    paths: list[Path]
    height: int
    width: int = WIDTH
    by_name: dict[str, Box] = field(default_factory=dict)


def draw_map(nodes: Sequence[MapNode], links: Sequence[MapLink]) -> FamilyMap:
    """Place every node once and draw every link between placed nodes. The same input gives the same map."""
    left, parents = _tree([node for node in nodes if node.is_normative], links)
    boxes = _stack([(node, LEFT + INDENT * depth) for node, depth in left], top=TOP)
    by_name = {box.node.name: box for box in boxes}
    informative = [node for node in nodes if not node.is_normative]
    boxes += _beside(informative, links, by_name)
    by_name = {box.node.name: box for box in boxes}
    paths = _paths(links, by_name, parents)
    height = max((box.y + box.height for box in boxes), default=0) + TOP
    return FamilyMap(boxes=boxes, paths=paths, height=height, by_name=by_name)


def _tree(nodes: Sequence[MapNode], links: Sequence[MapLink]) -> tuple[list[tuple[MapNode, int]], dict[str, str]]:
    """Normative nodes with their depth, each below what it is subordinate to or realizes, and who stands below whom.

    What others stand below comes first, so that a reader meets the root of the family at the top.
    """
    known = {node.name: node for node in nodes}
    parent: dict[str, str] = {}
    for link in links:
        if link.kind in BELOW and link.source in known and link.target in known and not _is_above(link.source, link.target, parent):
            parent.setdefault(link.source, link.target)
    children: Mapping[str, list[MapNode]] = defaultdict(list)
    for node in nodes:
        if node.name in parent:
            children[parent[node.name]].append(node)
    ordered: list[tuple[MapNode, int]] = []

    def place(node: MapNode, depth: int) -> None:
        ordered.append((node, min(depth, DEEPEST)))
        for child in children[node.name]:
            place(child, depth + 1)

    roots = [node for node in nodes if node.name not in parent]
    for node in sorted(roots, key=lambda node: (not node.is_current, -len(children[node.name]))):
        place(node, 0)
    return ordered, parent


def _is_above(name: str, below: str, parent: Mapping[str, str]) -> bool:
    """Whether a node already stands above another: two that stand below each other would have no top."""
    step: str | None = below
    while step is not None:
        if step == name:
            return True
        step = parent.get(step)
    return False


def _stack(placed: Sequence[tuple[MapNode, int]], *, top: int) -> list[Box]:
    boxes, y = [], top
    for node, x in placed:
        box = _box(node, x, y)
        boxes.append(box)
        y = box.y + box.height + GAP
    return boxes


def _box(node: MapNode, x: int, y: int) -> Box:
    lines = wrap(node.title, (BOX_WIDTH - 32) / LETTER)
    return Box(node=node, x=x, y=y, height=HEAD_HEIGHT + LINE_HEIGHT * len(lines) + FOOT_HEIGHT, lines=lines)


def _beside(nodes: Sequence[MapNode], links: Sequence[MapLink], left: Mapping[str, Box]) -> list[Box]:
    """Informative boxes on the right, each as near as there is room to the first normative one it speaks of."""
    wanted: dict[str, int] = {}
    for link in links:
        if link.target in left:
            wanted.setdefault(link.source, left[link.target].y)
    bottom = max((box.y for box in left.values()), default=TOP)
    order = sorted(range(len(nodes)), key=lambda number: (wanted.get(nodes[number].name, bottom), number))
    boxes: list[Box] = []
    y = TOP
    for number in order:
        node = nodes[number]
        box = _box(node, RIGHT, max(y, wanted.get(node.name, TOP) if not boxes else y))
        boxes.append(box)
        y = box.y + box.height + GAP
    return boxes


def _paths(links: Sequence[MapLink], boxes: Mapping[str, Box], parents: Mapping[str, str]) -> list[Path]:
    lanes: dict[str, list[list[tuple[int, int]]]] = {"middle": [], "left": [], "right": []}
    paths = []
    for link in links:
        source, target = boxes.get(link.source), boxes.get(link.target)
        if source is None or target is None:
            continue
        if link.kind in BELOW and parents.get(link.source) == link.target and source.x > target.x:
            paths.append(_below(link, source, target))
        elif source.node.is_normative != target.node.is_normative:
            paths.append(_across(link, source, target, (_port(source), _port(target)), lanes["middle"]))
        else:
            side = lanes["left" if source.node.is_normative else "right"]
            paths.append(_along(link, source, target, (_port(source), _port(target)), side))
    return paths


def _below(link: MapLink, source: Box, target: Box) -> Path:
    """From a box up the trunk that all boxes below the same one share."""
    x = target.x + INDENT // 2
    return Path(f"M{source.x} {source.middle}H{x}V{target.y + target.height + 2}", link.kind)


def _port(box: Box) -> int:
    """Where the next line meets a box: around its middle, never twice at one point."""
    box.ports += 1
    step = (box.ports // 2) * 9 * (1 if box.ports % 2 else -1)
    limit = box.height // 2 - 8
    return box.middle + max(-limit, min(limit, step))


def _free_lane(lanes: list[list[tuple[int, int]]], low: int, high: int) -> int:
    for number, taken in enumerate(lanes):
        if all(high + 4 < begin or low - 4 > end for begin, end in taken):
            taken.append((low, high))
            return number
    lanes.append([(low, high)])
    return len(lanes) - 1


def _across(link: MapLink, source: Box, target: Box, ends: tuple[int, int], lanes: list[list[tuple[int, int]]]) -> Path:
    y1, y2 = ends
    lane = _free_lane(lanes, min(ends), max(ends))
    x = min(LEFT + BOX_WIDTH + DEEPEST * INDENT + 16 + lane * LANE, RIGHT - 110)
    if source.node.is_normative:
        data = f"M{source.right} {y1}H{x}V{y2}H{target.x - 2}"
        return Path(data, link.kind)
    data = f"M{source.x} {y1}H{x}V{y2}H{target.right + 2}"
    return Path(data, link.kind)


def _along(link: MapLink, source: Box, target: Box, ends: tuple[int, int], lanes: list[list[tuple[int, int]]]) -> Path:
    y1, y2 = ends
    lane = _free_lane(lanes, min(ends), max(ends))
    if source.node.is_normative:
        x = max(LEFT - 14 - lane * LANE, 4)
        return Path(f"M{source.x} {y1}H{x}V{y2}H{target.x - 2}", link.kind)
    x = RIGHT + BOX_WIDTH + 18 + min(lane, 2) * LANE
    return Path(f"M{source.right} {y1}H{x}V{y2}H{target.right + 2}", link.kind)
