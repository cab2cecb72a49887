"""A Coppice child in any Python, blocking, in one file: copy it beside your program and start that with "process:".

    #!/usr/bin/env python3
    from coppice_child import run

    run(lambda config: {"greeter": lambda message: {"text": config["greeting"] + ", " + message["body"]["name"]}})
"""

import json
import os
import sys
import traceback

_out = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what is printed goes to the node's log


def tell(**frame):
    _out.write(json.dumps(frame) + "\n")
    _out.flush()


def run(consumers):
    """Serves the addresses of a dict that consumers(config) makes; what a function returns is the answer."""
    handlers = {}
    message = {}
    try:
        for line in sys.stdin:
            message = json.loads(line)
            kind = message["type"]
            if kind == "start":
                handlers = consumers(message["config"])
                for address in handlers:
                    tell(type="register", address=address)
                tell(type="ready")
            elif kind == "message":
                answer = handlers[message["address"]](message)
                if "replyAddress" in message:
                    tell(type="send", address=message["replyAddress"], body=answer)
            elif kind == "ping":
                tell(type="pong")
            elif kind == "stop":
                return
    except Exception as error:
        tell(
            type="crash",
            message=f"{type(error).__name__}: {error}",
            stack=traceback.format_exc(),
            replyAddress=message.get("replyAddress"),
        )
        sys.exit(1)
