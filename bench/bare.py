"""The bytes of a run sent again by nothing but http.client, seconds and answers out: `bench.bare URL FILE`."""

import json
import pickle
import sys
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit


def measure(url: str, file: Path) -> dict[str, float]:
    requests: list[tuple[str, bytes]] = pickle.loads(file.read_bytes())
    parts = urlsplit(url)
    answers = dialled = 0
    started = time.perf_counter()
    connection = HTTPConnection(parts.hostname or "", parts.port)
    for method, sent in requests:
        if connection.sock is None:
            connection.connect()
            dialled += 1
        connection.sock.sendall(sent)
        answer = HTTPResponse(connection.sock, method=method)
        try:
            answer.begin()
            answer.read()
            answers += 1
        except (HTTPException, ConnectionError):
            connection.close()
            continue
        if answer.will_close:
            connection.close()
    return {"seconds": time.perf_counter() - started, "answers": answers, "connections": dialled}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
