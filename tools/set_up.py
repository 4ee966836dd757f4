"""Makes a fresh clone ready to run, or to be tested: ``python3 tools/set_up.py run|test``.

The standard library only, and a syntax that a Python too old for the portal can still read, so
that it can say so.  Each step is skipped while what it was made from has not changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".set-up"
LOG = STAMPS / "log.txt"
AGAIN = "then run the same command again."

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
UNREACHABLE = (
    "Failed to establish a new connection",
    "NewConnectionError",
    "ConnectTimeout",
    "ConnectionError",
    "name resolution",
    "Network is unreachable",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ENETUNREACH",
    "ETIMEDOUT",
)

LAUNCHER = """#!/bin/sh
# The portal's back door, from wherever it is called.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
PYTHONPATH="$root${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONPATH
exec "$root/.venv/bin/python" -P -m portal.cli "$@"
"""


class CannotSetUp(Exception):
    """Something is missing; the message is one sentence that says what to do."""


def set_up(purpose: str) -> None:
    """Bring everything up to date for ``run`` (the demonstration) or ``test`` (the checks)."""
    check_python()
    make_environment()
    install_packages(purpose)
    install_front_end(purpose)
    build_assets()
    compile_portal()
    write_launcher()
    if purpose == "test":
        find_browser()


def check_python() -> None:
    """Stop where Python is too old, or came without what a new environment needs."""
    if sys.version_info < OLDEST:
        names = [f"python3.{minor}" for minor in range(15, 10, -1)]
        newer = next((name for name in names if shutil.which(name)), None)
        remedy = f"add PYTHON={newer} to the make command" if newer else "install it"
        raise CannotSetUp(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, and this is "
            f"Python {sys.version_info[0]}.{sys.version_info[1]}: {remedy}, {AGAIN}"
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 -- asked for by `venv`, and missing on some systems
        import venv  # noqa: F401, PLC0415 -- likewise
    except ImportError:
        raise CannotSetUp(
            "Python came without its venv module: install it "
            "(on Debian and Ubuntu the package is python3-venv), " + AGAIN
        ) from None


def make_environment() -> None:
    """Make ``.venv``, unless there is one that works."""
    python = VENV / "bin" / "python"
    question = f"import sys, pip; sys.exit(sys.version_info < {OLDEST!r})"
    if python.exists() and _quietly([python, "-c", question]).returncode == 0:
        return
    with _telling("Making a Python environment in .venv"):
        made = _quietly([sys.executable, "-m", "venv", "--clear", VENV])
        if made.returncode:
            raise CannotSetUp(
                "The Python environment could not be made in .venv: the reason is in "
                f"{_kept(made.stdout)}; put that right, {AGAIN}"
            )


def install_packages(purpose: str) -> None:
    """Install the pinned Python packages, each checked against its hash."""
    wanted = ROOT / "requirements" / (purpose + ".txt")
    stamp = _stamp([wanted], [VENV / "pyvenv.cfg"])
    if _is_current("python-" + purpose, stamp):
        return
    with _telling(f"Installing the Python packages of requirements/{wanted.name}"):
        pip = [VENV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check"]
        pip += ["--no-input", "--retries", "2", "--require-hashes", "--only-binary", ":all:"]
        _fetch(
            [*pip, "--requirement", wanted],
            "The Python packages",
            "check the connection, or name a package index in PIP_INDEX_URL",
        )
    _remember("python-" + purpose, stamp)
    if purpose == "test":  # which holds everything of `run`
        run = ROOT / "requirements" / "run.txt"
        _remember("python-run", _stamp([run], [VENV / "pyvenv.cfg"]))


def install_front_end(purpose: str) -> None:
    """Install the pinned npm packages with the npm that came with the Python packages."""
    stamp = _stamp([ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"])
    installed = (ROOT / "node_modules" / ".package-lock.json").exists()
    if installed and _is_current("npm-" + purpose, stamp):
        return
    only = [] if purpose == "test" else ["--omit=dev"]
    with _telling("Installing the front end's packages"):
        _forget("npm-run", "npm-test")
        _fetch(
            [VENV / "bin" / "npm", "ci", "--no-progress", "--fetch-retry-mintimeout=2000", *only],
            "The front end's packages",
            "check the connection, or name a registry in NPM_CONFIG_REGISTRY",
        )
    _remember("npm-" + purpose, stamp)
    if purpose == "test":
        _remember("npm-run", stamp)


def build_assets() -> None:
    """Compile the style sheet and gather the script, unless nothing has changed."""
    sources = sorted(path for path in (ROOT / "assets").rglob("*") if path.is_file())
    stamp = _stamp([ROOT / "package-lock.json", ROOT / "tools" / "build_assets.py"], sources)
    built = (ROOT / "portal" / "web" / "static" / "built" / "manifest.json").exists()
    if built and _is_current("assets", stamp):
        return
    with _telling("Building the style sheet and the script"):
        done = _quietly([VENV / "bin" / "python", ROOT / "tools" / "build_assets.py"])
        if done.returncode:
            raise CannotSetUp(
                "The style sheet could not be built: the compiler's words are in "
                f"{_kept(done.stdout)}; put that right, {AGAIN}"
            )
    _remember("assets", stamp)


def compile_portal() -> None:
    """Compile the modules: the child that looks into files may write none, and starts often."""
    sources = sorted((ROOT / "portal").rglob("*.py"))
    stamp = _stamp(sources)
    if _is_current("compiled", stamp):
        return
    # A module that does not compile is told of by whatever imports it, in better words.
    _quietly([VENV / "bin" / "python", "-m", "compileall", "-q", ROOT / "portal"])
    _remember("compiled", stamp)


def write_launcher() -> None:
    """Write the command ``.venv/bin/portal``."""
    path = VENV / "bin" / "portal"
    if not path.exists() or path.read_text() != LAUNCHER:
        path.write_text(LAUNCHER)
    path.chmod(0o755)


def find_browser() -> None:
    """Install Chromium where that can be done, and otherwise say what will be left out."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
        with _telling("Installing Chromium for the browser tests"):
            _quietly([*apt, "update"])
            _quietly([*apt, "--no-install-recommends", "install", "chromium"])
    if not any(shutil.which(name) for name in BROWSERS):
        print("There is no Chromium here, so the browser tests will be left out.", flush=True)


@contextmanager
def _telling(what: str) -> "Iterator[None]":
    """Say what is being done, and how long it took."""
    print(f"{what} ...", flush=True)
    began = time.monotonic()
    yield
    print(f"    done in {time.monotonic() - began:.0f} s", flush=True)


def _fetch(command: "list[object]", what: str, remedy: str) -> None:
    """Run something that needs the network, and tell one kind of failure from the other."""
    done = _quietly(command)
    if done.returncode == 0:
        return
    kept = _kept(done.stdout)
    if any(sign in done.stdout for sign in UNREACHABLE):
        raise CannotSetUp(
            f"{what} could not be fetched because no package index answered: {remedy}, {AGAIN}"
        )
    if "No space left on device" in done.stdout or "ENOSPC" in done.stdout:
        raise CannotSetUp(f"{what} do not fit on the disk: free 2 GB, {AGAIN}")
    raise CannotSetUp(
        f"{what} could not be installed: the installer's words are in {kept}; "
        f"put that right, {AGAIN}"
    )


def _quietly(command: "list[object]") -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(  # noqa: S603 -- our own commands
            [str(part) for part in command],
            cwd=str(ROOT),
            env=dict(os.environ, PATH=os.pathsep.join([str(VENV / "bin"), os.environ["PATH"]])),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as refusal:  # a program of a broken environment
        return subprocess.CompletedProcess([], 1, str(refusal))


def _kept(words: str) -> str:
    """Keep what a program said, and give the place."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    LOG.write_text(words)
    return str(LOG.relative_to(ROOT))


def _stamp(*groups: "list[Path]") -> str:
    digest = hashlib.sha256()
    for path in (path for group in groups for path in group):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _is_current(step: str, stamp: str) -> bool:
    mark = STAMPS / step
    return mark.exists() and mark.read_text() == stamp


def _remember(step: str, stamp: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(stamp)


def _forget(*steps: str) -> None:
    for step in steps:
        if (STAMPS / step).exists():
            (STAMPS / step).unlink()


def main() -> int:
    """Set up for the purpose named on the command line."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    if purpose not in ("run", "test"):
        print("Say what to set up for: run or test.", file=sys.stderr)
        return 2
    try:
        set_up(purpose)
    except CannotSetUp as why:
        print(f"Set-up stopped. {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
