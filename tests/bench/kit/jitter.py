"""A link between two network namespaces that delays each packet by a chance of its own.

    jitter.py PID

Makes a TUN device up0 here and one in the network namespace of process PID. What goes in at one
comes out at the other after 0 to so many milliseconds, so packets overtake each other; a share of
them never comes out. Standard input says how, at any time: a line "SEED MILLISECONDS LOSS".
"""

import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from kit import space  # noqa: E402

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def tun():
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", b"up0", IFF_TUN | IFF_NO_PI))
    return fd


def send(fd, packet):
    try:
        os.write(fd, packet)
    except (BlockingIOError, OSError):
        pass  # a full queue loses packets, as a real one does


class Link:
    def __init__(self, ends):
        self.ends = ends
        self.late = []  # (when, number, where to, packet)
        self.number = 0
        self.chance, self.most, self.loss = random.Random(0), 0.0, 0.0

    def order(self, line):
        seed, milliseconds, loss = line.split()
        self.chance = random.Random(int(seed))
        self.most, self.loss = float(milliseconds) / 1e3, float(loss)
        print("ok", flush=True)

    def take(self, fd):
        try:
            packet = os.read(fd, 65536)
        except BlockingIOError:
            return
        self.number += 1
        if self.chance.random() >= self.loss:
            when = time.monotonic() + self.chance.uniform(0, self.most)
            other = self.ends[fd == self.ends[0]]
            heapq.heappush(self.late, (when, self.number, other, packet))

    def forward(self):
        while True:
            now = time.monotonic()
            while self.late and self.late[0][0] <= now:
                _, _, fd, packet = heapq.heappop(self.late)
                send(fd, packet)
            readable, _, _ = select.select(self.ends + [0], [], [],
                                           max(0, self.late[0][0] - now) if self.late else None)
            for fd in readable:
                if fd:
                    self.take(fd)
                    continue
                line = sys.stdin.readline()
                if not line:
                    return
                self.order(line)


def main(pid):
    here = os.open("/proc/self/ns/net", os.O_RDONLY)
    ends = [tun()]
    space.setns(pid)
    ends.append(tun())
    if space.LIBC.setns(here, space.CLONE_NEWNET) < 0:
        raise OSError("setns")
    print("up", flush=True)
    Link(ends).forward()


if __name__ == "__main__":
    main(int(sys.argv[1]))
