#!/usr/bin/env bash
source "$(dirname "$0")/coppice_child.sh"

count=0

# The body is the last field of its frame.
body() {
  body=${line#*,\"body\":}
  body=${body%\}}
}
echo_body() {
  body
  reply "$body"
}
next() {
  body
  count=$((count + 1))
  reply "{\"n\":$count,\"echo\":$body}"
}
crash() { exit 3; }
loop() { while :; do :; done; }
pid() { reply $$; }

consumer bash echo_body
consumer bash.next next
consumer bash.crash crash
consumer bash.loop loop
consumer bash.pid pid
run
