"""Namespaces and the daemons in them.

The whole benchmark is the first process of its own PID namespace: when it ends, however it ends,
the kernel ends every daemon, and with the last process go the network namespaces.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import time

INSIDE = "OCP_BENCH_INSIDE"
CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


class NotPossible(Exception):
    """The benchmark cannot be carried out here; the text says why."""


def is_inside():
    return os.environ.get(INSIDE) == os.readlink("/proc/self/ns/net") and os.getpid() == 1


def enter_new(argv):
    """Starts this program again as PID 1 of new namespaces; does not come back."""
    script = 'export %s="$(readlink /proc/self/ns/net)"; ip link set lo up; exec "$@"' % INSIDE
    os.execvp("unshare", ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child",
                          "--mount-proc", "sh", "-c", script, "sh"] + argv)


def wait_for(what, ready, seconds=20.0):
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise NotPossible(f"{what}: not ready after {seconds:.0f} s")
        time.sleep(0.01)


def call(*argv, text=None):
    done = subprocess.run(argv, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, check=False)
    if done.returncode:
        raise NotPossible(f"{' '.join(argv)}: {done.stdout.strip()}")
    return done.stdout


def write(path, text, mode="w"):
    with open(path, mode) as file:
        file.write(text)
    return path


def setns(pid):
    fd = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if LIBC.setns(fd, CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(fd)


@contextlib.contextmanager
def inside(pid):
    """What is done in here is done in the network namespace of that process."""
    setns(pid)
    try:
        yield
    finally:
        setns(1)


class Servers:
    """The network namespace of the servers, joined to ours by a veth pair.

    We are 10.0.0.1, it is 10.0.0.2 and whatever `own` adds; 10.0.0.0/8 is routed there.
    """

    def __init__(self, folder, link="veth"):
        self.folder = folder
        self.processes = []
        self.holder = subprocess.Popen(["unshare", "--net", "sh", "-c",
                                        "ip link set lo up; echo up; exec sleep infinity"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if self.holder.stdout.readline() != b"up\n":
            raise NotPossible("could not make a network namespace")
        self.processes.append(self.holder)
        if link == "veth":
            call("ip", "link", "add", "up0", "type", "veth", "peer", "name", "up0",
                 "netns", str(self.pid))
        else:
            jitter = os.path.join(os.path.dirname(os.path.abspath(__file__)), "jitter.py")
            self.relay = subprocess.Popen([sys.executable, jitter, str(self.pid)],
                                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                          universal_newlines=True)
            self.processes.append(self.relay)
            if self.relay.stdout.readline() != "up\n":
                raise NotPossible("could not make TUN devices (/dev/net/tun)")
        self.configure_link()

    def jitter(self, seed, milliseconds, loss):
        """From now on each packet is late by a chance of its own, or lost."""
        self.relay.stdin.write(f"{seed} {milliseconds} {loss}\n")
        self.relay.stdin.flush()
        self.relay.stdout.readline()

    @property
    def pid(self):
        return self.holder.pid

    def configure_link(self):
        call("ip", "-batch", "-", text="link set up0 up\naddress add 10.0.0.1/24 dev up0\n"
             "route add 10.0.0.0/8 via 10.0.0.2\n")
        self.run("ip", "-batch", "-", text="link set up0 up\naddress add 10.0.0.2/24 dev up0\n")

    def enter(self):
        return ["nsenter", "-t", str(self.pid), "--net"]

    def run(self, *argv, text=None):
        return call(*self.enter(), *argv, text=text)

    def own(self, *networks):
        """The servers' namespace answers for these networks, whatever address is asked."""
        for network in networks:
            self.run("ip", "route", "add", "local", network, "dev", "lo")

    def blackhole(self, *networks):
        """Whatever is sent there is dropped without a word."""
        rules = "".join(f"  ip daddr {network} counter drop\n" for network in networks)
        self.run("nft", "-f", "-", text="table inet dark {\n chain in {\n  type filter hook "
                 f"prerouting priority -300;\n{rules} }}\n}}\n")

    def start(self, name, *argv):
        log = open(f"{self.folder}/{name}.log", "wb")
        daemon = subprocess.Popen(self.enter() + list(argv), stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.processes.append(daemon)
        return daemon

    def log(self, name):
        with open(f"{self.folder}/{name}.log", errors="replace") as file:
            return file.read()

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        with contextlib.suppress(NotPossible):
            call("ip", "link", "delete", "up0")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()
