#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of that build for so long, from its seed corpus.
# What it learns stays in BUILD; a finding is a file there, named in the output, and a failure here.
# Mended, it belongs into corpus/<name>/, where every build replays it.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$1 seconds=$2 found=0
findings=$build/tests/fuzz/findings
mkdir -p "$findings"
for target in "$build"/tests/fuzz/*_fuzz; do
    name=$(basename "$target")
    folders=("$build/tests/fuzz/learnt/$name")
    mkdir -p "${folders[0]}"
    [[ ! -d $top/tests/fuzz/corpus/$name ]] || folders+=("$top/tests/fuzz/corpus/$name")
    echo "$name, $seconds s:"
    status=0
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -max_len=65536 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$findings/$name-" \
        "${folders[@]}" >"$findings/$name.log" 2>&1 || status=$?
    grep -E 'SUMMARY|ERROR|Test unit|number_of_executed|average_exec' "$findings/$name.log" || true
    ((status == 0)) || found=1
done
exit "$found"
