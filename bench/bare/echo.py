import json
import sys

for line in sys.stdin.buffer:
    message = json.loads(line)
    sys.stdout.buffer.write(json.dumps(message).encode() + b'\n')
    sys.stdout.buffer.flush()
