#!/usr/bin/env bash
# fuzz.sh BUILD SECONDS: runs every fuzz target of that build for so long, from its seed corpus.
# What it learns stays in BUILD; a finding is a file there, named in the output, and a failure here.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")/../fuzz
build=$1 seconds=$2 found=0
for target in "$build"/tests/fuzz/*_fuzz; do
    name=$(basename "$target")
    learnt=$build/tests/fuzz/corpus/$name
    seeds=$here/corpus/$name
    mkdir -p "$learnt" "$build/tests/fuzz/findings"
    echo "$name: $seconds s"
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -max_len=65536 \
        -print_final_stats=1 -verbosity=0 -artifact_prefix="$build/tests/fuzz/findings/$name-" \
        "$learnt" $([[ -d $seeds ]] && echo "$seeds") 2>&1 |
        grep -E 'SUMMARY|ERROR|Test unit|stat::(number_of_executed|average_exec)' ||
        true
    ((PIPESTATUS[0] == 0)) || found=1
done
exit "$found"
