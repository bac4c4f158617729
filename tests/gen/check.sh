#!/bin/sh
# Checks the generator from outside, through protoc:
#
#   check.sh golden    generates from golden/ and compares with golden/expected/, byte for byte
#   check.sh bad       each file of bad/ must be refused with exactly the errors of its .errors file, and nothing be written
#   check.sh update    writes golden/expected/ and bad/*.errors anew; the difference is to be read before it is committed
#
# The environment names the programs and folders: PROTOC, PLUGIN, CONTRACT (proto/), PROTOS (of google/protobuf).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# generate ROOT FILE...: generates into $work/out; errors go to $work/errors.
generate() {
    root=$1
    shift
    rm -rf "$work/out"
    mkdir "$work/out"
    "$PROTOC" --plugin=protoc-gen-hensigt="$PLUGIN" --hensigt_out="$work/out" -I"$root" -I"$CONTRACT" -I"$PROTOS" "$@" 2>"$work/errors"
}

# What is compared: all that is made of the files in golden/. contract.c and docs_table.c hold the options' own file too,
# which is not golden; test_contract.c looks into them.
golden_files() {
    (cd "$1" && find hensigt/v1 hensigt/service_registry.* -type f | LC_ALL=C sort)
}

generate_golden() {
    generate "$here/golden" hensigt/v1/shelf.proto hensigt/v1/book.proto
}

check_golden() {
    generate_golden || { cat "$work/errors"; exit 1; }
    golden_files "$work/out" >"$work/generated"
    golden_files "$here/golden/expected" | sed 's/\.expected$//' >"$work/expected"
    diff -u "$work/expected" "$work/generated" || failed=1
    while read -r file; do
        diff -u "$here/golden/expected/$file.expected" "$work/out/$file" || failed=1
    done <"$work/generated"
}

# The errors of one bad file without protoc's prefix; fails if it was accepted or something was written.
generate_bad() {
    if generate "$here/bad" "hensigt/v1/$1.proto"; then
        echo "bad/hensigt/v1/$1.proto was accepted"
        return 1
    fi
    if [ -n "$(ls -A "$work/out")" ]; then
        echo "bad/hensigt/v1/$1.proto: files were written all the same"
        return 1
    fi
    sed -i 's/^--hensigt_out: //' "$work/errors"
}

bad_cases() {
    (cd "$here/bad/hensigt/v1" && ls) | sed 's/\.proto$//'
}

check_bad() {
    for case in $(bad_cases); do
        generate_bad "$case" && diff -u "$here/bad/$case.errors" "$work/errors" || failed=1
    done
}

update() {
    generate_golden || { cat "$work/errors"; exit 1; }
    rm -rf "$here/golden/expected"
    golden_files "$work/out" | while read -r file; do
        mkdir -p "$here/golden/expected/$(dirname "$file")"
        cp "$work/out/$file" "$here/golden/expected/$file.expected"
    done
    for case in $(bad_cases); do
        generate_bad "$case" || exit 1
        cp "$work/errors" "$here/bad/$case.errors"
    done
}

case ${1:-} in
golden) check_golden ;;
bad) check_bad ;;
update) update ;;
*)
    sed -n '2,8p' "$0" >&2
    exit 2
    ;;
esac
exit $failed
