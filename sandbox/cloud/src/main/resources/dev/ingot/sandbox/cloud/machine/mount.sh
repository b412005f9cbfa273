#!/bin/sh
# Stands in for mount on a machine of the sandbox: a network file system is a folder that outlives
# machines, and is "mounted" by a link to it. Knows "mount PATH" alone, with PATH in etc/fstab.
set -eu
[ $# = 1 ] || { echo 'mount: the sandbox knows "mount PATH" alone' >&2; exit 32; }
what=$(awk -v path="$1" '$2 == path { print $1 }' "$INGOT_ROOT/etc/fstab" | tail -n 1)
case $what in
  fs-*:/*) ;;
  *) echo "mount: $1: can't find a file system in fstab" >&2; exit 1 ;;
esac
name=${what%%:*}
directory=${what#*:}
case $name$directory in *..*) echo 'mount: no way up' >&2; exit 1 ;; esac
folder=$SANDBOX_FILE_SYSTEMS/$name
# As with EFS, a directory that is mounted has to be there; the root always is.
mkdir -p "$folder"
[ -d "$folder$directory" ] || { echo "mount: $what: no such file or directory" >&2; exit 32; }
[ -L "$INGOT_ROOT$1" ] || rmdir "$INGOT_ROOT$1"
ln -sfn "$folder${directory%/}" "$INGOT_ROOT$1"
