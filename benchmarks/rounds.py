"""Targets measured in turns, so that whatever else a machine does falls on all of them."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from benchmarks.load import Requests, press
from benchmarks.servers import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something asked of a server."""

    name: str
    server: Server
    requests: Requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was measured of a target, round by round."""

    rates: Sequence[float]
    each: Sequence[float]  # seconds of every answer
    cpu: Sequence[float]  # seconds of the server's CPU for an answer
    bytes: float  # of an answer, with its head

    def against(self, peer: "Found") -> float:
        """Give the median, over the rounds, of how many answers come for one of a peer's."""
        return median(ours / theirs for ours, theirs in zip(self.rates, peer.rates, strict=True))


def in_turns(targets: Sequence[Target], *, rounds: int, seconds: float) -> dict[str, Found]:
    """Measure each target once a round; the first round of all, to warm up, is not counted."""
    loads: dict[str, list[tuple[float, float, list[float], float]]] = {t.name: [] for t in targets}
    for number in range(rounds + 1):
        for target in _turned(targets, number):
            before = target.server.cpu()
            load = press(target.server.port, target.requests, seconds=seconds)
            cpu = (target.server.cpu() - before) / load.answers
            if number:
                loads[target.name].append((load.rate, cpu, load.each, load.bytes / load.answers))
    return {name: _found(those) for name, those in loads.items()}


def _turned(targets: Sequence[Target], number: int) -> Iterable[Target]:
    """Give the targets in an order that differs from round to round."""
    return targets if number % 2 else tuple(reversed(targets))


def _found(loads: Sequence[tuple[float, float, list[float], float]]) -> Found:
    rates, cpu, each, sizes = zip(*loads, strict=True)
    return Found(
        rates=rates, cpu=cpu, each=[took for those in each for took in those], bytes=median(sizes)
    )


def table(found: Mapping[str, Found], peers: Mapping[str, str]) -> None:
    """Print a table with a column of ratios for each peer; ``peers`` gives its heading."""
    heads = ("target", "bytes", "requests/s (min..max)", "p50 ms", "p99 ms", "CPU ms/request")
    print("| " + " | ".join((*heads, *(f"÷ {head}" for head in peers.values()))) + " |")
    print("|---" * (len(heads) + len(peers)) + "|")
    for name, each in found.items():
        cuts = quantiles(each.each, n=100)
        cells = (
            name,
            f"{each.bytes:,.0f}",
            f"{median(each.rates):,.1f} ({min(each.rates):,.0f}..{max(each.rates):,.0f})",
            f"{cuts[49] * 1e3:.2f}",
            f"{cuts[98] * 1e3:.2f}",
            f"{median(each.cpu) * 1e3:.2f}",
            *(f"{each.against(found[peer]):.2f}" for peer in peers),
        )
        print("| " + " | ".join(cells) + " |")


def circumstances() -> str:
    """Say how busy the machine is, in one line."""
    one, five, fifteen = os.getloadavg()
    return f"{os.cpu_count()} cores, load {one:.1f} {five:.1f} {fifteen:.1f}"
