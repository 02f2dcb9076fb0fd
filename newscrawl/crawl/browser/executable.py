"""Which browser renders pages, and with which switches it is started."""

from __future__ import annotations

import os
import shutil
from typing import Any, Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "microsoft-edge-stable")
"""What is looked for on the PATH where NEWSCRAWL_BROWSER names nothing."""

# Playwright speaks to it through a pipe. Every name leads nowhere and every connection to a proxy of such a name, loopback
# too: what newscrawl does not answer fails, be it a socket, a stream, a look-up ahead or the browser's own errands.
_SWITCHES: Final = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:1",
    "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # WebRTC would send UDP past all of that
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # its name in older ones
    "--disable-quic",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--no-pings",
    "--js-flags=--max-old-space-size=512",  # MiB that a page's scripts may hold
)


class NoBrowserError(Exception):
    """There is no browser, or none that starts; the message says what to do."""


def find_browser(wish: str) -> str:
    """The path of the browser that `wish` (NEWSCRAWL_BROWSER) names, by path or name, else of the first of NAMES.

    Raises NoBrowserError.
    """
    found = shutil.which(wish) if wish else next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    missing = f"NEWSCRAWL_BROWSER={wish} is no program" if wish else "no Chromium or Chrome was found on the PATH"
    raise NoBrowserError(f"{missing}; install one (Debian: apt install chromium), or name it in NEWSCRAWL_BROWSER")


def launch_options(executable: str) -> dict[str, Any]:
    """How Playwright is to start it: headless, sandboxed unless we are root, who cannot be; its end is ours to decide."""
    return {
        "executable_path": executable,
        "headless": True,
        "chromium_sandbox": os.geteuid() != 0,
        "args": list(_SWITCHES),
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }
