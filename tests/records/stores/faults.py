"""The ways in which an answer of an object store can be wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.records.stores.meddling import Answer


@dataclass(frozen=True)
class Fault:
    """One way; ``looks_right`` if only the bytes tell, ``passes`` if asking again can help."""

    name: str
    spoil: Callable[[Answer], Answer | None]
    looks_right: bool = False
    passes: bool = False

    def __str__(self) -> str:
        return self.name

    def of_reading(self, after: int, times: int = 1_000):
        """Spoil the answers to readings of an object, but for the first few, so many times."""
        seen = []

        def spoil(method, path, answer):
            if method != "GET" or "list-type" in path or "comp=list" in path:
                return answer
            seen.append(path)
            return self.spoil(answer) if after < len(seen) <= after + times else answer

        return spoil


def _sized(answer: Answer, body: bytes) -> Answer:
    told = [each for each in answer.headers if each[0].lower() != "content-length"]
    return Answer(answer.status, [*told, ("Content-Length", str(len(body)))], body)


def _refused(_answer: Answer) -> Answer:
    return Answer(500, [("Content-Length", "0")], b"")


def _cut(answer: Answer) -> Answer:
    answer.sent = len(answer.body) // 2
    return answer


def _silent(_answer: Answer) -> None:
    return None


def _shorter(answer: Answer) -> Answer:
    return _sized(answer, answer.body[: len(answer.body) // 2])


def _other_bytes(answer: Answer) -> Answer:
    return _sized(answer, bytes(each ^ 1 for each in answer.body[:1_000]) + answer.body[1_000:])


def _whole(answer: Answer) -> Answer:
    told = [each for each in answer.headers if each[0].lower() != "content-range"]
    return Answer(200, told, answer.body)


def _another_part(answer: Answer) -> Answer:
    told = [
        (name, "bytes 7-8/9" if name.lower() == "content-range" else value)
        for name, value in answer.headers
    ]
    return Answer(answer.status, told, answer.body)


def _gone(_answer: Answer) -> Answer:
    return Answer(404, [("Content-Length", "0")], b"")


FAULTS = (
    Fault("refused with 500", _refused, passes=True),
    Fault("silent, and the line is cut", _silent, passes=True),
    Fault("cut in the middle", _cut),
    Fault("fewer bytes, honestly counted", _shorter),
    Fault("200 for a part", _whole),
    Fault("another part", _another_part),
    Fault("gone", _gone),
    Fault("other bytes", _other_bytes, looks_right=True),
)
