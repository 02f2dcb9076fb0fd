"""In a network of its own (`unshare -m -n -r`): crawls a site whose name resolves to an address of this machine.

`python private_name.py FOLDER PROJECT HOST ADDRESS` gives the name that address by the system's own resolver (a hosts file
mounted over /etc/hosts), listens there at the ports of the web, runs `scrapy crawl hostile` unmapped, and prints as JSON how
that ended, what it said, and how many connections came.
"""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import sys
import threading
from pathlib import Path

from scrapy_run import crawl_environment


def main(folder: Path, project: Path, host: str, address: str) -> None:
    hosts = folder / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{address} {host}\n", "utf-8")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=False)  # 127.0.0.1 is there already
    assert socket.gethostbyname(host) == address
    came: queue.SimpleQueue[int] = queue.SimpleQueue()
    for port in (80, 443):
        server = socket.create_server((address, port))
        threading.Thread(target=count, args=(server, port, came), daemon=True).start()
    with socket.create_connection((host, 80), timeout=5):  # whoever is not held back gets there
        pass
    assert came.get(timeout=5) == 80
    command = [sys.executable, "-m", "scrapy", "crawl", "hostile"]
    ended = subprocess.run(
        command, cwd=project, env=crawl_environment(folder, ""), capture_output=True, check=False, timeout=90
    )
    sys.stdout.write(json.dumps({"status": ended.returncode, "err": ended.stderr.decode(), "came": came.qsize()}))


def count(server: socket.socket, port: int, came: queue.SimpleQueue[int]) -> None:
    while True:
        connection, _ = server.accept()
        came.put(port)
        connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5])
