"""Reference data read from the packages that keep it, without running the packages."""

from importlib.util import find_spec
from pathlib import Path


def packaged_text(package: str, *path: str) -> str:
    """Text of the data file at `path` inside an installed `package`.

    The package is found but not imported: one of those we read starts a network library when it is. A missing package
    or file is an `ImportError` or `FileNotFoundError`: the installation is broken.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {package} is not installed", name=package)
    return Path(spec.origin).parent.joinpath(*path).read_text(encoding="utf-8")
