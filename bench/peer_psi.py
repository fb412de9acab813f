"""The peer of private matching, OpenMined's PSI: its own environment, and a whole run of it measured."""

import subprocess
import sys

from measure import Measured, reporting
from tasks import HERE, OUT

ENVIRONMENT = OUT / "peer-psi"
NEEDS = ("openmined-psi==2.0.6", "protobuf==6.30.2")
NAME = "OpenMined PSI 2.0.6"


class NoPeer(Exception):
    """The peer's environment could not be made; the message says how to get it."""


def python() -> str:
    """The peer's own Python, made when first asked for. Raises `NoPeer`."""
    found = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    ready = ENVIRONMENT / "ready"
    if not ready.exists():
        print("making the peer's environment", file=sys.stderr)
        install = [str(found), "-m", "pip", "install", "--disable-pip-version-check", *NEEDS]
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
            subprocess.run([*install, "--quiet"], check=True)
        except (subprocess.CalledProcessError, OSError) as error:
            raise NoPeer(f"{NAME} could not be installed; get it with `{' '.join(install)}`, then again.") from error
        ready.touch()
    return str(found)


def measured(count: int, share: float) -> Measured:
    """Both of the peer's parties on lists of `count` keys, `share` of them common. Raises `NoPeer`."""
    return reporting([python(), str(HERE / "psi_openmined.py"), str(count), str(share)])
