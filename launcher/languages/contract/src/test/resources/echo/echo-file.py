#!/usr/bin/env python3
import os

from coppice_child import run

count = 0


def next_number(message):
    global count
    count += 1
    return {"n": count, "echo": message["body"]}


def crash(message):
    raise ValueError("as you wish")


def loop(message):
    while True:
        pass


run(
    lambda config: {
        "file": lambda message: message["body"],
        "file.next": next_number,
        "file.crash": crash,
        "file.loop": loop,
        "file.pid": lambda message: os.getpid(),
    }
)
