"""Makes accessible PDFs of office files by LibreOffice, shut in where it can reach nothing else.

The file goes in by a pipe, and the PDF comes out by one.  Between them lies a file system in
memory that this one run alone can see, and that is gone with its last process, however that ends:
the home folder, the profile and every temporary file lie in it.  Programs and fonts are there to
be read; of the rest of the machine, and of any network, there is nothing.  By bubblewrap where it
is installed, otherwise by unshare(1) and chroot(1), which need leave to make user namespaces;
without either, nothing is converted.
"""

import logging
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from portal.errors import PortalError
from portal.inspection.sandbox import PIECE, in_memory

LOG: Final = logging.getLogger(__name__)

EXPORTS: Final[Mapping[str, str]] = {
    ".docx": "writer_pdf_Export",
    ".odt": "writer_pdf_Export",
    ".xlsx": "calc_pdf_Export",
    ".ods": "calc_pdf_Export",
    ".pptx": "impress_pdf_Export",
    ".odp": "impress_pdf_Export",
}
"""How LibreOffice calls the way from each kind of file to a PDF."""
SECONDS: Final = 60
MEMORY: Final = 1_500_000_000
ROOM: Final = 512 * 1024 * 1024
"""Of the file system in memory."""
LARGEST: Final = 150_000_000

_SEEN: Final = (
    "/usr", "/bin", "/lib", "/lib64", "/etc/fonts", "/etc/libreoffice", "/etc/alternatives",
    "/etc/ld.so.cache", "/var/cache/fontconfig", "/var/lib/libreoffice",
)  # fmt: skip
"""What LibreOffice may read: itself, its libraries and the fonts."""
_TAGGED: Final = (
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
_CONVERT: Final = """
set -e
ulimit -c 0; ulimit -t $3; ulimit -v $4
mkdir -m 700 /tmp/work /tmp/out; cd /tmp/work
cat >"/tmp/work/paper$1"
HOME=/tmp/work TMPDIR=/tmp/work timeout -k 2 $3 soffice --headless --norestore --nolockcheck \
  --nodefault -env:UserInstallation=file:///tmp/work/profile --convert-to "$2" \
  --outdir /tmp/out "/tmp/work/paper$1" >/dev/null 2>&1 </dev/null
exec cat /tmp/out/paper.pdf
"""
_SHUT_IN: Final = """
set -e
mount -t tmpfs -o size=$1,mode=755 tmpfs /tmp; shift
cd /tmp; mkdir dev proc tmp
for seen in $SEEN; do
  if [ -d "$seen" ]; then mkdir -p ".$seen"
  elif [ -e "$seen" ]; then mkdir -p ".$(dirname "$seen")"; : >".$seen"
  else continue
  fi
  mount --rbind "$seen" ".$seen"; mount -o remount,bind,ro ".$seen"
done
for device in null zero random urandom; do
  : >dev/$device; mount --bind /dev/$device dev/$device
done
mount -t proc proc proc
exec chroot . /bin/sh -c "$@"
"""


class NotConverted(PortalError):
    """LibreOffice made no PDF of a file; ``cause`` is missing, time or failed."""

    def __init__(self, cause: str) -> None:
        super().__init__(f"no PDF was made: {cause}")
        self.cause = cause


_turn: Final = threading.BoundedSemaphore(1)


@lru_cache(maxsize=1)
def way() -> tuple[str, ...] | None:
    """Give the words a conversion's command begins with; nothing, if none can be made here."""
    if shutil.which("soffice") is None:
        return None
    for words in (_by_bubblewrap(), _by_unshare()):
        # Asked of the kernel: the program may be there, and namespaces be refused.
        if words and _run_quietly([*words, "exit 0", "sh"]):
            return words
    return None


def convert(ending: str, pieces: Iterable[bytes]) -> BinaryIO:
    """Make a tagged PDF of an office file, in memory; the caller closes it.

    :raises NotConverted: if there is no LibreOffice, or it does not manage.
    """
    words, export = way(), EXPORTS.get(ending)
    if words is None or export is None:
        raise NotConverted("missing")
    told = [ending, f"pdf:{export}:{_TAGGED}", str(SECONDS), str(MEMORY // 1024)]
    with _turn, in_memory("office") as source:
        for piece in pieces:
            source.write(piece)
        source.seek(0)
        return _converted([*words, _CONVERT, "sh", *told], source)


def _converted(command: list[str], source: BinaryIO) -> BinaryIO:
    made, size = in_memory("converted"), 0
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 -- the command is ours, and what was sent is not in it
        command,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8", "SEEN": " ".join(_SEEN)},
        start_new_session=True,
        cwd="/",
    ) as child:
        assert child.stdout  # noqa: S101 -- a pipe, as asked
        alarm = threading.Timer(SECONDS + 5, _end, (child, late))
        alarm.start()
        try:
            while size <= LARGEST and (piece := child.stdout.read(PIECE)):
                size += len(piece)
                made.write(piece)
            if size > LARGEST:
                _end(child, threading.Event())
        finally:
            alarm.cancel()
        code = child.wait()
    if late.is_set() or code or not 0 < size <= LARGEST:
        made.close()
        LOG.warning("a conversion ended with %d", code)
        raise NotConverted("time" if late.is_set() else "failed")
    made.seek(0)
    return made


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _by_bubblewrap() -> tuple[str, ...] | None:
    if shutil.which("bwrap") is None:
        return None
    seen = [word for each in _SEEN if Path(each).exists() for word in ("--ro-bind", each, each)]
    return (
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", *seen),
        *("--proc", "/proc", "--dev", "/dev", "--size", str(ROOM), "--tmpfs", "/tmp"),  # noqa: S108 -- its own
        *("--chdir", "/", "--", "/bin/sh", "-c"),
    )


def _by_unshare() -> tuple[str, ...] | None:
    if shutil.which("unshare") is None:
        return None
    apart = ("--user", "--map-root-user", "--mount", "--net", "--pid", "--ipc")
    return (
        *("unshare", *apart, "--fork", "--kill-child", "--"),
        *("/bin/sh", "-c", _SHUT_IN, "sh", str(ROOM)),
    )


def _run_quietly(command: list[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 -- the command is ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "SEEN": " ".join(_SEEN)},
            timeout=20,
            check=False,
            start_new_session=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
