# Sourced by fresh.sh and image.sh: an empty Debian 12 in a folder, reaching its packages in the way
# that this machine does.

# Where this machine takes Debian's packages from: the first address of its apt sources.
mirror() {
    cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null |
        awk '$1 == "URIs:" { print $2; exit }
             $1 == "deb" { for (i = 2; i <= NF; ++i) if ($i ~ /:\/\//) { print $i; exit } }'
}

# make_debian FOLDER: what debootstrap calls minbase, and nothing else.
make_debian() {
    local room=$1
    debootstrap --variant=minbase bookworm "$room" "$(mirror)" >"$room.debootstrap" 2>&1 ||
        { tail -n 5 "$room.debootstrap" >&2; return 1; }
    rm -f "$room.debootstrap"
    cp -L /etc/resolv.conf /etc/hosts "$room/etc/"
    if compgen -G '/etc/apt/sources.list.d/debian*.sources' >/dev/null; then
        rm -f "$room/etc/apt/sources.list"
        cp /etc/apt/sources.list.d/debian*.sources "$room/etc/apt/sources.list.d/"
    fi
    # Certificates that the operator of this network added.
    if compgen -G '/usr/local/share/ca-certificates/*' >/dev/null; then
        mkdir -p "$room/usr/local/share/ca-certificates"
        cp -r /usr/local/share/ca-certificates/. "$room/usr/local/share/ca-certificates/"
    fi
}

seconds_since() { echo "$(($(date +%s) - $1)) s"; }

# answers PORT PATH: whether something on this machine's loopback answers 200 there. In a subshell:
# a peer that goes away in the middle ends it, not the script.
answers() (
    status=none
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&3
    read -r -t 5 _ status _ <&3
    [[ $status == 200 ]]
) 2>/dev/null

# wait_for SECONDS WHAT COMMAND…: until the command succeeds; fails, naming WHAT, when it never does.
wait_for() {
    local end=$(($(date +%s) + $1)) what=$2
    shift 2
    until "$@"; do
        (($(date +%s) < end)) || { echo "Waited in vain for $what." >&2; return 1; }
        sleep 0.2
    done
}
