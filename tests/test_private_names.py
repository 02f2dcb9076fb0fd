"""A name that resolves to an address of this machine or its network, by the system's own resolver, is not connected to."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from hostile_server import HostileServer

HOST = "www.newscrawl-rebound.com"


def can_have_a_network() -> bool:
    """Whether a process can be given a network and mounts of its own."""
    asked = ["unshare", "-m", "-n", "-r", "ip", "link", "set", "lo", "up"]
    return bool(which("unshare") and which("ip")) and subprocess.run(asked, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_have_a_network(), reason="no namespace to have a network in; tests/test_connection.py stands in")
@pytest.mark.parametrize("address", ["127.0.0.1", pytest.param("10.1.2.3", marks=pytest.mark.slow)])
def test_nothing_is_sent_to_a_name_of_this_machine(tmp_path: Path, address: str) -> None:
    project = HostileServer().project(tmp_path, "hostile", domain=HOST)
    script = str(Path(__file__).with_name("private_name.py"))
    command = ["unshare", "-m", "-n", "-r", sys.executable, script, str(tmp_path), str(project), HOST, address]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["status"], told["came"]) == (1, 0), told["err"]
    assert f"{HOST} resolves to {address}, which is not a public address" in told["err"]
