"""Decision diagrams: a rule as one graph from what is known to the states it can lead to.

Facts that some test compares with each other form a *group*; groups are independent of one another. A
group's *outcomes* are the combinations of test results that some values of its facts really give. The
diagram branches on one group after another, each node once for every outcome, and ends in a state, so
the states still possible are exactly those that the edges left open by the known facts can reach.

After R. Bryant, Graph-based algorithms for Boolean function manipulation (1986), with many-valued
branches and ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from amparo.law.code import Level
from amparo.law.logic import And, Const, Logic, Not, Or, Test
from amparo.law.verdict import BELOW, MODALITIES, STATES, VERDICT

Node = int
"""A node: below ENDS an end of that value, else an index into the table of branches."""
ENDS = 64


class Diagram:
    """Builds and holds the nodes over groups with the given outcomes (bit masks of tests)."""

    def __init__(self, group_of: Mapping[Test, tuple[int, int]], outcomes: Sequence[Sequence[int]]):
        """`group_of` gives for each test its group and its bit; `outcomes` for each group its masks."""
        self.group_of, self.outcomes = group_of, outcomes
        self.groups: list[int] = [0] * ENDS
        self.children: list[tuple[Node, ...]] = [()] * ENDS
        self._unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._done: dict[Logic, Node] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What reading needs; the rest is for building."""
        return {k: v for k, v in self.__dict__.items() if k in ("outcomes", "groups", "children")}

    def branch(self, group: int, children: tuple[Node, ...]) -> Node:
        """The node with these children, shared if it exists, left out if it decides nothing."""
        if children.count(children[0]) == len(children):
            return children[0]
        key = (group, children)
        if key not in self._unique:
            self._unique[key] = len(self.groups)
            self.groups.append(group)
            self.children.append(children)
        return self._unique[key]

    def apply(self, combine: Callable[[int, int], int], left: Node, right: Node, seen: dict | None = None) -> Node:
        """The node whose ends are `combine` of the ends of two nodes."""
        seen = {} if seen is None else seen
        if left < ENDS and right < ENDS:
            return combine(left, right)
        key = (left, right)
        if key not in seen:
            a = self.groups[left] if left >= ENDS else len(self.outcomes)
            b = self.groups[right] if right >= ENDS else len(self.outcomes)
            group = min(a, b)
            count = len(self.outcomes[group])
            ones = self.children[left] if a == group else (left,) * count
            others = self.children[right] if b == group else (right,) * count
            children = tuple(self.apply(combine, x, y, seen) for x, y in zip(ones, others, strict=True))
            seen[key] = self.branch(group, children)
        return seen[key]

    def condition(self, node: Logic) -> Node:
        """The node with end 1 where the condition holds and 0 where it does not."""
        if isinstance(node, Const):
            return int(node.value)
        if node not in self._done:
            if isinstance(node, Not):
                made = self.apply(lambda a, _: 1 - a, self.condition(node.part), 0)
            elif isinstance(node, And | Or):
                combine = min if isinstance(node, And) else max
                made = int(isinstance(node, And))
                for part in node.parts:
                    made = self.apply(combine, made, self.condition(part))
            else:
                group, bit = self.group_of[node]
                made = self.branch(group, tuple(int(bool(o & bit)) for o in self.outcomes[group]))
            self._done[node] = made
        return self._done[node]

    def rule(self, levels: Sequence[Level]) -> Node:
        """The node whose ends are the states that a rule is told as."""
        root: Node = 0
        for level in levels:
            speech: Node = 0
            for at, modality in enumerate(MODALITIES):
                if modality in level:
                    bit = 1 << at
                    said = self.condition(level[modality])
                    speech = self.apply(lambda s, c, bit=bit: s | bit if c else s, speech, said)
            if level:
                root = self.apply(lambda state, said: BELOW[state][said], root, speech)
        # A protected permission is told as a permission: what only moves one to the other does not matter.
        return self.apply(lambda state, _: STATES.index(VERDICT[state]), root, 0)

    # ---- reading -------------------------------------------------------------------------
    def ends(self, root: Node, allowed: Sequence[Sequence[int]]) -> int:
        """The ends that can be reached, as a bit mask. `allowed` lists for each group the indexes of the
        outcomes still open."""
        if root < ENDS:
            return 1 << root
        found, seen, stack = 0, {root}, [root]
        groups, table = self.groups, self.children
        while stack:
            node = stack.pop()
            children = table[node]
            for at in allowed[groups[node]]:
                child = children[at]
                if child < ENDS:
                    found |= 1 << child
                elif child not in seen:
                    seen.add(child)
                    stack.append(child)
        return found

    def visited(self, root: Node, allowed: Sequence[Sequence[int]]) -> set[int]:
        """The groups that some open path branches on: what is known of any other changes nothing."""
        found, seen, stack = set(), {root}, [root]
        groups, table = self.groups, self.children
        while stack:
            node = stack.pop()
            if node >= ENDS:
                group = groups[node]
                found.add(group)
                children = table[node]
                for at in allowed[group]:
                    if (child := children[at]) not in seen:
                        seen.add(child)
                        stack.append(child)
        return found

    def reduced(self, root: Node, allowed: Sequence[Sequence[int]]) -> Reduced:
        """What is left of the diagram when only the allowed outcomes are open."""
        return Reduced(self, root, allowed)


class Reduced:
    """A diagram under what is known: `nodes` has, children before parents, each branch that still makes a
    difference, with its group and its children in the order of the allowed outcomes."""

    def __init__(self, diagram: Diagram, root: Node, allowed: Sequence[Sequence[int]]):
        self.nodes: dict[Node, tuple[int, tuple[Node, ...]]] = {}
        groups, table, nodes = diagram.groups, diagram.children, self.nodes
        done: dict[Node, Node] = {}
        unique: dict[tuple[int, tuple[Node, ...]], Node] = {}

        def reduce(node: Node) -> Node:
            if node < ENDS:
                return node
            if node in done:
                return done[node]
            group, children = groups[node], table[node]
            open_ = allowed[group]
            if len(open_) == 1:
                found = reduce(children[open_[0]])
            else:
                branches = tuple([reduce(children[at]) for at in open_])
                found = branches[0]
                if branches.count(found) != len(branches):
                    found = unique.setdefault((group, branches), node)
                    nodes.setdefault(found, (group, branches))
            done[node] = found
            return found

        self.root = reduce(root)
        self.groups = sorted({group for group, _ in self.nodes.values()})
        """The groups that can still make a difference, in order."""
        self._memory: dict[Any, Any] = {}

    def remembered(self, key: Any, make: Callable[[], Any]) -> Any:
        """What follows from this state of the diagram alone, worked out once."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    def effects(self, group: int) -> list[tuple[Node, ...]]:
        """For each open outcome of a group where it leads to; outcomes with equal effects are alike."""
        rows = [branches for found, branches in self.nodes.values() if found == group]
        return list(zip(*rows, strict=True))

    def chances(self, ends: Sequence[Node]) -> dict[int, list[list[float]]]:
        """For each group and each of its open outcomes how likely each of `ends` is if that outcome were
        settled, when every open outcome of the other groups is as likely as the next."""
        width = range(len(ends))
        up = {end: [float(end == other) for other in ends] for end in ends}
        for node, (_, branches) in self.nodes.items():
            rows = [up[b] for b in branches]
            share = 1 / len(rows)
            up[node] = [sum([row[i] for row in rows]) * share for i in width]
        weight = dict.fromkeys(self.nodes, 0.0)
        weight[self.root] = 1.0
        whole = up[self.root]
        found: dict[int, list[list[float]]] = {}
        rest: dict[int, list[float]] = {}
        for node in reversed(self.nodes):
            (group, branches), mass = self.nodes[node], weight[node]
            if group not in found:
                found[group] = [[0.0] * len(ends) for _ in branches]
                rest[group] = list(whole)
            share = mass / len(branches)
            for i in width:
                rest[group][i] -= mass * up[node][i]
            for line, branch in zip(found[group], branches, strict=True):
                for i in width:
                    line[i] += mass * up[branch][i]
                if branch >= ENDS:
                    weight[branch] += share
        for group, rows in found.items():
            for line in rows:
                for i in width:
                    line[i] += rest[group][i]
        return found
