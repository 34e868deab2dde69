#!/bin/sh
# during COMMAND THEN PATTERN: runs COMMAND until it has printed a line that matches PATTERN; meanwhile, when it has
# printed anything at all, does THEN. Prints what COMMAND did.
out=$(mktemp)
sh -c "exec $1" >"$out" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null; rm -f "$out"' EXIT
until [ -s "$out" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
sh -c "$2" >/dev/null
until grep -q "$3" "$out" || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
kill $pid 2>/dev/null
wait $pid 2>/dev/null
cat "$out"
