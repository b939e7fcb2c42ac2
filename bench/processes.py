"""What processes cost, as Linux counts it."""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """Seconds on the clock, seconds of the processor, and the most MB that were held at once."""

    seconds: float
    processor: float
    memory: int


def run(environment, *arguments):
    """Python with these arguments, to its end; one that fails ends the measuring."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _pid, status, usage = os.wait4(process.pid, 0)
    except BaseException:  # nobody waits for it any more
        process.kill()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}.")
    seconds = time.perf_counter() - started
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def family(leader):
    listed = subprocess.run(
        ["ps", "-o", "pid=", "-g", str(leader)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def processor_seconds(leader):
    return sum(_seconds(pid) for pid in family(leader))


def database_seconds(database):
    """Of PostgreSQL's processes that serve this database now; 0 for another one's."""
    command = ["pgrep", "-f", f"^postgres: .* {database} "]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return sum(_seconds(int(pid)) for pid in found.stdout.split())


def memory(leader):
    """MB of the largest process of a family."""
    return max(_resident(pid) for pid in family(leader))


def _seconds(pid):
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):  # gunicorn has just replaced it
        return 0
    return (int(parts[11]) + int(parts[12])) / TICKS


def _resident(pid):
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(found[1]) // 1024 if found else 0
