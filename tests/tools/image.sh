#!/usr/bin/env bash
# image.sh: builds the Dockerfile from what is committed and runs it, without a Docker engine, on a
# base image made here by debootstrap. Proves that it serves, is healthy, is not root, writes nothing
# but its volume, and stops in time. Needs root. Everything it makes is gone afterwards.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$top/tests/tools/debian.sh"
room=$(mktemp -d)
store=(--root "$room/store" --runroot "$room/run" --storage-driver "${MUSTER_IMAGE_STORAGE:-overlay}")
podman=(podman "${store[@]}" --runtime /usr/sbin/runc)
name=muster-check-$$
tidy_up() {
    "${podman[@]}" rm --force --time 0 "$name" >/dev/null 2>&1 || true
    "${podman[@]}" rm --force --time 0 "$name-slack" >/dev/null 2>&1 || true
    umount "$room/store/overlay" 2>/dev/null || true
    rm -rf --one-file-system "$room"
}
trap tidy_up EXIT
trap 'exit 130' INT TERM HUP
fail() { echo "image: $*" >&2; "${podman[@]}" logs "$name" 2>&1 | tail -n 20 >&2 || true; exit 1; }

begun=$(date +%s)
make_debian "$room/debian"
tar -C "$room/debian" -c . | "${podman[@]}" import --quiet - docker.io/library/debian:bookworm-slim >/dev/null
rm -rf "$room/debian"
echo "base image: $(seconds_since "$begun")"

begun=$(date +%s)
mkdir "$room/context"
git -c safe.directory="$top" -C "$top" archive HEAD | tar -x -C "$room/context"
buildah "${store[@]}" bud --isolation chroot --pull=never --format docker --quiet \
    -t localhost/muster "$room/context" >"$room/build.log" 2>&1 ||
    { tail -n 40 "$room/build.log" >&2; exit 1; }
size=$("${podman[@]}" image inspect --format '{{.Size}}' localhost/muster)
echo "image: $(seconds_since "$begun"), $((size / 1000000)) MB"

# As strict as an operator can be: nothing may be written but the volume and /tmp, no capability.
strict=(--no-healthcheck --ulimit nofile=1024:20000 --ulimit nproc=4096:4096 --network host
    --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges)
free_port() { # one on which nobody listens now
    local port
    for port in $(shuf -i 20000-29999 -n 50); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}
page=$(free_port) public=$(free_port) admin=$(free_port)

# Without tokens it says which are missing, and ends as a wrong configuration does.
status=0
said=$("${podman[@]}" run --rm "${strict[@]}" localhost/muster 2>&1) || status=$?
[[ $status == 2 && $said == *SLACK_BOT_TOKEN* ]] ||
    fail "without tokens: status $status and the words: $said"

# Its own demo, from the same image, is the Slack that it runs against.
"${podman[@]}" run --detach --name "$name-slack" "${strict[@]}" \
    localhost/muster demo --listen "127.0.0.1:$page" >/dev/null
wait_for 30 "the demo's page" answers "$page" / || fail "the demo does not serve"
begun=$(date +%s)
"${podman[@]}" run --detach --name "$name" "${strict[@]}" \
    -e SLACK_API_URL="http://127.0.0.1:$page/api/" \
    -e SLACK_BOT_TOKEN=xoxb-sandbox -e SLACK_APP_TOKEN=xapp-sandbox \
    -e MUSTER_LISTEN="127.0.0.1:$public" -e MUSTER_ADMIN_LISTEN="127.0.0.1:$admin" \
    localhost/muster >/dev/null
wait_for 30 "the status page" answers "$public" / || fail "the status page does not serve"
echo "serves after $(seconds_since "$begun")"

wait_for 30 "its own health check" "${podman[@]}" exec "$name" muster check --ready >/dev/null 2>&1 ||
    fail "its own health check fails"
[[ $("${podman[@]}" exec "$name" id -u) != 0 ]] || fail "it runs as root"
[[ $("${podman[@]}" exec "$name" sh -c 'command -v clang-19 cmake || true') == "" ]] ||
    fail "it ships the compiler"
echo "healthy, not root, no compiler"

begun=$(date +%s)
"${podman[@]}" stop --time 10 "$name" >/dev/null
took=$(($(date +%s) - begun))
code=$("${podman[@]}" inspect --format '{{.State.ExitCode}}' "$name")
((took <= 5)) && [[ $code == 0 ]] || fail "stopping took $took s and ended with status $code"
echo "stopped after $took s with status 0"
