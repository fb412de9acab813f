"""Builds the front end into the wheel, so that whoever installs it needs no Node.js."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = "src/mutuals/server/pages/static/dist/manifest.json"


class FrontEnd(BuildHookInterface):
    """Runs npm unless the front end is there: pip calls hooks twice, a source distribution brings it along."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's name
        """Called before files are collected; a checkout installed for work builds with `make front-end` instead."""
        if version == "editable" or (Path(self.root) / BUILT).exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("The front end is built with Node.js 20.19 or newer and npm: install them, try again.")
        for step in (["ci"], ["run", "build"]):
            subprocess.run([npm, *step], cwd=Path(self.root) / "frontend", check=True)  # noqa: S603  our own two steps
