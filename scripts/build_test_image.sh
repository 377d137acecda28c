#!/bin/sh
# Imports a Docker image made of this machine's own Python, its standard library and its shared libraries, and of its
# awk and sh, as executables for jobs that name one: for tests where no registry can be reached.   scripts/build_test_image.sh [NAME]
set -eu
name=${1:-code-repair-test-python}
python=$(PATH=/usr/bin:/bin readlink -f "$(PATH=/usr/bin:/bin command -v python3)")
library=$("$python" -I -S -c 'import os; print(os.path.dirname(os.__file__))')
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
# /bin, /lib and /lib64 are links on a merged-usr system: make the same ones.
for link in bin lib lib64; do
  [ -L "/$link" ] && ln -s "$(readlink "/$link")" "$root/$link"
done
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/usr/lib64" "$root/tmp" "$root/dev" "$root/proc" "$root/sys" "$root/sandbox" "$root/etc" "$root$library"
cp "$python" "$root/usr/bin/python3"
awk=$(PATH=/usr/bin:/bin readlink -f "$(PATH=/usr/bin:/bin command -v awk)")
cp "$awk" "$root/usr/bin/awk"
sh=$(PATH=/usr/bin:/bin readlink -f "$(PATH=/usr/bin:/bin command -v sh)")
cp "$sh" "$root/usr/bin/sh"
cp -a "$library/." "$root$library/"
rm -rf "$root$library/test" "$root$library/idlelib" "$root$library/dist-packages"
{ ldd "$python"; ldd "$awk"; ldd "$sh"; find "$library/lib-dynload" -name '*.so' -exec ldd {} +; } |
  awk '/=> \// { print $3 } /^\t\// { print $1 }' | sort -u |
  while read -r file; do
    mkdir -p "$(readlink -m "$root$(dirname "$file")")"
    [ -e "$root$file" ] || cp -L "$file" "$root$file"
  done
tar -C "$root" -c . | docker import - "$name" > /dev/null
echo "$name"
