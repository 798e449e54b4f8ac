# Sourced by lib/journal.sh and lib/ledger.sh: what a fault script is called with and needs, and disks of its own, which are cut off
# or fill up.
# shellcheck shell=bash

# What is mounted and has to go when the script ends.
MOUNTED=
RECORD=false

# Takes --record off the arguments: what is left is in ARGUMENTS.
read_arguments() {
    ARGUMENTS=()
    local argument
    for argument in "$@"; do
        # shellcheck disable=SC2034 # record reads it
        if [[ $argument == --record ]]; then RECORD=true; else ARGUMENTS+=("$argument"); fi
    done
}

# need command:Debian-package…
need() {
    local entry missing=()
    for entry in "$@"; do
        command -v "${entry%%:*}" >/dev/null || missing+=("${entry#*:}")
    done
    ((${#missing[@]} == 0)) || wrong "missing packages, install with: apt-get install -y --no-install-recommends ${missing[*]}"
}

need_root() { (($(id -u) == 0)) || wrong "needs root: it mounts a file system of its own"; }

# Whatever happens, no file system of ours stays.
unmount() {
    if [[ -n $MOUNTED ]]; then umount "$MOUNTED" 2>/dev/null || umount -l "$MOUNTED" || true; fi
}

# Compiles the shim, see faults/shim/fault-shim.c.
build_shim() {
    need gcc:g++ # which brings the headers
    gcc -O2 -fPIC -shared -Wall -o "$FOLDER/fault-shim.so" scripts/faults/shim/fault-shim.c -ldl || wrong "the shim does not compile"
}

# use_images MIB: from here on attach mounts an image of that size at $MNT (as root), once make_image made one. It is a disk with a
# cache: the file system under it forgets what it was not told to keep, and so do the writes past the page cache of what runs on_image.
use_images() {
    export PATH=$PATH:/usr/sbin:/sbin
    need xfs_io:xfsprogs mkfs.xfs:xfsprogs mkfs.ext4:e2fsprogs
    build_shim
    IMAGE_MIB=$1
    TAKEN_BACK=0 # blocks that the disk's cache lost so far
    MNT=$FOLDER/mnt
    mkdir "$MNT"
}

# make_image xfs|ext4: an empty one, in place of any other.
make_image() {
    rm -f "$FOLDER/image"
    truncate -s "${IMAGE_MIB}M" "$FOLDER/image"
    if [[ $1 == xfs ]]; then mkfs.xfs -q "$FOLDER/image"; else mkfs.ext4 -q -F "$FOLDER/image"; fi
}

attach() {
    mount -o loop "$FOLDER/image" "$MNT"
    MOUNTED=$MNT
}

detach() {
    umount "$MNT"
    MOUNTED=
}

# on_image COMMAND…: runs it over the cache of the disk at $MNT, in whose folder data it writes.
on_image() {
    LD_PRELOAD=$FOLDER/fault-shim.so FAULT_PATH=$MNT/data FAULT_UNDO=$FOLDER/undo "$@"
}

# The power of the disk at $MNT fails; whoever writes there has to be ended, then reattach.
shut_down() { xfs_io -x -c shutdown "$MNT"; }

# Power is back: what was not synced is gone, all of it or some.
reattach() {
    local blocks
    detach
    attach
    blocks=$(scripts/faults/shim/forget-unsynced.pl "$FOLDER/undo" "$MNT/data") || wrong "the disk's cache was not taken away"
    TAKEN_BACK=$((TAKEN_BACK + blocks))
    rm "$FOLDER/undo"
}

# use_small_disk MIB KIB: mounts (as root) a disk of so many MiB at $MNT, so many KiB of which are taken until make_room.
use_small_disk() {
    MNT=$FOLDER/mnt
    mkdir "$MNT"
    mount -t tmpfs -o "size=$1m" none "$MNT"
    MOUNTED=$MNT
    head -c $(($2 * 1024)) /dev/zero >"$MNT/filler"
}

make_room() { rm "$MNT/filler"; }
