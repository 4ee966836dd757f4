"""Sealing and opening a file by the vault, against ``age`` and ``openssl enc`` on the same file.

    python -m benchmarks.tools [MEBIBYTES]

Each is a process of its own that reads a file and writes a file, as one would at a shell; the
vault's is a Python program too, and its start is in its time.  They take turns; each figure is
the median of the rounds, and what was opened is compared with what was sealed.  ``age`` and the
vault notice any change to a file; ``openssl enc`` notices none, and stands here as the bare cipher.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.rounds import circumstances

MEBIBYTE = 1024 * 1024
ROUNDS = 9


def commands(folder: Path) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Give the commands that seal and that open, by name, the plain copy first."""
    age = shutil.which("age")
    keys = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout  # noqa: S607 -- from the path, as at a shell
    (folder / "age.key").write_text(keys)
    to = next(line.split()[-1] for line in keys.splitlines() if "public key" in line)
    plain, key = str(folder / "plain"), os.urandom(32).hex()
    ctr = ["openssl", "enc", "-aes-256-ctr", "-K", key, "-iv", "00" * 16]
    me = [sys.executable, "-m", "benchmarks.sealing_alone", str(folder)]
    sealing = {
        "cp": ["cp", plain, f"{folder}/cp"],
        "openssl enc -aes-256-ctr": [*ctr, "-in", plain, "-out", f"{folder}/openssl"],
        "age": [str(age), "-r", to, "-o", f"{folder}/age", plain],
        "vault": [*me, "seal"],
    }
    opening = {
        "cp": ["cp", f"{folder}/cp", f"{folder}/cp.out"],
        "openssl enc -d -aes-256-ctr": [
            *(*ctr, "-d", "-in", f"{folder}/openssl"),
            *("-out", f"{folder}/openssl.out"),
        ],
        "age -d": [
            *(str(age), "-d", "-i", f"{folder}/age.key", "-o", f"{folder}/age.out"),
            f"{folder}/age",
        ],
        "vault": [*me, "open"],
    }
    return sealing, opening


def timed(targets: Mapping[str, list[str]]) -> dict[str, float]:
    """Give the median seconds of each command, in turns."""
    seconds: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(ROUNDS):
        for name, command in targets.items():
            begun = time.perf_counter()
            subprocess.run(command, check=True)  # noqa: S603 -- our own words
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in seconds.items()}


def table(title: str, size: int, seconds: Mapping[str, float]) -> None:
    """Print times, speeds, and the time of each tool divided by its own."""
    age = next(each for name, each in seconds.items() if name.startswith("age"))
    bare = next(each for name, each in seconds.items() if name.startswith("openssl"))
    print(f"\n| {title} | ms | MB/s | age ÷ it | openssl ÷ it |\n|---|---|---|---|---|")
    for name, each in seconds.items():
        speed = size / each / 1e6
        print(
            f"| {name} | {each * 1e3:,.0f} | {speed:,.0f} | {age / each:.2f} | {bare / each:.2f} |"
        )


def main(mebibytes: int) -> None:
    """Measure both ways, and stop unless every tool gives back what it was given."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = os.urandom(mebibytes * MEBIBYTE)
        (folder / "plain").write_bytes(whole)
        sealing, opening = commands(folder)
        print(f"{mebibytes} MiB, {ROUNDS} rounds in turns, medians; {circumstances()}")
        table("sealing", len(whole), timed(sealing))
        table("opening", len(whole), timed(opening))
        for tool in ("cp", "openssl", "age", "vault"):
            assert (folder / f"{tool}.out").read_bytes() == whole, tool


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
