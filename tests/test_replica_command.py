from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl.crawl.commands.replica import Command


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, sent: signal.Signals) -> None:
    command = [sys.executable, "-m", "scrapy", "replica", "--articles", "40", "--theme", "www.nouvelles-dumonde.com=soledad"]
    with subprocess.Popen(command, cwd=tmp_path, env=dict(os.environ), text=True, stdout=-1, stderr=-1) as process:
        assert process.stdout is not None
        told = "".join(iter(process.stdout.readline, "Stop with Ctrl-C.\n"))
        port = int(told.splitlines()[0].rsplit(":", 1)[1])
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/", headers={"Host": "www.nouvelles-dumonde.com"})
        assert "soledad" in connection.getresponse().read().decode()
        process.send_signal(sent)
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "Stopped.\n", "")
    assert f"NEWSCRAWL_REPLICA=http://127.0.0.1:{port} scrapy crawl nouvelles_du_monde\n" in told
    assert f" http://127.0.0.1:{port}/\n" in told
    assert "40 articles, theme soledad" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--theme", "brick"], "no theme 'brick'"),
        (["--theme", "a.example=soledad"], "no site 'a.example'"),
        (["--articles", "0"], "one or more"),
        (["--port", "70000"], "choose another port"),
        (["site"], "no argument 'site'"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # the handlers of the test's own process stay
    command, parser = Command(), argparse.ArgumentParser()
    command.settings = Settings()
    command.add_options(parser)
    options, rest = parser.parse_known_args(arguments)
    with pytest.raises(SystemExit) as ended:
        command.run(rest, options)
    output, errors = capsys.readouterr()
    assert (ended.value.code, output) == (2, "")
    assert told in errors
    assert errors.count("\n") == 1
