#!/usr/bin/env bash
# fresh.sh: what a newcomer meets. Makes an empty Debian 12, puts a clean clone into it, and runs the
# README's two commands there, nothing else. Prints how long each took. Needs root.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$top/tests/tools/debian.sh"

# Everything that runs or is mounted lives in namespaces of its own and ends with them, however this
# script ends; what remains is a folder.
if [[ ${1:-} != --inside ]]; then
    room=$(mktemp -d)
    child=
    tidy_up() {
        [[ -z $child ]] || kill -KILL "$child" 2>/dev/null || true
        rm -rf --one-file-system "$room" 2>/dev/null || { sleep 1; rm -rf --one-file-system "$room"; }
    }
    trap tidy_up EXIT
    trap 'exit 130' INT TERM HUP
    unshare --mount --pid --fork --kill-child "${BASH_SOURCE[0]}" --inside "$room" &
    child=$!
    wait "$child" # a wait can be interrupted; a foreground command cannot
    exit
fi

room=$2/debian
mkdir "$room"
begun=$(date +%s)
make_debian "$room"
git -c safe.directory="$top" clone --quiet --no-hardlinks "$top" "$room/muster"
mount --make-rprivate /
mount -t proc proc "$room/proc"
mount --rbind /dev "$room/dev"
echo "an empty Debian 12 with a clean clone: $(seconds_since "$begun"), $(du -sh "$room" -x | cut -f 1)"

inside() {
    exec chroot "$room" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LANG=C.UTF-8 \
        NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
        bash -c "cd /muster && exec $1" </dev/null
}
for command in './dev demo' './dev test'; do
    grep -qF "$command" "$top/README.md" || { echo "README.md does not say $command" >&2; exit 1; }
done

log=$room/demo.log
begun=$(date +%s)
inside './dev demo' >"$log" 2>"$log.errors" & # the address is on standard output alone
demo=$!
address() { grep -oE -m 1 'http://(127\.0\.0\.1|localhost):[0-9]+[^ ]*' "$log"; }
shown() {
    kill -0 "$demo" 2>/dev/null || { tail -n 30 "$log" "$log.errors" >&2; exit 1; }
    [[ -n $(address) ]] && answers "$(address | sed 's/.*:\([0-9]*\).*/\1/')" /
}
wait_for 1800 "the demo's page" shown
echo "./dev demo: $(address) answers after $(seconds_since "$begun")"
begun=$(date +%s)
kill -TERM "$demo"
wait "$demo" || { echo "The demo ended with status $?." >&2; exit 1; }
echo "            stopped after $(seconds_since "$begun")"

begun=$(date +%s)
status=0
(inside './dev test') >"$room/test.log" 2>&1 || status=$?
echo "./dev test: status $status after $(seconds_since "$begun")"
grep -E 'tests passed|tests failed|Total Test time' "$room/test.log" || true
if ((status != 0)); then
    mkdir -p "$top/build"
    cp "$room/test.log" "$top/build/fresh-test.log"
    tail -n 40 "$room/test.log"
    echo "All of it: build/fresh-test.log"
fi
exit "$status"
