# Mounts a network file system, now and after each boot.
# Run as: mount.sh FILESYSTEM ACCESSPOINT|- DIRECTORY PATH ro|rw
set -eu
fs=$1 point=$2 directory=$3 path=$4 mode=$5
root="${INGOT_ROOT:-}"
# By amazon-efs-utils alone: plain NFS is neither encrypted nor asks the instance's role.
[ -n "$root" ] || [ -x /sbin/mount.efs ] || {
  echo "ingot: volume $path needs /sbin/mount.efs in the image; install amazon-efs-utils when it is built" >&2
  exit 1
}
options=_netdev,tls,iam,$mode
[ "$point" = - ] || options=$options,accesspoint=$point
mkdir -p "$root$path"
chmod 0755 "$root$path"
printf '%s %s efs %s 0 0\n' "$fs:$directory" "$path" "$options" >> "$root/etc/fstab"
tried=0
until mount "$path"; do
  tried=$((tried + 1))
  [ "$tried" -lt 5 ] || { echo "ingot: volume $path ($fs) was not mounted" >&2; exit 1; }
  sleep "$tried"
done
