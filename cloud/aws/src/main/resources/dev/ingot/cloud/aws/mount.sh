# Mounts a network file system, now and after each boot.
# Run as: mount.sh REGION FILESYSTEM ACCESSPOINT|- DIRECTORY PATH ro|rw
set -eu
region=$1 fs=$2 point=$3 directory=$4 path=$5 mode=$6
root="${INGOT_ROOT:-}"
case $region in cn-*) domain=amazonaws.com.cn ;; *) domain=amazonaws.com ;; esac
if [ "$point" != - ] || [ -x /sbin/mount.efs ]; then
  # By amazon-efs-utils: encrypted on the way, and the only way to an access point.
  [ -n "$root" ] || [ -x /sbin/mount.efs ] || {
    echo "ingot: volume $path is mounted by an access point, which needs amazon-efs-utils in the image" >&2
    exit 1
  }
  what=$fs:$directory type=efs options=_netdev,tls,$mode
  [ "$point" = - ] || options=$options,accesspoint=$point
else
  what=$fs.efs.$region.$domain:$directory type=nfs4
  options=_netdev,nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport,$mode
fi
mkdir -p "$root$path"
chmod 0755 "$root$path"
printf '%s %s %s %s 0 0\n' "$what" "$path" "$type" "$options" >> "$root/etc/fstab"
tried=0
until mount "$path"; do
  tried=$((tried + 1))
  [ "$tried" -lt 5 ] || { echo "ingot: volume $path ($fs) was not mounted" >&2; exit 1; }
  sleep "$tried"
done
