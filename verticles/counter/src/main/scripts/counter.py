import sys
import coppice

value = coppice.config.get("initial", 0)

def add(n):
    global value
    value += n
    return value

def crash():
    raise RuntimeError("boom")

actions = {
    "inc": lambda: add(1),
    "dec": lambda: add(-1),
    "val": lambda: value,
    "reset": lambda: add(-value),
    "stop": lambda: value,
    "crash": crash,
}

@coppice.consumer("counter." + coppice.config["name"], local=True)
def answer(message):
    asked = message.body.get("action") if isinstance(message.body, dict) else message.body
    if asked not in list(actions) or asked is message.body:
        return message.fail(400, f'a request is {{"action": "inc"}}, dec, val, reset, stop or crash, not {asked}')
    message.reply({"value": actions[asked]()})
    if asked == "stop":
        sys.exit(0)
