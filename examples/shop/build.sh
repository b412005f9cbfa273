#!/bin/sh
# Compiles the shop into out/, with the JDK (21 or newer) of JAVA_HOME or of PATH.
set -eu
cd "$(dirname "$0")"
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
rm -rf out
"$javac" -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC --release 21 -d out ./*.java
