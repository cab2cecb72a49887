# A Coppice child in Bash, in one file: copy it beside your program, source it, and start the program with "process:".
#
#   #!/usr/bin/env bash
#   source "$(dirname "$0")/coppice_child.sh"
#   answer() { reply "{\"text\": \"$(config greeting), $(field name)\"}"; }
#   consumer greeter answer
#   run
#
# A handler reads the message's strings with `field KEY`, those of the child's config with `config KEY`, and prints nothing but what reply, send and publish print.

declare -A handlers
consumer() { handlers[$1]=$2; }
send() { printf '{"type":"send","address":"%s","body":%s}\n' "$1" "$2"; }
publish() { printf '{"type":"publish","address":"%s","body":%s}\n' "$1" "$2"; }
reply() { [ -z "$reply_address" ] || send "$reply_address" "$1"; }
log() { printf '{"type":"log","level":"info","message":"%s"}\n' "$1"; }
# The first string with this key; one with quotes or backslashes in it needs a real JSON parser.
field() { find_field "$1" && printf '%s' "$found"; }
# The same into `found`, without a process of its own.
find_field() {
  local rest=${line#*\""$1"\":\"}
  found=${rest%%\"*}
  [[ $rest != "$line" && $found != *\\* ]] || { found= && return 1; }
}
config() {
  local line=$begin
  field "$1"
}

run() {
  local address
  while IFS= read -r line; do
    # These fields come first and in this order, and to look for each would take longer than all the rest.
    if [[ $line == '{"type":"message","address":"'* ]]; then
      address=${line:29}
      reply_address=${address#*\"}
      address=${address%%\"*}
      case $reply_address in
        ',"replyAddress":"'*) reply_address=${reply_address:17} reply_address=${reply_address%%\"*} ;;
        *) reply_address= ;;
      esac
      ${handlers[$address]}
      continue
    fi
    find_field type
    case $found in
      start)
        begin=$line
        for address in "${!handlers[@]}"; do printf '{"type":"register","address":"%s"}\n' "$address"; done
        echo '{"type":"ready"}'
        ;;
      ping) echo '{"type":"pong"}' ;;
      stop) exit 0 ;;
    esac
  done
  exit 1 # the node is gone
}
