#!/bin/sh
# during COMMAND THEN PATTERN [BEGUN]: runs COMMAND until it has printed a line that matches PATTERN; meanwhile, when it has
# printed one that matches BEGUN (anything at all, if that is not given), does THEN. Prints what COMMAND printed.
out=$(mktemp)
sh -c "exec $1" >"$out" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null; rm -f "$out"' EXIT
until grep -q "${4:-.}" "$out" || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
sh -c "$2" >/dev/null
until grep -q "$3" "$out" || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done
kill $pid 2>/dev/null
wait $pid 2>/dev/null
cat "$out"
