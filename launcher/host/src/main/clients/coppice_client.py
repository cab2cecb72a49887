#!/usr/bin/env python3
"""A client of Coppice's TCP bridge in one file, for any Python from 3.8 on: copy it beside your program.

    from coppice_client import Bridge

    with Bridge(open("data/a/bridge.token").read()) as bus:
        print(bus.request("pub.greeter", {"name": "Ann"}))

A frame is four bytes with its length, the highest first, and so many bytes of JSON. One thread uses a Bridge at a time:
what comes for its consumers is handled while it waits for a reply, and in run().
"""

import itertools
import json
import socket
import struct
import sys
import time


class ReplyError(Exception):
    """A request that was not answered: code, kind (such as "TIMEOUT") and text of the failure."""

    def __init__(self, code, kind, text):
        super().__init__(f"{kind} {code}: {text}")
        self.code, self.kind, self.text = code, kind, text


class Bridge:
    """A connection to the event bus of a node."""

    def __init__(self, token, host="127.0.0.1", port=4007, longest=16 * 1024 * 1024):
        self._socket = socket.create_connection((host, port), timeout=10)
        self._received = b""
        self._longest = longest
        self._names = itertools.count(1)
        self._handlers = {}
        self._say("ping", headers={"authorization": "Bearer " + token.strip()})
        self._expect("pong", time.monotonic() + 10)

    def __enter__(self):
        return self

    def __exit__(self, *ignored):
        self.close()

    def close(self):
        self._socket.close()

    def send(self, address, body=None, headers=None):
        """Sends to one consumer of an address, without waiting."""
        self._say("send", address=address, body=body, headers=headers or {})

    def publish(self, address, body=None, headers=None):
        """Sends to all consumers of an address, without waiting."""
        self._say("publish", address=address, body=body, headers=headers or {})

    def request(self, address, body=None, headers=None, timeout=30.0):
        """The body of the reply of one consumer; raises ReplyError."""
        name = str(next(self._names))
        millis = max(1, int(timeout * 1000))
        self._say("send", address=address, body=body, headers=headers or {}, replyAddress=name, timeout=millis)
        # The node tells of a time-out itself; this is for a node that is gone.
        return self._expect(name, time.monotonic() + timeout + 5).get("body")

    def consumer(self, address, handler):
        """Calls handler(body) for each message to an address; what it returns is the answer."""
        self._handlers[address] = handler
        self._say("register", address=address)

    def run(self):
        """Handles messages until the connection ends."""
        try:
            while True:
                self._handle(self._hear(None))
        except ConnectionError:
            pass

    def _say(self, kind, **fields):
        text = json.dumps({"type": kind, **fields}).encode()
        self._socket.sendall(struct.pack(">I", len(text)) + text)

    def _expect(self, name, deadline):
        """The frame that is a pong, or for this name; others are handled meanwhile."""
        while True:
            frame = self._hear(deadline)
            if name in (frame.get("address"), frame["type"]) and frame["type"] != "err":
                return frame
            if frame["type"] == "err" and frame.get("address") in (name, None):
                raise ReplyError(frame["failureCode"], frame["failureType"], frame["message"])
            self._handle(frame)

    def _handle(self, frame):
        if frame["type"] == "err":
            raise ReplyError(frame["failureCode"], frame["failureType"], frame["message"])
        handler = self._handlers.get(frame.get("address"))
        if frame["type"] == "message" and handler:
            answer = handler(frame.get("body"))
            if "replyAddress" in frame:
                self._say("send", address=frame["replyAddress"], body=answer)

    def _hear(self, deadline):
        (length,) = struct.unpack(">I", self._read(4, deadline))
        if length > self._longest:
            raise ConnectionError(f"a frame of {length} bytes")
        return json.loads(self._read(length, deadline))

    def _read(self, count, deadline):
        while len(self._received) < count:
            self._socket.settimeout(None if deadline is None else max(0.001, deadline - time.monotonic()))
            more = self._socket.recv(64 * 1024)
            if not more:
                raise ConnectionError("the bridge has closed the connection")
            self._received += more
        taken, self._received = self._received[:count], self._received[count:]
        return taken


def main(arguments):
    if len(arguments) not in (3, 4):
        sys.exit("usage: coppice_client.py PORT TOKEN_FILE ADDRESS [JSON]: asks, and prints the reply")
    port, token_file, address, *body = arguments
    with open(token_file, encoding="ascii") as token, Bridge(token.read(), port=int(port)) as bus:
        try:
            print(json.dumps(bus.request(address, json.loads(body[0]) if body else None), ensure_ascii=False))
        except ReplyError as error:
            sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
