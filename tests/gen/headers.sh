#!/bin/sh
# Every header must compile alone: as C11 -pedantic and as C++11, without a warning.
#
#   headers.sh ROOT FOLDER [ROOT FOLDER]...    the headers in ROOT/FOLDER, included by their path below ROOT
#
# The environment gives CC, CXX and INCLUDES (-I options).
set -eu
failed=0
count=0
while [ $# -ge 2 ]; do
    for header in $(cd "$1" && find "$2" -name '*.h' | sed 's/^\.\///' | LC_ALL=C sort); do
        count=$((count + 1))
        # INCLUDES is a list of options.
        # shellcheck disable=SC2086
        echo "#include \"$header\"" |
            "$CC" -std=c11 -pedantic -Wall -Wextra -Werror $INCLUDES -I"$1" -x c -fsyntax-only - || failed=1
        # shellcheck disable=SC2086
        echo "#include \"$header\"" |
            "$CXX" -std=c++11 -pedantic -Wall -Wextra -Werror $INCLUDES -I"$1" -x c++ -fsyntax-only - || failed=1
    done
    shift 2
done
echo "$count headers"
[ "$count" -gt 0 ] || failed=1
exit $failed
