#!/bin/sh
# How many of an office's own sheets are told genuine after a scanner: printed, turned by a degree or two, noisy, JPEG of quality 60, at 150, 200 and 300 dpi.
#   scripts/read_paper.sh [sheets]     TILIK_PROGRAMS: where tilikctl is; needs pdftoppm (poppler-utils) and convert (imagemagick)
# Ends with 1 when less than 97 % are genuine at 200 dpi or 99 % at 300, or when a page was said to be anything else than genuine or unread.
set -eu

sheets=${1:-200}
tilikctl=${TILIK_PROGRAMS:-target/release}/tilikctl
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export TILIK_KDF_FLOOR=1 TILIK_MARKS="$place/marks" TILIK_PASSWORD='contoh kantor tilik'
"$tilikctl" demo "$place/office" --people "$sheets" >/dev/null
"$tilikctl" print "$place/office" --period 2026-TW3 --out "$place/sheets.pdf" >/dev/null
pages=$(pdfinfo "$place/sheets.pdf" | sed -n 's/^Pages: *//p')
missed=0
for dpi in 150 200 300; do
    genuine=0 wrong=0 page=0
    while [ "$page" -lt "$pages" ]; do
        page=$((page + 1))
        pdftoppm -r "$dpi" -gray -singlefile -f "$page" -l "$page" "$place/sheets.pdf" "$place/page"
        # From -2 to 2 degrees, the same in every run.
        turn=$(awk -v page="$page" 'BEGIN { printf "%.2f", (page * 37 % 401) / 100 - 2 }')
        convert "$place/page.pgm" -background white -rotate "$turn" -seed "$page" -attenuate 0.4 +noise Gaussian -colorspace Gray -quality 60 "$place/page.jpg"
        said=$("$tilikctl" --json verify-sheet "$place/office" "$place/page.jpg" 2>/dev/null || true)
        case $said in
            *'"verdict":"genuine"'*) genuine=$((genuine + 1)) ;;
            *'"verdict":'*) wrong=$((wrong + 1)) ;;
        esac
    done
    echo "$dpi dpi: $genuine of $pages genuine, $wrong told otherwise"
    least=$(awk -v dpi="$dpi" -v pages="$pages" 'BEGIN { print int(pages * (dpi == 300 ? 0.99 : dpi == 200 ? 0.97 : 0) + 0.999) }')
    if [ "$genuine" -lt "$least" ] || [ "$wrong" -gt 0 ]; then missed=1; fi
done
exit "$missed"
