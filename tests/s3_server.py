"""An S3 on loopback (moto's server), and a line to it that can be cut: for tests of what a lake does when a store misbehaves."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "lake"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "a-key", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_DEFAULT_REGION": "us-east-1"}
BUSY = (
    b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: 53\r\nConnection: close\r\n\r\n"
    b"<Error><Code>SlowDown</Code><Message/></Error>       "
)


class S3:
    """A bucket, seen directly (`objects`), and through a line (`address` is its endpoint) that fails as it is told.

    `drop` is how many connections are closed on the first request, `busy` how many are answered 503; -1 means all. While
    `hangs`, what is asked on new connections is never answered; `hung` counts them.
    """

    def __init__(self, port: int) -> None:
        self._direct = f"http://127.0.0.1:{port}"
        self._client = boto3.client("s3", endpoint_url=self._direct)
        self.drop = self.busy = self.hung = 0
        self.hangs = False
        line = self

        class Line(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                line.serve(self.request, port)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Line)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """An empty bucket that lets everybody in, behind a line that works."""
        self.drop = self.busy = self.hung = 0
        self.hangs = False
        self._client.create_bucket(Bucket=BUCKET)
        self._client.delete_bucket_policy(Bucket=BUCKET)
        for name in self.objects():
            self._client.delete_object(Bucket=BUCKET, Key=name)

    def refuse(self, action: str) -> None:
        """Forbid an action (`s3:PutObject`) to everybody."""
        statement = {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": f"arn:aws:s3:::{BUCKET}/*"}
        self._client.put_bucket_policy(
            Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "no", **statement}]})
        )

    def allow(self) -> None:
        """Undo `refuse`."""
        self._client.delete_bucket_policy(Bucket=BUCKET)

    def objects(self) -> dict[str, int]:
        """Sizes by key."""
        return {one["Key"]: one["Size"] for one in self._client.list_objects_v2(Bucket=BUCKET).get("Contents", [])}

    def read(self, key: str) -> bytes:
        return self._client.get_object(Bucket=BUCKET, Key=key)["Body"].read()

    def write(self, key: str, content: bytes) -> None:
        self._client.put_object(Bucket=BUCKET, Key=key, Body=content)

    def remove(self, key: str) -> None:
        self._client.delete_object(Bucket=BUCKET, Key=key)

    def pieces(self, key: str) -> int:
        """Of how many parts an object was uploaded; 0 for one that was uploaded at once."""
        tag = self._client.head_object(Bucket=BUCKET, Key=key)["ETag"].strip('"')
        return int(tag.partition("-")[2] or 0)

    def serve(self, caller: socket.socket, port: int) -> None:
        """One connection."""
        if self.hangs:
            self.hung += 1
            while caller.recv(65536):
                pass
            return
        if self.drop or self.busy:
            caller.recv(65536)
            if self.drop:
                self.drop -= 1
            else:
                self.busy -= 1
                caller.sendall(BUSY)
            return
        with socket.create_connection(("127.0.0.1", port)) as store:
            back = threading.Thread(target=_carry, args=(store, caller), daemon=True)
            back.start()
            _carry(caller, store)
            back.join()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _carry(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


@contextmanager
def serve_s3() -> Iterator[S3]:
    """Start both on free ports."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    s3 = S3(server.get_host_and_port()[1])
    try:
        yield s3
    finally:
        s3.close()
        server.stop()
