#!/usr/bin/env python3
"""A stock of goods in a bucket, over a node's observer: python3 stock.py [URL] (Python's own library is all it needs)."""
import json
import os
import sys
import threading
import urllib.error
import urllib.request

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:4001"


class Refused(Exception):
    def __init__(self, failure):
        super().__init__(failure["error"])
        self.code = failure.get("code")


def token():
    """COPPICE_TOKEN, or the file that a node of this user has written."""
    if "COPPICE_TOKEN" in os.environ:
        return os.environ["COPPICE_TOKEN"]
    with open(os.path.join(os.environ.get("COPPICE_DATA", "data/a"), "observer.token")) as file:
        return file.read().strip()


def call(address, body):
    """Sends a message and returns the reply."""
    request = urllib.request.Request(
        URL + "/api/bus/call",
        data=json.dumps({"address": address, "body": body, "timeout": 5000}).encode(),
        headers={"Authorization": "Bearer " + token(), "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["body"]
    except urllib.error.HTTPError as error:
        raise Refused(json.load(error)) from None


def stock(action, **fields):
    return call("kv.router", {"action": action, "bucket": "stock", **fields})


def take_one(key):
    """Compare and set: whoever changes the value in between makes it try again."""
    while True:
        found = stock("get", key=key)
        left = int(found["value"] or 0) - 1
        if left < 0:
            return False
        try:
            stock("put", key=key, value=str(left), if_version=found["version"])
            return True
        except Refused as refused:
            if refused.code != 412:
                raise


def events(source):
    """What happens from now on, for as long as somebody asks for more."""
    with urllib.request.urlopen(URL + "/api/events?source=" + source, timeout=60) as stream:
        name = None
        for line in stream:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                yield name, json.loads(value)
            elif field == "retry":
                yield "connected", None


def main():
    heard = events("kv")
    next(heard)  # From here on nothing is missed.

    print("created:", stock("create")["created"])
    stock("put", key="milk", value="10")
    print("milk:", stock("get", key="milk")["value"])

    takers = [threading.Thread(target=take_one, args=("milk",)) for _ in range(4)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    print("after four have taken one each:", stock("get", key="milk")["value"])

    print("visits:", stock("increment", key="visits", by=5)["value"])

    stock("put", key="offer", value="bread", ttl=60000)
    print("the offer ends:", 0 < stock("get", key="offer")["ttl"] <= 60000)

    try:
        stock("put", key="milk", value="0", if_version=1)
    except Refused as refused:
        print("refused:", refused.code)

    stock("drop")
    for name, event in heard:
        print(name, event["event"], event["bucket"])
        if event["event"] == "exit":
            break


if __name__ == "__main__":
    main()
