#!/usr/bin/env bash
# Tells the greeter what a node would, and looks at what it says.
set -euo pipefail
cd "$(dirname "$0")/.."

said=$(./greeter.sh <<'EOF'
{"type":"start","path":"/@NAME@","config":{"greeting":"hello"}}
{"type":"message","address":"@NAME@","replyAddress":"@1","send":true,"body":{"name":"Ann"}}
{"type":"stop"}
EOF
)
expected='{"type":"register","address":"@NAME@"}
{"type":"ready"}
{"type":"send","address":"@1","body":{"text":"hello, Ann"}}'
if [ "$said" != "$expected" ]; then
  diff <(echo "$expected") <(echo "$said") >&2
  exit 1
fi
echo "1 passed, 0 failed"
