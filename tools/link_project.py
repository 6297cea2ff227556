"""Put the working tree on the path of the virtual environment that runs this script, without building anything.

Writes what an editable install would: a `.pth` file that names `src`, the metadata that `importlib.metadata` reads, and
one script per entry of `[project.scripts]`.
"""

import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Link the project into this interpreter's environment."""
    if sys.prefix == sys.base_prefix:
        sys.exit("tools/link_project.py writes into a virtual environment; run it with .venv/bin/python")
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    site = Path(sysconfig.get_path("purelib"))
    (site / f"{project['name']}.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    write_metadata(site, project)
    for name, target in project["scripts"].items():
        write_script(Path(sysconfig.get_path("scripts")) / name, target)


def write_metadata(site: Path, project: dict[str, Any]) -> None:
    """Replace every `.dist-info` of the project with one that states the present version and scripts."""
    for old in site.glob(f"{project['name']}-*.dist-info"):
        for part in old.iterdir():
            part.unlink()
        old.rmdir()
    folder = site / f"{project['name']}-{project['version']}.dist-info"
    folder.mkdir()
    scripts = "".join(f"{name} = {target}\n" for name, target in project["scripts"].items())
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        "entry_points.txt": f"[console_scripts]\n{scripts}",
        "INSTALLER": "make\n",
        "RECORD": "".join(
            f"{folder.name}/{name},,\n" for name in ("METADATA", "entry_points.txt", "INSTALLER", "RECORD")
        ),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def write_script(path: Path, target: str) -> None:
    """Write one console script; the shell line before it lets the interpreter's path hold blanks."""
    module, function = target.split(":")
    path.write_text(
        f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n"
        f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n",
        encoding="utf-8",
    )
    path.chmod(0o755)


if __name__ == "__main__":
    main()
