"""Hard to end: villain.py KIND, one of the functions below. It ends only when somebody ends it."""

import os
import pathlib
import signal
import subprocess
import sys
import time

CROWD = 200
folder = pathlib.Path(os.environ["SWEEPCTL_TRIAL_DIR"])
quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
LULL = ["sleep", "300"]


def detach(env: "dict[str, str] | None", *argv: str) -> None:
    """Start a program that has no parent left, in a session of its own."""
    code = "import os, subprocess, sys; subprocess.Popen(sys.argv[1:], start_new_session=True)"
    subprocess.run([sys.executable, "-S", "-I", "-c", code, *argv], env=env, check=True, **quiet)


def stubborn() -> None:
    """It, a child in its group and one in another session ignore what can be ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    subprocess.Popen(LULL, **quiet)
    subprocess.Popen(LULL, start_new_session=True, **quiet)


def crowd() -> None:
    """Two hundred children, every second one in a session of its own."""
    for number in range(CROWD):
        subprocess.Popen(LULL, start_new_session=number % 2 == 0, **quiet)


def daemon() -> None:
    """A daemon that still has its environment."""
    detach(None, *LULL)


def nameless() -> None:
    """A child in our session that has cleared its environment."""
    subprocess.Popen(["env", "-i", *LULL], **quiet)


def vanished() -> None:
    """A daemon that has cleared its environment."""
    detach({}, *LULL)


def holder() -> None:
    """A grandchild that holds the pipes in another session."""
    subprocess.Popen(LULL, start_new_session=True)


def stopped() -> None:
    """Stops itself; once it goes on it tidies up when it is asked to end."""

    def tidy(*_: object) -> None:
        (folder / "tidied").touch()
        sys.exit(0)

    signal.signal(signal.SIGINT, tidy)
    (folder / "started").touch()
    os.kill(os.getpid(), signal.SIGSTOP)


def wrapper() -> None:
    """Dies at once when it is interrupted; the child that it started then needs two seconds to save its work."""
    code = (
        "import os, pathlib, signal, time\n"
        "folder = pathlib.Path(os.environ['SWEEPCTL_TRIAL_DIR'])\n"
        "def save(*_):\n"
        "    time.sleep(2); (folder / 'saved').touch(); os._exit(0)\n"
        "signal.signal(signal.SIGINT, save); (folder / 'ready').touch(); time.sleep(300)\n"
    )
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    subprocess.Popen([sys.executable, "-S", "-c", code], **quiet)
    while not (folder / "ready").exists():
        time.sleep(0.01)


print("loss=0.5", flush=True)
globals()[sys.argv[1]]()
(folder / "started").touch()
while True:
    time.sleep(1)
