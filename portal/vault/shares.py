"""Shares: a secret split so that so many pieces together give it, and fewer give nothing.

Shamir's scheme (Communications of the ACM 22, 1979, page 612), byte by byte over GF(256) with
the polynomial x^8 + x^4 + x^3 + x + 1.  Each byte of the secret is the value at 0 of a polynomial
of its own, whose other coefficients are drawn at random; a share is its value at the share's
number.  Pure: nothing here knows what the secret is for.

The scheme itself cannot tell a good share from a bad one, so each is held to a commitment:

    SHA-256("clear-days/share/v1" | set (16) | number u8 | threshold u8 | value)

A share's value is as random as the secret, so its commitment can be published: whoever has fewer
shares than it takes would have to try 2^256 secrets against it.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from portal.errors import Refused

SECRET: Final = 32
LABEL: Final = 5
MOST: Final = 255

_POLYNOMIAL: Final = 0x11B
_COMMITMENT: Final = b"clear-days/share/v1"
_STATEMENT: Final = b"clear-days/recovery-set/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One piece of a secret: of which set, which number, and how many of them it takes."""

    label: bytes
    number: int
    threshold: int
    value: bytes = field(repr=False)

    def commitment(self, set_id: UUID) -> bytes:
        """Give what is published of this share, as one of a set."""
        said = set_id.bytes + self.number.to_bytes() + self.threshold.to_bytes()
        return hashlib.sha256(_COMMITMENT + said + self.value).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is published of a set: to whom each share is committed, and how to know the secret."""

    set_id: UUID
    threshold: int
    commitments: tuple[bytes, ...]
    check_value: bytes

    @property
    def label(self) -> bytes:
        """By which the shares of this set know each other."""
        return label_of(self.set_id)

    def digest(self) -> bytes:
        """Give the one value by which the log pins all of it."""
        parts = (self.set_id.bytes, self.threshold.to_bytes(), *self.commitments, self.check_value)
        framed = b"".join(len(part).to_bytes(4) + part for part in parts)
        return hashlib.sha256(_STATEMENT + framed).digest()

    def admit(self, share: Share) -> None:
        """Let pass a share that is one of this set's.

        :raises Refused: saying in plain words what is wrong with it.
        """
        if share.label != self.label:
            raise Refused("This share is of another set: it opens nothing here.")
        named = f"Share {share.number} of this set"
        if not 1 <= share.number <= len(self.commitments) or share.threshold != self.threshold:
            raise Refused(f"{named} was never made: it is a forgery.")
        wanted = self.commitments[share.number - 1]
        if not hmac.compare_digest(share.commitment(self.set_id), wanted):
            raise Refused(
                f"{named} is not as it was made: it was changed, or forged. Ask its holder for the"
                " original, and tell the monitoring officer."
            )


def label_of(set_id: UUID) -> bytes:
    """Give the short name of a set, which stands on each of its shares."""
    return set_id.bytes[:LABEL]


def split(
    secret: bytes, *, set_id: UUID, threshold: int, count: int, draw: Callable[[int], bytes]
) -> tuple[Share, ...]:
    """Split a secret into shares, of which ``threshold`` together give it again.

    ``draw`` gives so many random bytes.

    :raises ValueError: if there are to be fewer than two, or more than there can be.
    """
    if not 2 <= threshold <= count <= MOST:  # noqa: PLR2004 -- one share would be the secret
        raise ValueError("it takes at least two shares, and no more than there are")
    columns = [(byte, *draw(threshold - 1)) for byte in secret]
    return tuple(
        Share(
            label=label_of(set_id),
            number=number,
            threshold=threshold,
            value=bytes(_value(column, number) for column in columns),
        )
        for number in range(1, count + 1)
    )


def join(shares: Sequence[Share]) -> bytes:
    """Put a secret together from as many shares as it takes; from fewer comes something else.

    :raises Refused: if there are too few, one comes twice, or they are of two sets.
    """
    if not shares:
        raise Refused("There is no share.")
    if len({(share.label, share.threshold, len(share.value)) for share in shares}) != 1:
        raise Refused("These shares are not all of one set.")
    points = {share.number: share.value for share in shares}
    if len(points) != len(shares):
        raise Refused("A share was given twice: each counts once.")
    threshold = shares[0].threshold
    if len(points) < threshold:
        raise Refused(f"It takes {threshold} shares, and {len(points)} were given.")
    chosen = dict(list(points.items())[:threshold])
    return bytes(
        at_nought({number: value[place] for number, value in chosen.items()})
        for place in range(len(shares[0].value))
    )


def at_nought(points: Mapping[int, int]) -> int:
    """Give the value at 0 of the one polynomial of least degree through the points (Lagrange)."""
    total = 0
    for number, value in points.items():
        weight = value
        for other in points:
            if other != number:
                weight = multiplied(weight, multiplied(other, inverse(other ^ number)))
        total ^= weight
    return total


def _value(coefficients: Sequence[int], at: int) -> int:
    """Give a polynomial's value, by Horner's rule; the constant term comes first."""
    value = 0
    for coefficient in reversed(coefficients):
        value = multiplied(value, at) ^ coefficient
    return value


def multiplied(one: int, other: int) -> int:
    """Multiply in GF(256)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one > MOST:
            one ^= _POLYNOMIAL
        other >>= 1
    return product


def inverse(number: int) -> int:
    """Give what makes 1 of a number in GF(256): its 254th power.

    :raises ZeroDivisionError: of nought.
    """
    if not number:
        raise ZeroDivisionError
    return _INVERSES[number]


def _inverse(number: int) -> int:
    power, result = number, 1
    for _ in range(7):
        power = multiplied(power, power)
        result = multiplied(result, power)
    return result


_INVERSES: Final = tuple(_inverse(number) for number in range(MOST + 1))
