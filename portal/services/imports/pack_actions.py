"""The actions in the minutes of a pack, in each of the ways people write them down.

A line may call itself an action, a bare "Action:" may stand above a few short lines, or a list
may stand under a line such as "Outstanding actions:".
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from portal.services.imports.actions import actions_in, task_in
from portal.services.imports.model import Action, ActionState, Block, BlockKind, Words
from portal.services.imports.source import Source

_LONGEST_ACTION: Final = 4_000  # characters; a longer block is text, whatever it begins with
_LONGEST_LISTED: Final = 200  # characters of a line below a bare "Action:"
_OUTSTANDING: Final = re.compile(
    r"(?:outstanding|open|matters|remaining|unfinished)\b.{0,60}\bactions?\b.{0,60}:$"
    r"|actions? .{0,20}\b(?:outstanding|open|remaining|carried|unfinished)\b.{0,60}:$",
    re.IGNORECASE,
)
_MOVED: Final = re.compile(
    r"\((?:to be )?(?:re-?schedul|moved|deferred|postponed|carried|on hold|not started)"
    r"[^()]{0,200}\)$",
    re.IGNORECASE,
)
_LISTED: Final = frozenset({BlockKind.BULLET, BlockKind.DASH, BlockKind.NUMBERED, BlockKind.ACTION})


def with_actions(
    blocks: tuple[Block, ...], source: Source, near: date | None
) -> tuple[tuple[Block, ...], tuple[Action, ...]]:
    """Find the actions in some blocks; give the blocks, those now known as actions so named."""
    kept: list[Block] = []
    actions: list[Action] = []
    below_bare = below_outstanding = False
    for block in blocks:
        found = _actions(block, source, near, listed=below_bare)
        begun = block.kind is BlockKind.ACTION
        if below_outstanding and block.kind in _LISTED:
            found = found or _tasks(block, source, near)
            found = tuple(_outstanding(each, source) for each in found)
        if begun:
            below_bare = not found
        elif not found:
            below_bare = False
        if block.kind not in _LISTED:
            below_outstanding = bool(_OUTSTANDING.match(block.text.text[:_LONGEST_LISTED]))
        kept.append(replace(block, kind=BlockKind.ACTION) if found else block)
        actions.extend(found)
    return tuple(kept), tuple(actions)


def _actions(
    block: Block, source: Source, near: date | None, *, listed: bool
) -> tuple[Action, ...]:
    text = block.text.text
    if block.kind is BlockKind.ACTION and len(text) <= _LONGEST_ACTION:
        return actions_in(block.text, source, near, closed=block.closed)
    if listed and block.kind is not BlockKind.ACTION and _short_task(text):
        return _tasks(block, source, near)
    return ()


def _short_task(text: str) -> bool:
    return len(text) <= _LONGEST_LISTED and not text.endswith(":")


def _tasks(block: Block, source: Source, near: date | None) -> tuple[Action, ...]:
    if len(block.text.text) > _LONGEST_ACTION:
        return ()
    return (task_in(block.text, source, near, closed=block.closed),)


def _outstanding(action: Action, source: Source) -> Action:
    """Note that an action stands among the outstanding ones, unless its own words say more."""
    if action.state is not ActionState.OPEN:
        return action
    moved = _moved(action.text, source)
    if moved is None:
        return replace(action, state=ActionState.OUTSTANDING)
    text, printed = moved
    return replace(action, text=text, state=ActionState.OUTSTANDING, state_printed=printed)


def _moved(text: Words, source: Source) -> tuple[Words, Words] | None:
    tail = text.text[-220:]
    found = _MOVED.search(tail)
    if found is None:
        return None
    at = len(text.text) - len(tail) + found.start()
    return source.part(text, 0, at), source.part(text, at)
