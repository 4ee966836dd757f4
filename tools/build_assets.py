"""Builds what pages wear into ``portal/web/static/built``: the style sheet, the script, the icon.

Every file is named after its content, so that a browser may keep it for ever;
``manifest.json`` says which name stands for which.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
ASSETS: Final = ROOT / "assets"
BUILT: Final = ROOT / "portal/web/static/built"
MODULES: Final = ROOT / "node_modules"
FRONT_END: Final = "govuk-frontend.js"
NOT_OURS: Final = ("GDS Transport", "govuk-crest", "@font-face")
"""What is licensed to gov.uk alone and must not come out of the compiler."""


def style_sheet() -> bytes:
    """Compile ``assets/portal.scss``."""
    command: list[Path | str] = [Path(sys.executable).parent / "node", MODULES / "sass/sass.js"]
    command += ["--style=compressed", "--no-source-map", "--no-error-css"]
    command += [f"--load-path={MODULES}", ASSETS / "portal.scss"]
    compiled = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603 -- our own command
    for word in NOT_OURS:
        if word.encode() in compiled:
            raise SystemExit(f"the style sheet still holds {word!r}, which is not ours to use")
    return compiled


def place(name: str, content: bytes) -> str:
    """Write a file under a name that carries its hash, and give that name."""
    stem, _, ending = name.rpartition(".")
    built = f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
    (BUILT / built).write_bytes(content)
    return built


def build() -> dict[str, str]:
    """Build everything; give the manifest."""
    compiled = style_sheet()
    BUILT.mkdir(parents=True, exist_ok=True)
    manifest = {"portal.css": place("portal.css", compiled)}
    theirs = MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.js"
    manifest[FRONT_END] = place(FRONT_END, _without_map(theirs.read_bytes()))
    script = (ASSETS / "portal.js").read_text()
    if f'"./{FRONT_END}"' not in script:
        raise SystemExit(f"assets/portal.js no longer imports ./{FRONT_END}")
    script = script.replace(f'"./{FRONT_END}"', f'"./{manifest[FRONT_END]}"')
    manifest["portal.js"] = place("portal.js", script.encode())
    for name in ("emergency.js", "upload.js"):
        manifest[name] = place(name, (ASSETS / name).read_bytes())
    manifest["favicon.svg"] = place("favicon.svg", (ASSETS / "favicon.svg").read_bytes())
    (BUILT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    for path in BUILT.iterdir():
        if path.name not in {*manifest.values(), "manifest.json"}:
            path.unlink()  # what an earlier build left
    return manifest


def _without_map(script: bytes) -> bytes:
    """Take off the pointer to a source map that is not served."""
    lines = script.splitlines()
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL"))


if __name__ == "__main__":
    for name, built in build().items():
        print(f"{name} -> {built}")
