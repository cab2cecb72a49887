import os

import coppice

count = 0


@coppice.consumer("python")
def echo(message):
    message.reply(message.body)


@coppice.consumer("python.next")
def next_number(message):
    global count
    count += 1
    message.reply({"n": count, "echo": message.body})


@coppice.consumer("python.crash")
def crash(message):
    raise ValueError("as you wish")


@coppice.consumer("python.loop")
def loop(message):
    while True:
        pass


@coppice.consumer("python.pid")
def pid(message):
    message.reply(os.getpid())
