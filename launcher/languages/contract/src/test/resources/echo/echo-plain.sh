#!/bin/sh
# Without a client: a frame's fields come in the same order each time, so a message that is answered with its own body is its answer.
count=0
# Cut off as a whole: a pattern with a star would be tried at each place of the line.
echo_asked='{"type":"message","address":"sh","replyAddress":'
next_asked='{"type":"message","address":"sh.next","replyAddress":'
while IFS= read -r line; do
  case $line in
    "$echo_asked"*) printf '{"type":"send","address":%s\n' "${line#"$echo_asked"}" ;;
    "$next_asked"*)
      answer=${line#"$next_asked"}
      body=${answer#*,\"body\":}
      count=$((count + 1))
      printf '{"type":"send","address":%s,"body":{"n":%d,"echo":%s}\n' "${answer%%,*}" "$count" "$body" ;;
    '{"type":"message","address":"sh.pid","replyAddress":'*)
      answer=${line#*\"replyAddress\":}
      printf '{"type":"send","address":%s,"body":%d}\n' "${answer%%,*}" $$ ;;
    '{"type":"message","address":"sh.crash"'*) exit 3 ;;
    '{"type":"message","address":"sh.loop"'*) while :; do :; done ;;
    '{"type":"ping"}') echo '{"type":"pong"}' ;;
    '{"type":"start"'*)
      for address in sh sh.next sh.crash sh.loop sh.pid; do printf '{"type":"register","address":"%s"}\n' "$address"; done
      echo '{"type":"ready"}' ;;
    '{"type":"stop"}') exit 0 ;;
  esac
done
