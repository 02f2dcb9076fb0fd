"""A server on loopback that speaks TLS badly: by the name that is asked for, with certificates made here."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hostile_server import article_html

NAMES = ("good", "self-signed", "expired", "wrong-host")
_NOW = datetime.now(UTC)
_DAY = timedelta(days=1)


def _certify(
    name: str, key: ec.EllipticCurvePrivateKey, *, by: tuple[str, ec.EllipticCurvePrivateKey], days: int, ca: bool
) -> bytes:
    subject, issuer = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, each)]) for each in (name, by[0]))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - 9 * _DAY)
        .not_valid_after(_NOW + days * _DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return made.sign(by[1], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def make_contexts(folder: Path, domain: str) -> dict[str, ssl.SSLContext]:
    """Host -> how it speaks TLS; `folder/ca.pem` is the authority that a client is to trust."""
    authority = ec.generate_private_key(ec.SECP256R1())
    by = ("An authority", authority)
    (folder / "ca.pem").write_bytes(_certify(by[0], authority, by=by, days=9, ca=True))
    contexts = {}
    for name in NAMES:
        host, key = f"{name}.{domain}", ec.generate_private_key(ec.SECP256R1())
        signed_by = (host, key) if name == "self-signed" else by
        stated = f"elsewhere.{domain}" if name == "wrong-host" else host
        pem = _certify(stated, key, by=signed_by, days=-1 if name == "expired" else 9, ca=False)
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path = folder / f"{name}.pem"
        path.write_bytes(private + pem)
        contexts[host] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[host].load_cert_chain(path)
    return contexts


@contextmanager
def serve_tls(folder: Path, domain: str) -> Iterator[tuple[int, int]]:
    """The ports of a server with a certificate for each of NAMES, and of one that cuts off the handshake."""
    contexts = make_contexts(folder, domain)

    def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        connection.context = contexts[name or ""]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        body = b"" if target == b"/robots.txt" else article_html("Bridge")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
            % (len(body), body)
        )
        writer.close()

    async def cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x16\x03\x03\x00\x7a\x02")  # the first bytes of a ServerHello
        writer.close()

    async def run() -> None:
        first = next(iter(contexts.values()))
        first.sni_callback = choose  # type: ignore[assignment]
        servers = [
            await asyncio.start_server(answer, "127.0.0.1", 0, ssl=first),
            await asyncio.start_server(cut_off, "127.0.0.1", 0),
        ]
        ports.extend(server.sockets[0].getsockname()[1] for server in servers)
        started.set()
        await asyncio.get_running_loop().run_in_executor(None, ended.wait)

    ports: list[int] = []
    started, ended = Event(), Event()
    thread = Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield ports[0], ports[1]
    finally:
        ended.set()
        thread.join(10)
