#!/usr/bin/env bash
# Installs the build into an empty folder and uses nothing but that folder: README's program is compiled against it, linked with the shared
# and with the static library, and run against the installed hensigtd; the installed hensigt talks to it too.
#   test_install.sh BUILD_FOLDER
set -euo pipefail
build=$(realpath "$1")
readme=$(realpath "$(dirname "$0")/../../README.md")
data=$(realpath "$(dirname "$0")/../data/nordic.jsonl")
here=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ] && kill "$server"; then
    wait "$server" || true
  fi
  rm -rf "$here"
}
trap stop EXIT

cmake --install "$build" --prefix "$here/usr" >/dev/null
cd "$here"
PKG_CONFIG_PATH=$(dirname "$(find "$here/usr" -name hensigt.pc)")
export PKG_CONFIG_PATH
libraries=$(realpath "$(pkg-config --variable=libdir hensigt)")

# The program as README shows it.
awk '/^```c$/ {inside = 1; next} /^```$/ {inside = 0} inside' "$readme" >program.c
[ "$(wc -l <program.c)" -ge 20 ]

compile=$(pkg-config --cflags hensigt)
link=$(pkg-config --libs hensigt)
# shellcheck disable=SC2086
"${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror $SANITIZE program.c $compile $link -Wl,-rpath,"$libraries" -o shared
# shellcheck disable=SC2086
"${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror $SANITIZE program.c $compile \
  "$libraries/libhensigt.a" -lprotobuf-c -lpthread -o static

mkdir .run
mkfifo ready
daemon=$(find usr -name hensigtd -type f -perm -u+x)
hensigt=$(find usr -name hensigt -type f -perm -u+x)
"$daemon" --store .run/hensigt.db --ready-fd 3 3>ready 2>log &
server=$!
read -r line <ready
[ "$line" = ready ]
HENSIGT_ENDPOINT=ipc://.run/run/hensigtd.sock "$hensigt" import "$data" >/dev/null

for program in shared static; do
  [ "$("./$program")" = "Center for Offentlig-Privat Innovation" ]
done

# The unit starts the program that is installed with it.
grep -q "^ExecStart=$(realpath "$here")/$daemon --store " usr/lib/systemd/system/hensigtd.service

# The contract for other languages stands alone.
protos=$(dirname "$(find usr -path '*hensigt/v1/centre.proto')")
(cd "$protos/../.." && protoc -I. --python_out="$here" hensigt/v1/centre.proto)
[ -f hensigt/v1/centre_pb2.py ]
echo "installed: headers, libraries, programs, contract"
