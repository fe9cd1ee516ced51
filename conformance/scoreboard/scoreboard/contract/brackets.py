"""`filter[name]=x`, `items[0][id]=1`, `tags[]=a`: nested values as forms and deepObject queries spell them."""

from __future__ import annotations

import re

from .typed import Texts

PART = re.compile(r"\[([^\]]*)\]")


def nested(root: str, pairs: list[tuple[str, str]]) -> Texts:
    """The value of `root` from pairs such as `root[a][b]`."""
    tree: dict[str, Texts] = {}
    for name, value in pairs:
        insert(tree, PART.findall(name[len(root) :]), value)
    return settle(tree)


def insert(tree: dict[str, Texts], keys: list[str], value: str) -> None:
    node = tree
    for position, key in enumerate(keys):
        # `[]` appends: each one is a key of its own until `settle` sees only numbers.
        name = str(len(node)) if key == "" else key
        if position == len(keys) - 1:
            earlier = node.get(name)
            node[name] = value if earlier is None else [*(earlier if isinstance(earlier, list) else [earlier]), value]
            return
        below = node.setdefault(name, {})
        if not isinstance(below, dict):
            return
        node = below


def settle(node: Texts) -> Texts:
    """Objects whose keys are 0, 1, 2 … are arrays."""
    if not isinstance(node, dict):
        return node
    settled = {key: settle(value) for key, value in node.items()}
    if settled and list(settled) == [str(index) for index in range(len(settled))]:
        return list(settled.values())
    return settled
