#!/usr/bin/env bash
# What action.yml runs: ingress-lab test, its reports, the job's summary and the action's outputs. Ends with the exit code of
# ingress-lab test. The inputs come in INPUT_ variables; the bash of macOS, 3.2, will do.
set -euo pipefail

action="$(cd "$(dirname "$0")/../.." && pwd)"
cd "$INPUT_WORKING_DIRECTORY"

# add PREFIX LINES: appends to the command each line that is not empty, behind the prefix.
add() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line="${line%$'\r'}"
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    [ -z "$line" ] || command+=("$1$line")
  done <<<"$2"
}

# The program that npm has installed here or, as in a workspace, in a folder above.
installed() {
  local folder="$PWD"
  while [ ! -x "$folder/node_modules/.bin/ingress-lab" ]; do
    [ -n "$folder" ] || return 1
    folder="${folder%/*}"
  done
  echo "$folder/node_modules/.bin/ingress-lab"
}

# output NAME VALUE: whatever the value is, it sets this output alone.
output() {
  local delimiter="end-$RANDOM-$RANDOM-$RANDOM"
  printf '%s<<%s\n%s\n%s\n' "$1" "$delimiter" "$2" "$delimiter" >>"$GITHUB_OUTPUT"
}

# count OUTCOME: what the closing line says; it does not speak of outcomes that did not occur.
count() {
  local closing
  closing="$(grep '^scenarios: ' "$report/output.txt" | tail -1)" || true
  [[ "$closing" =~ ([0-9]+)\ $1 ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

mkdir -p -- "$INPUT_REPORT"
report="$(cd -- "$INPUT_REPORT" && pwd)"
# Reports are written here first: a path of a report's flag ends at a colon or a quote.
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

if [ -z "$INPUT_VERSION" ] && program="$(installed)"; then
  command=("$program")
else
  version="${INPUT_VERSION:-$(node -p 'require(process.argv[1]).version' "$action/package.json")}"
  command=(npx --yes "ingress-lab@$version")
fi
command+=(test --format "summary:$scratch/summary.md" --format "html:$scratch/report.html" --format "junit:$scratch/junit.xml")
command+=(--coverage "$report/coverage")
add --manifests= "$INPUT_MANIFESTS"
add --tags= "${INPUT_TAGS//$'\n'/ }"
add '' "$INPUT_ARGS"
command+=(--)
add '' "$INPUT_FEATURES"

export INGRESS_LAB_WORLD="$INPUT_WORLD" INGRESS_LAB_TARGET="$INPUT_TARGET"
[ -z "$INPUT_TRAEFIK" ] || export INGRESS_LAB_TRAEFIK="$INPUT_TRAEFIK"
[ -z "$INPUT_IMAGES" ] || export INGRESS_LAB_IMAGES="$INPUT_IMAGES"

# What scenarios print is no command to the runner.
pause="pause-$RANDOM-$RANDOM-$RANDOM"
echo "::stop-commands::$pause"
code=0
"${command[@]}" 2>&1 | tee "$scratch/output.txt" || code="${PIPESTATUS[0]}"
echo "::$pause::"

# Where the scenarios were not the end of it, the last words say what was.
case "$code" in
  0 | 1 | 5) ;;
  *) { printf '\ningress-lab test ended with exit code %s:\n\n' "$code" && tail -20 "$scratch/output.txt" | sed 's/^/    /'; } >>"$scratch/summary.md" ;;
esac
# GitHub shows none that is larger than 1 MiB.
touch "$scratch/summary.md"
{ head -c 1000000 "$scratch/summary.md" && echo; } >>"$GITHUB_STEP_SUMMARY"
for file in summary.md report.html junit.xml output.txt; do
  [ ! -e "$scratch/$file" ] || mv -f "$scratch/$file" "$report/$file"
done

output report "$report"
for outcome in passed failed skipped; do output "$outcome" "$(count "$outcome")"; done
output exit-code "$code"
exit "$code"
