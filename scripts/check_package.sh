#!/bin/sh
# check_package.sh FILE.deb ROOT: lays a package into a root of its own and says what is in it. Fails when something is missing, or there that does not belong.
set -eu
package=$1
root=$2

fail() {
    echo "package: $*" >&2
    exit 1
}

rm -rf "$root"
mkdir -p "$root"
dpkg-deb --extract "$package" "$root"

for wanted in usr/bin/tilik usr/share/applications/Tilik.desktop usr/share/mime/packages/tilik.xml usr/share/icons/hicolor/32x32/apps/tilik.png \
    usr/share/icons/hicolor/256x256/apps/tilik.png; do
    [ -s "$root/$wanted" ] || fail "$wanted is missing"
done
[ "$(find "$root/usr/bin" -type f | wc -l)" -eq 1 ] || fail "programs beside tilik: $(ls "$root/usr/bin")"
for line in 'Exec=tilik %f' 'Icon=tilik' 'MimeType=application/vnd.tilik'; do
    grep -q "^$line" "$root/usr/share/applications/Tilik.desktop" || fail "the desktop file does not say: $line"
done
for library in libwebkit2gtk-4.1-0 libgtk-3-0; do
    dpkg-deb --field "$package" Depends | grep -q "$library" || fail "the package does not ask for $library"
done
# What runs at installation would run as root.
scripts=$(dpkg-deb --ctrl-tarfile "$package" | tar -t | grep -E '/(pre|post)(inst|rm)$' || true)
[ -z "$scripts" ] || fail "scripts of installation: $scripts"

echo "package:   $package"
echo "           $(($(stat -c %s "$package") / 1000)) kB, installed $(du -sk --apparent-size "$root" | cut -f1) KiB"
(cd "$root" && find . -type f -printf '           %s %P\n')
