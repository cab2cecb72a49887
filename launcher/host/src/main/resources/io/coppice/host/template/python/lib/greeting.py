def greeting(config, request):
    """What is answered to a request; without the event bus, so that a test needs no node."""
    return config["greeting"] + ", " + request["name"]
