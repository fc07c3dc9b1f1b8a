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

    def matters(self, root: Node, allowed: Sequence[Sequence[int]]) -> list[int]:
        """The groups that can still make a difference, in order: on some open path two open outcomes
        lead to different ends."""
        reduced: dict[Node, Node] = {}
        unique: dict[tuple[int, tuple[Node, ...]], Node] = {}
        kept: dict[Node, tuple[int, tuple[Node, ...]]] = {}
        groups, table = self.groups, self.children

        def reduce(node: Node) -> Node:
            start = node
            while node >= ENDS and len(allowed[groups[node]]) == 1:
                node = table[node][allowed[groups[node]][0]]
            if node >= ENDS and node not in reduced:
                group, children = groups[node], table[node]
                branches = tuple([reduce(children[at]) for at in allowed[group]])
                if branches.count(branches[0]) == len(branches):
                    reduced[node] = branches[0]
                else:
                    reduced[node] = unique.setdefault((group, branches), node)
                    kept[reduced[node]] = (group, branches)
            found = reduced.get(node, node)
            if start != node:
                reduced[start] = found
            return found

        stack, seen, found = [reduce(root)], set(), set()
        while stack:
            node = stack.pop()
            if node >= ENDS and node not in seen:
                seen.add(node)
                group, branches = kept[node]
                found.add(group)
                stack.extend(branches)
        return sorted(found)

    def chances(
        self, root: Node, allowed: Sequence[Sequence[int]], told: Sequence[int]
    ) -> dict[int, dict[int, list[float]]]:
        """For each group and open outcome how likely each end is if that outcome were settled, when every
        open outcome of the other groups is as likely as the next. Ends count as `told` says."""
        width = max(told) + 1
        up: dict[Node, list[float]] = {}

        def rise(node: Node) -> list[float]:
            if node not in up:
                if node < ENDS:
                    up[node] = [float(i == told[node]) for i in range(width)]
                else:
                    parts = [rise(self.children[node][at]) for at in allowed[self.groups[node]]]
                    up[node] = [sum(column) / len(parts) for column in zip(*parts, strict=True)]
            return up[node]

        whole = rise(root)
        weight = {root: 1.0}
        by_group: dict[int, dict[int, list[float]]] = {}
        rest: dict[int, list[float]] = {}
        for node in sorted((n for n in up if n >= ENDS), key=lambda n: self.groups[n]):
            mass, group = weight.get(node, 0.0), self.groups[node]
            open_ = allowed[group]
            if group not in by_group:
                by_group[group] = {at: [0.0] * width for at in open_}
                rest[group] = list(whole)
            share = mass / len(open_)
            for i, part in enumerate(up[node]):
                rest[group][i] -= mass * part
            for at in open_:
                child = self.children[node][at]
                line = by_group[group][at]
                for i, part in enumerate(up[child]):
                    line[i] += mass * part
                if child >= ENDS:
                    weight[child] = weight.get(child, 0.0) + share
        for group, rows in by_group.items():
            for line in rows.values():
                for i, part in enumerate(rest[group]):
                    line[i] += part
        return by_group
