#!/bin/sh
# Draws the program's icon: a square of fountain-pen blue with a T on it. Needs ImageMagick; the pictures are committed.
set -eu
cd "$(dirname "$0")"

draw() { # SIZE FILE
    convert -size 1024x1024 xc:none \
        -fill '#173f6d' -draw 'roundrectangle 32,32 991,991 128,128' \
        -fill '#ffffff' \
        -draw 'rectangle 240,256 783,368' \
        -draw 'rectangle 448,256 575,768' \
        -draw 'rectangle 352,704 671,768' \
        -filter Lanczos -resize "$1x$1" -strip -define png:exclude-chunks=date,time "PNG32:$2"
}

for size in 16 24 32 48 64 128 256 512; do
    draw "$size" "${size}x${size}.png"
done
convert 16x16.png 24x24.png 32x32.png 48x48.png 64x64.png 256x256.png icon.ico
rm -f 16x16.png 24x24.png 48x48.png 64x64.png
