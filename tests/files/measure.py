"""Looks into one file under a limit of 2 s of the processor and 100 MB beside the file: `measure.py FILE NAME`.

Writes {"kind" or "refused", "seconds", "megabytes"}; whoever exceeds a limit is ended by the kernel.
"""

import json
import resource
import sys
import time
from pathlib import Path

from django.conf import settings

settings.configure(USE_I18N=False)

from proposals.files.content import kind_of  # noqa: E402  the settings come first
from proposals.files.refused import Refused  # noqa: E402


def mapped() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def peak() -> int:
    """Most bytes in memory since `forget`. `ru_maxrss` would still hold what the parent had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def forget() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def main(path: str, name: str) -> None:
    data = Path(path).read_bytes()
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 2, int(used) + 2))
    limit = mapped() + 100_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    forget()
    before = peak()
    try:
        found = {"kind": kind_of(data, name)}
    except Refused as refused:
        found = {"refused": refused.sentence}
    spent = {"seconds": round(time.process_time() - used, 2), "megabytes": round((peak() - before) / 1e6, 1)}
    sys.stdout.write(json.dumps(found | spent))


main(*sys.argv[1:])
