"""Bare views of one file to measure downloads against: read and sent, and opened and sent.

They are what a download costs that knows nobody, asks no rule and writes nothing down.  Neither
can be sent by ``send_file`` within the kernel: one shows what that is worth, the other what it is
to decrypt besides.  Chunks are as long as the vault's.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PLAIN: Final = "BENCHMARK_PLAIN"
CHUNK: Final = 16_384
WINDOW: Final = 8  # chunks
_KEY: Final = bytes(32)
_TAG: Final = 16


def _nonce(index: int) -> bytes:
    return index.to_bytes(12)


def seal(plain: Path) -> None:
    """Write a file's chunks, each sealed, beside it."""
    aead, text = AESGCM(_KEY), plain.read_bytes()
    with plain.with_suffix(".sealed").open("wb") as sealed:
        for index, at in enumerate(range(0, len(text), CHUNK)):
            sealed.write(aead.encrypt(_nonce(index), text[at : at + CHUNK], None))


def create_app() -> Callable[..., Iterable[bytes]]:
    """Build the application."""
    plain = Path(os.environ[PLAIN])
    length = str(plain.stat().st_size)
    bodies = {"/read": lambda: _read(plain), "/opened": lambda: _opened(plain)}

    def application(environ: dict[str, str], start: Callable[..., object]) -> Iterable[bytes]:
        body = bodies.get(environ["PATH_INFO"])
        if body is None:
            start("404 Not Found", [("Content-Length", "0")])
            return []
        start("200 OK", [("Content-Type", "application/pdf"), ("Content-Length", length)])
        return body()

    return application


def _read(plain: Path) -> Iterator[bytes]:
    with plain.open("rb", buffering=0) as file:
        while piece := file.read(WINDOW * CHUNK):
            yield piece


def _opened(plain: Path) -> Iterator[bytes]:
    aead, sealed_chunk, index = AESGCM(_KEY), CHUNK + _TAG, 0
    with plain.with_suffix(".sealed").open("rb", buffering=0) as file:
        while piece := file.read(WINDOW * sealed_chunk):
            view = memoryview(piece)
            chunks = [view[at : at + sealed_chunk] for at in range(0, len(piece), sealed_chunk)]
            yield b"".join(
                aead.decrypt(_nonce(number), chunk, None)
                for number, chunk in enumerate(chunks, start=index)
            )
            index += len(chunks)
