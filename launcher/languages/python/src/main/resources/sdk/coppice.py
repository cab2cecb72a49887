"""What a Coppice child in Python has of its node: its configuration, the event bus and the log.

    import coppice

    @coppice.consumer("greeter")
    def greet(message):
        message.reply({"text": coppice.config["greeting"] + ", " + message.body["name"]})

Handlers may be plain functions or coroutines. They run on one thread, in the order of the messages; a coroutine lets others run
while it awaits. A plain function that takes long holds up all others, and ends as a crash when it takes longer than the
child's time limit. What a handler raises crashes the child, which is then started anew by its supervisor.

The thread has an asyncio event loop as soon as anything needs one: a coroutine, a timer, or an import of asyncio. A child of
plain functions does without, as asyncio takes longer to load than all the rest.

The child's file may define start() and stop(), plain or coroutines: the child is up when start() is done, and stop() is
called when it is asked to end. Standard output goes to the node's log, as standard error does, and so does logging.
"""

import importlib.util
import json
import logging
import os
import select
import sys
import threading
import traceback
from collections.abc import Awaitable, Coroutine

__all__ = ["ReplyError", "Message", "config", "consumer", "every", "log", "after", "path", "publish", "request", "send"]

#: The child's config, a dict.
config = {}
#: The child's path in the tree, such as "/greeter".
path = None
#: What the addresses begin with that this child may use without a grant, and nobody else knows.
inbox = None
#: The node's log, as a logger; that of any other logger goes there too.
log = logging.getLogger("coppice")

_LONGEST_LINE = 4 * 1024 * 1024
_CHUNK = 64 * 1024
_MOST_TASKS = 10_000

_handlers = {}
_requests = {}
_tasks = set()
_count = 0
_loop = None
_thread = None
_stdin = None
_rest = b""
_out = None
_write_lock = threading.Lock()
_flushing = False
_file = None
_module = None


class ReplyError(Exception):
    """A request that was not answered: code and text of the failure, and its kind, such as "TIMEOUT"."""

    def __init__(self, code, kind, text):
        super().__init__(f"{kind} {code}: {text}")
        self.code = code
        self.kind = kind
        self.text = text


class Message:
    """A message of the event bus."""

    def __init__(self, frame):
        #: A dict, a list, a str, an int, a float, a bool or None.
        self.body = frame.get("body")
        self.address = frame.get("address")
        self.headers = frame.get("headers", {})
        self._reply_address = frame.get("replyAddress")

    @property
    def wants_reply(self):
        """Whether its sender waits for an answer."""
        return self._reply_address is not None

    def reply(self, body=None, headers=None):
        """Answers it; without effect where nobody waits."""
        if self.wants_reply:
            _write(_frame("send", self._reply_address, body, headers))

    def fail(self, code, text):
        """Answers it with a failure."""
        if self.wants_reply:
            _write({"type": "err", "address": self._reply_address, "failureCode": code, "message": text})


def consumer(address, local=False):
    """Decorates the function that is given the messages to an address; local ones are those of this node only."""

    def register(handler):
        if address in _handlers:
            raise ValueError(f"there is a consumer of {address} already")
        _handlers[address] = handler
        _write({"type": "register", "address": address, "local": local})
        return handler

    return register


def unregister(address):
    """Ends the consumer of an address."""
    if _handlers.pop(address, None) is not None:
        _write({"type": "unregister", "address": address})


def send(address, body=None, headers=None):
    """Sends to one consumer of an address, without waiting."""
    _write(_frame("send", address, body, headers))


def publish(address, body=None, headers=None):
    """Sends to all consumers of an address, without waiting."""
    _write(_frame("publish", address, body, headers))


async def request(address, body=None, headers=None, timeout=30.0):
    """Sends to one consumer of an address, and answers its reply, a Message; raises ReplyError."""
    global _count
    _count += 1
    frame = _frame("send", address, body, headers)
    frame["replyAddress"] = str(_count)
    frame["timeout"] = max(1, int(timeout * 1000))
    reply = _event_loop().create_future()
    _requests[frame["replyAddress"]] = reply
    _write(frame)
    return await reply


def after(seconds, function):
    """Calls a function once, plain or a coroutine's; answers what has a cancel()."""
    return _event_loop().call_later(seconds, _call, function)


def every(seconds, function):
    """Calls a function again and again, each time when the last one is done; answers what has a cancel()."""
    import asyncio

    async def again():
        while True:
            await asyncio.sleep(seconds)
            result = function()
            if isinstance(result, Awaitable):
                await result

    return _spawn(again(), None)


# The exchange with the node: one JSON object a line.


def _frame(kind, address, body, headers):
    frame = {"type": kind, "address": address, "body": body}
    if headers:
        frame["headers"] = headers
    return frame


def _write(frame):
    global _flushing
    line = json.dumps(frame, separators=(",", ":"), allow_nan=False).encode() + b"\n"
    with _write_lock:
        _out.write(line)
        # What is logged may be the last thing that is heard of it.
        if threading.get_ident() != _thread or frame["type"] == "log":
            _out.flush()
        elif _loop is not None and not _flushing:
            _flushing = True
            _loop.call_soon(_flush)


def _flush():
    global _flushing
    with _write_lock:
        _flushing = False
        _out.flush()


def _end(code):
    _flush()
    # Not sys.exit: a thread that the child has started must not keep it.
    os._exit(code)


def _crash(error, message=None):
    if isinstance(error, SystemExit):
        _end(error.code if isinstance(error.code, int) else 0 if error.code is None else 1)
    trace = error.__traceback__
    while trace and trace.tb_next and trace.tb_frame.f_code.co_filename in (__file__, "<frozen importlib._bootstrap_external>", "<frozen importlib._bootstrap>"):
        trace = trace.tb_next
    stack = "".join(traceback.format_exception(type(error), error, trace))
    frame = {"type": "crash", "message": f"{type(error).__name__}: {error}", "stack": stack[:100_000]}
    if message is not None:
        frame["replyAddress"] = message._reply_address
    _write(frame)
    _end(1)


def _event_loop():
    """The thread's loop, made when it is first needed."""
    global _loop
    if _loop is None:
        import asyncio

        _loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_loop)
        _loop.set_exception_handler(
            lambda loop, context: _crash(context.get("exception") or RuntimeError(context["message"]))
        )
    return _loop


def _spawn(awaitable, message):
    import asyncio

    async def guarded():
        try:
            await awaitable
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            _crash(error, message)

    task = _event_loop().create_task(guarded())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


def _call(function, *arguments, message=None):
    """Calls code of the child's, plain or a coroutine's; what it raises crashes the child."""
    try:
        result = function(*arguments)
        if result is not None and isinstance(result, Coroutine):
            _spawn(result, message)
    except BaseException as error:
        _crash(error, message)


def _call_next(function, *arguments):
    """The same when what came before it has begun: a coroutine of a handler's begins on the loop."""
    if _loop is None:
        _call(function, *arguments)
    else:
        _loop.call_soon(_call, function, *arguments)


def _handle(frame):
    kind = frame["type"]
    if kind == "message" and frame["address"] in _handlers:
        message = Message(frame)
        if len(_tasks) >= _MOST_TASKS:
            message.fail(429, "overloaded: too many handlers have not ended")
        else:
            _call(_handlers[frame["address"]], message, message=message)
    elif kind in ("message", "err"):
        reply = _requests.pop(frame["address"], None)
        if reply is None or reply.done():
            return
        if kind == "message":
            reply.set_result(Message(frame))
        else:
            reply.set_exception(ReplyError(frame["failureCode"], frame["failureType"], frame["message"]))
    elif kind == "ping":
        _write({"type": "pong"})
    elif kind == "start":
        _call(_start, frame)
    elif kind == "stop":
        _call_next(_hook, "stop", lambda: _end(0))


def _hook(name, done):
    """Calls the child's function with this name, if it has one, and what is to be done when that has ended."""
    result = getattr(_module, name)() if hasattr(_module, name) else None
    if not isinstance(result, Awaitable):
        return done()

    async def rest():
        await result
        done()

    return rest()


def _end_with_node(stdin):
    """Nobody else holds the other end of standard input: it closes when the node is gone, however it went."""
    poll = select.poll()
    poll.register(stdin, 0)
    poll.poll()
    os._exit(1)


class _NodeLog(logging.Handler):
    def emit(self, record):
        level = "error" if record.levelno >= 40 else "warn" if record.levelno >= 30 else "info" if record.levelno >= 20 else "debug"
        _write({"type": "log", "level": level, "message": self.format(record) or " "})


def _receive():
    """Handles what the node has sent; waits for it where there is nothing."""
    global _rest
    chunk = os.read(_stdin, _CHUNK)
    if not chunk:
        _end(1)
    *lines, _rest = (_rest + chunk).split(b"\n")
    if len(_rest) > _LONGEST_LINE:
        raise ValueError(f"a line of the node's is longer than {_LONGEST_LINE} bytes")
    for line in lines:
        _handle(json.loads(line))


def _start(begin):
    global config, path, inbox
    config, path, inbox = begin["config"], begin["path"], begin["inbox"]
    with open(_file, "rb") as source:
        if b"asyncio" in source.read():
            # What it does while it is loaded may need the loop that runs.
            _event_loop()
    _call_next(_load)


def _load():
    global _module
    sys.path.insert(0, os.path.dirname(_file))
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(_file))[0], _file)
    _module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = _module
    spec.loader.exec_module(_module)
    return _hook("start", lambda: _write({"type": "ready"}))


def _exchange():
    # A plain function may need the loop as well, such as for asyncio.create_task: so it runs for all who have loaded asyncio.
    while "asyncio" not in sys.modules:
        _call(_receive)
        _flush()
    loop = _event_loop()
    loop.add_reader(_stdin, _receive)
    loop.run_forever()
    # The child has stopped it.
    _end(1)


def main():
    """Runs the child's file that the command line names; the node calls it."""
    global _file, _out, _stdin, _thread
    # As the file would have it if it were run by itself: its name, and the arguments.
    del sys.argv[0]
    _file = sys.argv[0]
    _thread = threading.get_ident()
    _stdin = os.dup(0)
    _out = os.fdopen(os.dup(1), "wb", buffering=64 * 1024)
    # From here on nothing but this module writes to the node: what is printed goes to the log.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout.reconfigure(line_buffering=True)
    logging.basicConfig(level=logging.INFO, handlers=[_NodeLog()], format="%(message)s")
    threading.Thread(target=_end_with_node, args=(_stdin,), daemon=True).start()
    _exchange()
