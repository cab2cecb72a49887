#!/bin/sh
asked='{"type":"message","address":"sh","replyAddress":'
while IFS= read -r line; do
  case $line in
    "$asked"*) printf '{"type":"send","address":%s\n' "${line#"$asked"}" ;;
    '{"type":"start"'*) printf '{"type":"register","address":"sh"}\n{"type":"ready"}\n' ;;
    '{"type":"ping"}') echo '{"type":"pong"}' ;;
    '{"type":"stop"}') exit 0 ;;
  esac
done
