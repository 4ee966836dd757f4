"""What is published by processes that are killed at it, and when everything of it is old."""

from datetime import UTC, datetime

from tests.support.furnishing import CLOSED_PAPER, OPEN_PAPER

CANARY = b"Sandgrouse-5d0a7f0e9b2c"
CONTENTS = {
    CLOSED_PAPER: b"%PDF-1.7 " + CANARY * 13_000,
    OPEN_PAPER: b"%PDF-1.7 " + b"It is open. " * 25_000,
}
LATER = datetime(2099, 1, 1, tzinfo=UTC)
