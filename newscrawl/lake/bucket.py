"""A lake that fsspec reaches: S3 by s3fs, or any other store by its own package. All that is known of fsspec is here."""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO, Final, TypeVar, cast

import fsspec

from newscrawl.lake.durable import LakeError

Given = TypeVar("Given")

# Stores whose objects appear whole or not at all. Elsewhere a file is uploaded under a hidden name and renamed.
_WHOLE: Final = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "oci", "r2", "memory"})
_S3: Final = frozenset({"s3", "s3a"})
_PROBE: Final = ".newscrawl-probe"
_STEP: Final = 0.25  # seconds after which a call that waits for the store looks whether it still may
_PAUSES: Final = (0.5, 1.0, 2.0)  # seconds before each further attempt
_BLOCK: Final = 8 * 1024 * 1024  # of a multipart upload; what is larger than two of them is uploaded so
# Each request is tried again by botocore, each whole upload by us.
_S3_OPTIONS: Final = {
    "config_kwargs": {
        "retries": {"mode": "standard", "total_max_attempts": 2}, "connect_timeout": 5, "read_timeout": 60,
    },
}  # fmt: skip
_LOGIN: Final = re.compile(r"//([^/@]+@)")
# Clients have errors of their own for these, which no standard error covers.
_NO_CREDENTIALS: Final = frozenset({"NoCredentialsError", "PartialCredentialsError", "DefaultCredentialsError"})
_FINAL: Final = (PermissionError, FileNotFoundError, ImportError, ValueError, LakeError)  # another attempt would give the same


class Bucket:
    """A lake by its address, `s3://bucket/prefix` say. Callers fix the keys: an upload done again overwrites itself."""

    def __init__(self, address: str, gives_up: Callable[[], bool] = lambda: False) -> None:
        """Ask nothing of the network yet. Raises LakeError for an address that no installed package serves.

        A call that gets no answer ends with LakeError once `gives_up`, asked now and then, says so.
        """
        self._gives_up = gives_up
        self._address = address.rstrip("/")
        login = _LOGIN.search(self._address)
        self._login = login[1] if login else ""  # perhaps with a password: it stands in no message
        self.address = self._address.replace(self._login, "", 1)
        protocol = address.partition("://")[0]
        options: dict[str, Any] = _S3_OPTIONS if protocol in _S3 else {}
        with self._told("reached"):
            self._files, root = fsspec.url_to_fs(self._address, use_listings_cache=False, skip_instance_cache=True, **options)
        self._root = str(root).rstrip("/")
        self._appears_whole = protocol in _WHOLE
        self._upload_options: dict[str, Any] = {}
        if protocol in _S3:
            self._upload_options["chunksize"] = _BLOCK
            self._files.retries = 2  # s3fs's own, of each request; more only keep a person who asked it to end waiting

    def check(self) -> None:
        """Write a small hidden object, always the same, which stays: to delete may not be allowed."""
        with self._told("written"):
            self._make_folder(self._root)
            self._retry(lambda: self._files.pipe_file(f"{self._root}/{_PROBE}", b"newscrawl may write here\n"))

    def find_spool(self, state: Path, site: str) -> Path:
        """Below the state folder, by the address: what is sealed for one lake is not delivered to another."""
        return state / "spool" / hashlib.sha256(self._address.encode()).hexdigest()[:12] / f"site={site}"

    def publish(self, sealed: Path, name: str) -> str:
        """Upload a file and make sure that it lies there in its full size."""
        target = f"{self._root}/{name}"
        with self._told("written", name):
            self._retry(lambda: self._upload(sealed, target))
        size, wanted = self.find_size(name), sealed.stat().st_size
        if size != wanted:
            raise LakeError(
                f"{self.name_address(name)}: has {size} bytes where {wanted} were sent; run again: the file is kept aside"
            )
        return self.name_address(name)

    def find_size(self, name: str) -> int | None:
        """The size of an object, None where there is none."""
        with self._told("read", name):
            found = self._retry(lambda: self._find(f"{self._root}/{name}"))
        return int(found["size"]) if found and found["type"] == "file" else None

    def open(self, name: str) -> io.BufferedReader:
        """The object, read ahead block by block."""
        with self._told("read", name):
            file = self._call(lambda: self._files.open(f"{self._root}/{name}", "rb", block_size=_BLOCK))
        return io.BufferedReader(_Object(lambda size: self._read(file, size, name)), _BLOCK)

    def iter_names(self) -> Iterator[str]:
        """Every object below the address; all names are in memory."""
        with self._told("read"):
            found = self._retry(lambda: self._files.find(self._root))
        yield from sorted(str(path).removeprefix(self._root).lstrip("/") for path in found)

    def name_address(self, name: str) -> str:
        """The address of an object."""
        return f"{self.address}/{name}"

    def _read(self, file: BinaryIO, size: int, name: str) -> bytes:
        with self._told("read", name):
            return self._call(lambda: file.read(size))

    def _upload(self, sealed: Path, target: str) -> None:
        if self._appears_whole:
            self._files.put_file(str(sealed), target, **self._upload_options)
            return
        folder, _, base = target.rpartition("/")
        aside = f"{folder}/.{base}.part"
        self._make_folder(folder)
        self._files.put_file(str(sealed), aside)
        self._files.mv(aside, target)

    def _make_folder(self, folder: str) -> None:
        """Object stores have no folders, and s3fs would make a bucket."""
        if not self._appears_whole:
            self._files.makedirs(folder, exist_ok=True)

    def _find(self, path: str) -> dict[str, Any] | None:
        try:
            return cast("dict[str, Any]", self._files.info(path))
        except FileNotFoundError:
            return None

    def _retry(self, call: Callable[[], Given]) -> Given:
        """Call, and call again after a pause where the failure may pass."""
        for pause in _PAUSES:
            try:
                return self._call(call)
            except _FINAL:
                raise
            except Exception as error:
                if type(error).__name__ in _NO_CREDENTIALS or self._gives_up():
                    raise
                time.sleep(pause)
        return self._call(call)

    def _call(self, call: Callable[[], Given]) -> Given:
        """Call in a thread of its own, which is left behind where nobody waits for it any more: it ends with the process."""
        given: Future[Given] = Future()
        Thread(target=_fulfil, args=(given, call), name="newscrawl-store", daemon=True).start()
        while not wait([given], _STEP).done:
            if self._gives_up():
                raise LakeError(
                    f"{self.address}: gave no answer before the run had to end; see whether it can be reached, "
                    "then run again: what was sealed is kept aside and delivered then"
                )
        return given.result()

    @contextmanager
    def _told(self, done: str, name: str = "") -> Iterator[None]:
        """Turn whatever a store raises into a LakeError that a person can act on."""
        try:
            yield
        except LakeError:
            raise
        except Exception as error:
            place = self.name_address(name) if name else self.address
            reason = " ".join(str(error).split()) or type(error).__name__
            reason = reason.replace(self._login, "") if self._login else reason
            raise LakeError(f"{place}: cannot be {done}: {reason}; {_find_remedy(error)}") from error


class _Object(io.RawIOBase):
    """An open object as a file, given what reads so many bytes of it."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands in
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _fulfil(given: Future[Given], call: Callable[[], Given]) -> None:
    try:
        given.set_result(call())
    except Exception as error:  # noqa: BLE001  it is raised where the call was made
        given.set_exception(error)


def _find_remedy(error: Exception) -> str:
    if type(error).__name__ in _NO_CREDENTIALS:
        return "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or what the store's client asks for"
    if isinstance(error, ImportError):
        return "install the package that serves such addresses (for s3: pip install 'newscrawl[s3]')"
    if isinstance(error, ValueError):
        return "write a folder, or an address such as s3://bucket/prefix"
    if isinstance(error, PermissionError):
        return "let the credentials read, write and list there (s3:GetObject, s3:PutObject, s3:ListBucket)"
    if isinstance(error, FileNotFoundError):
        return "create the bucket, or name another"
    return "see whether it can be reached, then run again: what was sealed is kept aside and delivered then"
