#!/bin/sh
# A plugin of protoc that keeps its request in $CAPTURE and answers with nothing.
cat >"$CAPTURE"
