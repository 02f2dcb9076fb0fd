"""A process that has imported all of scrapy and newscrawl, and forks one that is `scrapy ARGUMENT…` whenever it is asked.

What it gives is a process of its own, with its own environment, folder, output and end; only the seconds of start-up that
every one of them would spend alike are spent once. Reading processes come from one fork server, which is warm likewise.
`python scrapy_nursery.py FD` serves a socket; `Nursery` is its other end.
"""

from __future__ import annotations

import array
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from tempfile import TemporaryFile

_LARGEST = 128 * 1024  # bytes of a request: its environment is the most of it
_NOT_AHEAD = ("newscrawl.settings", ".__main__")  # read their environment when they are imported; run when they are
_SCRAPY = (
    "scrapy.cmdline",
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.core.scheduler",
    "scrapy.extensions.feedexport",
)


class Nursery:
    """Starts the process when it is first asked; it ends with the one that asked."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _LARGEST)
        command = [sys.executable, __file__, str(theirs.fileno())]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def run(self, args: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float) -> tuple[int, bytes, bytes]:
        """Run `scrapy` with these arguments to its end; returns its exit status (-N for signal N) and what it printed."""
        told, tell = os.pipe()
        with TemporaryFile() as out, TemporaryFile() as err, os.fdopen(told, "rb") as status:
            fds = array.array("i", [out.fileno(), err.fileno(), tell])
            request = json.dumps({"args": list(args), "cwd": str(cwd), "env": dict(env)}).encode()
            assert len(request) < _LARGEST
            self._socket.sendmsg([request], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
            os.close(tell)
            pid = int(status.readline())
            if not select.select([status], [], [], timeout)[0]:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(args), timeout)
            ended = int(status.readline())
            out.seek(0)
            err.seek(0)
            return ended, out.read(), err.read()


def serve(fd: int) -> None:
    """Answer requests until the other end is closed; returns only in the child that is to be `scrapy`."""
    import_all()
    forkserver.set_forkserver_preload(["newscrawl.crawl.warm"])
    forkserver.ensure_running()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    with socket.socket(fileno=fd) as asked:
        while True:
            request, fds, _, _ = socket.recv_fds(asked, _LARGEST, 3)
            if not request:
                os._exit(0)
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                if watch_over(fds[2]):
                    break
            for each in fds:
                os.close(each)
    become(json.loads(request), fds)


def watch_over(tell: int) -> bool:
    """Fork the child that is to be `scrapy`, and tell its id and how it ended; true in that child."""
    if (pid := os.fork()) == 0:
        return True
    os.write(tell, b"%d\n" % pid)
    _, status = os.waitpid(pid, 0)
    os.write(tell, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def become(request: dict[str, object], fds: Sequence[int]) -> None:
    """Be `python -m scrapy ARGUMENT…` in that folder, with that environment and output."""
    for number, fd in enumerate(fds[:2], 1):
        os.dup2(fd, number)
    for fd in fds:
        os.close(fd)
    os.environ.clear()
    os.environ.update(request["env"])  # type: ignore[call-overload]
    os.chdir(str(request["cwd"]))
    sys.path[0] = str(request["cwd"])
    sys.argv[1:] = request["args"]  # type: ignore[assignment]
    # The nursery's fork server is none of our children, which is all that would be looked at.
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None  # type: ignore[attr-defined,method-assign]
    runpy.run_module("scrapy", run_name="__main__", alter_sys=True)


def import_all() -> None:
    """Import what a command would, as far as it does not depend on where it runs; compile the knowledge by reading a page."""
    newscrawl = importlib.import_module("newscrawl")
    for module in pkgutil.walk_packages(newscrawl.__path__, "newscrawl."):
        if not module.name.endswith(_NOT_AHEAD):
            importlib.import_module(module.name)
    for name in _SCRAPY:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules


if __name__ == "__main__":
    serve(int(sys.argv[1]))
