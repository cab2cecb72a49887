"""The library's supervisors, registries, event managers and monitors: thin calls of the addresses that docs/supervision.md has.

    import coppice_services as services

    printers = await services.Registry("names").lookup("printer")
"""

import inspect
import itertools

import coppice

__all__ = ["EventManager", "Registry", "Supervisor", "monitor"]


_numbers = itertools.count(1)


def _escape(name):
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 or byte in b"_-" else f"%{byte:02X}" for byte in name.encode()
    )


class _Service:
    def __init__(self, address):
        self.address = address

    async def _ask(self, action, **more):
        return (await coppice.request(self.address, {"action": action, **more})).body

    async def _ask_to_tell(self, action, address, **more):
        try:
            return await self._ask(action, address=address, **more)
        except coppice.ReplyError:
            coppice.unregister(address)
            raise


class _Source(_Service):
    async def subscribe(self, handler):
        """Calls handler(change), plain or a coroutine's; answers a coroutine function that ends it."""
        address = _inbox(handler)
        await self._ask_to_tell("subscribe", address, owner=coppice.path)

        async def end():
            await self._ask("unsubscribe", address=address)
            coppice.unregister(address)

        return end


def _inbox(handler):
    """A consumer of the child's own, on an address that it may use without a grant."""
    address = f"{coppice.inbox}{next(_numbers)}"

    @coppice.consumer(address, local=True)
    async def told(message):
        result = handler(message.body)
        if inspect.isawaitable(result):
            await result
        message.reply()

    return address


class Supervisor(_Service):
    """The supervisor with this path; the root without one."""

    def __init__(self, path="/"):
        super().__init__(".".join(["supervisor", *(_escape(part) for part in path.split("/") if part)]))

    async def which_children(self, most=1000):
        return await self._ask("which_children", most=most)

    async def count_children(self):
        return await self._ask("count_children")

    async def start_child(self, spec):
        """The spec is a child as the configuration has it."""
        return await self._ask("start_child", spec=spec)

    async def get_childspec(self, id):
        return await self._ask("get_childspec", id=id)

    async def restart_child(self, id):
        return await self._ask("restart_child", id=id)

    async def terminate_child(self, id):
        return await self._ask("terminate_child", id=id)

    async def delete_child(self, id):
        return await self._ask("delete_child", id=id)


class Registry(_Source):
    """The registry with this name; what is registered belongs to this child, and goes when it ends."""

    def __init__(self, name):
        super().__init__("registry." + _escape(name))

    async def register(self, key, value):
        return await self._ask("register", key=key, value=value, owner=coppice.path)

    async def unregister(self, key):
        return await self._ask("unregister", key=key, owner=coppice.path)

    async def lookup(self, key):
        return (await self._ask("lookup", key=key))["entries"]

    async def keys(self):
        return (await self._ask("keys", owner=coppice.path))["keys"]

    async def count(self):
        return (await self._ask("count"))["count"]


class EventManager(_Source):
    """The event manager with this name."""

    def __init__(self, name):
        super().__init__("events." + _escape(name))

    async def notify(self, event):
        return await self._ask("notify", event=event)

    async def sync_notify(self, event):
        """Done when every handler has handled it."""
        return await self._ask("sync_notify", event=event)

    async def which_handlers(self):
        return (await self._ask("which_handlers"))["handlers"]


async def monitor(path, handler):
    """Calls handler(down) once, when the child with this path ends; answers a coroutine function that ends the watch."""

    def told(down):
        coppice.unregister(address)
        return handler(down)

    address = _inbox(told)
    monitors = _Service("monitors")
    number = (await monitors._ask_to_tell("monitor", address, path=path))["monitor"]

    async def end():
        await monitors._ask("demonitor", monitor=number)
        coppice.unregister(address)

    return end
