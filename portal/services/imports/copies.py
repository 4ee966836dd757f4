"""Closing what is printed a second time where it is not marked.

A minute that was put under the wrong item as well gives away what the marked item keeps.
"""

from collections.abc import Iterator
from dataclasses import replace

from portal.services.imports.doubting import LONG_ENOUGH, place
from portal.services.imports.model import Action, Block, Closure, Doubt, DoubtKind, Item


def with_copies_closed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Close each long block of an open item that a closed item says too, and its actions."""
    closures: dict[str, Closure] = {}
    for item in _walk(items):
        for block in _blocks(item):
            if closure := item.closed or block.closed:
                closures.setdefault(_key(block), closure)
    return tuple(_closed(item, closures) for item in items) if closures else items


def copy_doubts(before: tuple[Item, ...], after: tuple[Item, ...]) -> Iterator[Doubt]:
    """Say which items had text closed because a closed item says the same."""
    pairs = zip(_walk(before), _walk(after), strict=True)
    for was, now in pairs:
        found = [
            span
            for old, new in zip(_blocks(was), _blocks(now), strict=True)
            if new.closed and not old.closed
            for span in new.text.spans
        ]
        if found:
            yield Doubt(
                kind=DoubtKind.SAME_MINUTES,
                where=(where := place(now)),
                sentence=f"Some text of {where} also stands in a closed item, so it is closed too.",
                spans=tuple(found),
            )


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for each in items:
        yield from each.walk()


def _closed(item: Item, closures: dict[str, Closure]) -> Item:
    if item.closed:
        return item
    minutes = item.minutes
    if minutes:
        minutes = replace(minutes, blocks=_blocks_closed(minutes.blocks, closures))
    agenda_text = _blocks_closed(item.agenda_text, closures)
    hidden = [
        block for block in (*agenda_text, *(minutes.blocks if minutes else ())) if block.closed
    ]
    return replace(
        item,
        minutes=minutes,
        agenda_text=agenda_text,
        actions=tuple(_action(each, hidden) for each in item.actions),
        items=tuple(_closed(each, closures) for each in item.items),
    )


def _blocks_closed(blocks: tuple[Block, ...], closures: dict[str, Closure]) -> tuple[Block, ...]:
    return tuple(
        each if each.closed else replace(each, closed=closures.get(_key(each))) for each in blocks
    )


def _action(action: Action, hidden: list[Block]) -> Action:
    starts = {span.start for span in action.text.spans}
    for block in hidden:
        if any(span.start <= at < span.end for span in block.text.spans for at in starts):
            return replace(action, closed=action.closed or block.closed)
    return action


def _key(block: Block) -> str:
    text = " ".join(block.text.text.casefold().split())
    return text if len(text) >= LONG_ENOUGH else f"{text} at {block.text.spans}"


def _blocks(item: Item) -> tuple[Block, ...]:
    return (*item.agenda_text, *(item.minutes.blocks if item.minutes else ()))
