#!/bin/sh
# Stands in for systemctl on a machine of the sandbox. Starting and stopping is left to the machine,
# which reads the orders when the script that gave them has ended.
set -eu
machine=$(cd "$(dirname "$0")/.." && pwd)
units=${machine%.machine}/etc/systemd/system
wants=$units/multi-user.target.wants

verb= now=false names=
for word in "$@"; do
  case $word in
    --now) now=true ;;
    -*) ;;
    *[!A-Za-z0-9@_.-]*|.*) echo "systemctl: not a name: $word" >&2; exit 1 ;;
    *) if [ -z "$verb" ]; then verb=$word; else
         case $word in *.service) ;; *) word=$word.service ;; esac
         names="$names $word"
       fi ;;
  esac
done

order() {
  case $1 in stop) rm -f "$machine/active/$2" ;; *) : > "$machine/active/$2" ;; esac
  echo "$1 $2" >> "$machine/orders"
}

must_exist() {
  [ -f "$units/$1" ] || { echo "Unit $1 could not be found." >&2; exit 5; }
}

case $verb in
  daemon-reload|daemon-reexec|reset-failed) exit 0 ;;
  enable|disable|start|restart|reload-or-restart|stop|is-active|is-enabled) ;;
  *) echo "systemctl: '$verb' is not known in the sandbox" >&2; exit 1 ;;
esac
[ -n "$names" ] || { echo "systemctl: which unit?" >&2; exit 1; }

for name in $names; do
  case $verb in
    enable)
      must_exist "$name"
      mkdir -p "$wants"
      ln -sf "../$name" "$wants/$name"
      if $now; then order start "$name"; fi ;;
    disable)
      rm -f "$wants/$name"
      if $now; then order stop "$name"; fi ;;
    start) must_exist "$name"; order start "$name" ;;
    restart|reload-or-restart) must_exist "$name"; order restart "$name" ;;
    stop) order stop "$name" ;;
    is-active)
      if [ -e "$machine/active/$name" ]; then echo active; else echo inactive; exit 3; fi ;;
    is-enabled)
      if [ -L "$wants/$name" ]; then echo enabled; else echo disabled; exit 1; fi ;;
  esac
done
