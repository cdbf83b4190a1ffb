#!/usr/bin/env python3
"""Sets Gestand up in .venv and runs it. Needs Python 3.11 or newer and nothing else.

python3 start.py demo          set up, then run the demonstration
python3 start.py test          set up, then run all tests (further words go to pytest)
python3 start.py WORDS ...     set up, then `gestand WORDS ...`
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def set_up(requirements: str) -> None:
    """Install the pinned packages of `requirements` and Gestand itself, unless that was done for exactly these pins."""
    pins = HERE / requirements
    stamp = (
        VENV / f".{requirements}.{hashlib.sha256(pins.read_bytes() + (HERE / 'pyproject.toml').read_bytes()).hexdigest()[:16]}"
    )
    if stamp.exists():
        return
    print(f"setting up {VENV.name} from {requirements} (once, about a minute)", flush=True)
    if not PYTHON.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        except subprocess.CalledProcessError:
            sys.exit(
                "this Python cannot make a virtual environment: install its venv package (on Debian: apt-get install python3-venv)"
            )
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "--requirement", str(pins)]).returncode:
        sys.exit("setting up stopped: the lines above say what the installer could not do; run this again when that is solved")
    site = subprocess.run(
        [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True, text=True
    )
    (Path(site.stdout.strip()) / "gestand.pth").write_text(str(HERE / "src") + "\n")  # the source itself, no build step
    if os.name != "nt":
        command = PYTHON.with_name("gestand")
        command.write_text(f"#!{PYTHON}\nfrom gestand.cli import main\n\nmain()\n")
        command.chmod(0o755)
    stamp.touch()


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Gestand needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    words = sys.argv[1:] or ["--help"]
    if words[0] == "test":
        set_up("requirements-test.txt")
        command = [str(PYTHON), "-m", "pytest", *words[1:]]
    else:
        set_up("requirements.txt")
        command = [str(PYTHON), "-m", "gestand", *words]
    os.chdir(HERE if words[0] == "test" else os.getcwd())
    sys.exit(subprocess.run(command).returncode)


if __name__ == "__main__":
    main()
