"""Cut every connection of this process to a port, as a network that drops them does; the port goes on accepting."""

import os
import socket
from contextlib import suppress
from stat import S_ISSOCK


def cut(port: int) -> int:
    """How many there were: the sockets of any library, native ones too, are shut down beneath it."""
    return sum(_ended(int(number), port) for number in os.listdir("/dev/fd"))


def _ended(number: int, port: int) -> bool:
    with suppress(OSError):  # closed meanwhile, or not connected
        if S_ISSOCK(os.fstat(number).st_mode):
            with socket.socket(fileno=os.dup(number)) as held:
                if held.family == socket.AF_INET and held.getpeername()[1] == port:
                    held.shutdown(socket.SHUT_RDWR)
                    return True
    return False
