"""The examples of docs/examples are what schedulers take: each is checked by the scheduler's own words, and its command is run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy_run import PROJECT, crawl_environment, make_quick_project, read_lake

from newscrawl.replica import Replica

EXAMPLES = PROJECT / "docs" / "examples"
HOST = "www.nouvelles-dumonde.com"
HOME = "/srv/newscrawl"  # where the examples have the project


def run_shell(command: str, folder: Path, replica: Replica) -> subprocess.CompletedProcess[str]:
    """Run an example's command in the project that stands in `folder`."""
    (folder / "state").mkdir(exist_ok=True)
    environment = crawl_environment(folder, replica.url)
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    command = command.replace(HOME, str(folder))
    return subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_cron(replica: Replica, tmp_path: Path) -> None:
    text = (EXAMPLES / "newscrawl.cron").read_text("utf-8")
    (line,) = re.findall(r"^\*/30 \* \* \* \*  (.+)$", text, re.MULTILINE)
    make_quick_project(tmp_path)
    ran = run_shell(line, tmp_path, replica)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")  # cron has nothing to mail
    assert len(read_lake(tmp_path)) == len(replica.truth(HOST))
    for url in replica.truth(HOST):
        replica.faults.set(HOST, url.partition(HOST)[2], 403)
    replica.faults.set(HOST, "/robots.txt", 503)
    shutil.rmtree(tmp_path / "state")
    failed = run_shell(line, tmp_path, replica)
    assert failed.stdout.startswith("newscrawl: nouvelles_du_monde: ")
    assert failed.stdout.count("\n") == 1


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here to ask")
def test_systemd(tmp_path: Path) -> None:
    units = []
    for name in ("newscrawl.service", "newscrawl.timer"):
        text = (EXAMPLES / name).read_text("utf-8")
        unit = tmp_path / name
        unit.write_text(
            text.replace(f"{HOME}/.venv/bin/scrapy", str(Path(sys.executable))).replace(HOME, str(PROJECT)), "utf-8"
        )
        units.append(unit)
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    asked = ["systemd-analyze", "security", "--offline=yes", "--threshold=25", units[0]]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0  # 2.5 of 10 at most


def test_airflow(replica: Replica, tmp_path: Path) -> None:
    """Airflow itself is too large to install for a test: its words are read, its command is run."""
    calls = [
        node for node in ast.walk(ast.parse((EXAMPLES / "airflow_dag.py").read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    (task,) = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "BashOperator")
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in task.keywords}
    assert options["skip_on_exit_code"] == "3"
    command = options["bash_command"].removeprefix("f'").removesuffix("'").replace("{site}", "nouvelles_du_monde")
    make_quick_project(tmp_path)
    ran = run_shell(command, tmp_path, replica)
    assert ran.returncode == 0, ran.stderr
    assert len(read_lake(tmp_path)) == len(replica.truth(HOST))
