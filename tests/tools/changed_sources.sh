#!/usr/bin/env bash
# changed_sources.sh [all|FILE…]: the C++ sources that clang-tidy should read, one a line.
# Without arguments those that differ from what landed before: MUSTER_BASE if set, else where this
# branch left origin/main, else the last commit that is three hours older than HEAD. A changed
# header stands for the source beside it. At most MUSTER_TIDY_FILES (16), most changed first,
# because tidy costs more than twice a compile; `./dev tidy all` reads everything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
commands=build/asan/compile_commands.json

compiled() { # those that the build knows, each once, in the order they came
    while read -r file; do
        file=${file%.hpp}
        file=${file%.cpp}.cpp
        grep -qF "\"file\": \"$PWD/$file\"" "$commands" && echo "$file"
    done | awk '!seen[$0]++'
}

base() {
    local fork
    fork=$(git merge-base HEAD origin/main 2>/dev/null || true)
    if [[ -n $fork && $fork != $(git rev-parse HEAD) ]]; then
        echo "$fork"
        return
    fi
    git rev-list -1 --before="$(($(git log -1 --format=%ct) - 3 * 3600))" HEAD
}

if [[ ${1:-} == all ]]; then
    git ls-files '*.cpp' | compiled
elif (($#)); then
    printf '%s\n' "$@" | compiled
else
    from=${MUSTER_BASE:-$(base)}
    from=${from:-$(git hash-object -t tree /dev/null)}
    mapfile -t found < <(
        { git diff --numstat "$from" -- '*.cpp' '*.hpp' | sort -rn | cut -f 3
          git ls-files --others --exclude-standard '*.cpp' '*.hpp'; } | compiled)
    most=${MUSTER_TIDY_FILES:-16}
    ((${#found[@]} <= most)) ||
        echo "tidy: the $most most changed of ${#found[@]} sources; ./dev tidy all reads the rest" >&2
    ((${#found[@]} == 0)) || printf '%s\n' "${found[@]:0:most}"
fi
