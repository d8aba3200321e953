"""Times ours and others on the same sheets, and reads every sheet's text back. See README.md."""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import zlib
from pathlib import Path

RUNS = 3


def main():
    parser = argparse.ArgumentParser()
    for name in ("work", "ours", "bare", "fonts"):
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--one", nargs=4, help="peer form data out: internal")
    options = parser.parse_args()
    if options.one:
        peer, form, data, out = options.one
        sys.path.insert(0, str(Path(__file__).parent))
        import peers
        peers.PEERS[peer](form, json.loads(Path(data).read_text()), Path(out), options.fonts)
        return
    rows = []
    for form in ("dokumen", "evaluasi"):
        data, marks = options.work / f"{form}.json", options.work / f"{form}.txt"
        run([options.ours, form, options.count, options.work / "first.pdf", data, marks])
        sheets = json.loads(data.read_text())
        contenders = {
            "tilik": lambda out: [options.ours, form, options.count, out],
            "bare printpdf": lambda out: [options.bare, marks, options.fonts, out],
        }
        for peer in ("typst", "reportlab", "weasyprint", "libreoffice"):
            if peer == "libreoffice" and not shutil.which("soffice"):
                continue
            contenders[peer] = lambda out, peer=peer: [
                sys.executable, __file__, "--work", options.work, "--ours", options.ours, "--bare", options.bare,
                "--fonts", options.fonts, "--one", peer, form, data, out,
            ]
        for name, command in contenders.items():
            out = options.work / f"{form}-{name.replace(' ', '-')}.pdf"
            best = min((run(command(out)) for _ in range(RUNS)), key=lambda times: times[0])
            missing = "-" if name == "bare printpdf" else str(len(list_missing(out, sheets)))
            rows.append((form, name, *best, out.stat().st_size, pages_of(out), missing))
            print(*rows[-1], flush=True)
    print(f"\n{options.count} sheets each, best of {RUNS} by CPU\n")
    print("| form | who | CPU s | wall s | MB | pages | CPU by ours | sheets with text missing |\n|---|---|---|---|---|---|---|---|")
    for form, name, cpu, wall, size, pages, missing in rows:
        ours = next(row[2] for row in rows if row[0] == form and row[1] == "tilik")
        print(f"| {form} | {name} | {cpu:.2f} | {wall:.2f} | {size / 1e6:.2f} | {pages} | {cpu / ours:.1f} | {missing} |")


def run(command):
    """CPU and wall seconds of a process and its children."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - begun


def pages_of(path):
    told = subprocess.run(["pdfinfo", str(path)], check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", told).group(1))


def list_missing(path, sheets):
    """Sheets of which a word is not between the first page with their number and the first of the next."""
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout
    pages = [squeeze(page) for page in text.split("\f")]
    firsts, at = [], 0
    for sheet in sheets:
        number = squeeze(sheet["employee"]["number"]["nip"])
        at = next((page for page in range(at, len(pages)) if number in pages[page]), None)
        if at is None:
            return sheets
        firsts.append(at)
    missing = []
    for index, sheet in enumerate(sheets):
        until = firsts[index + 1] if index + 1 < len(sheets) else len(pages)
        own = "".join(pages[firsts[index]:max(until, firsts[index] + 1)])
        if not all(word in own for word in list_words(sheet)):
            missing.append(sheet)
    return missing


def squeeze(text):
    return re.sub(r"[\s\u00ad-]", "", text)


SILENT = {"stage", "approach", "kind", "labels", "version", "code", "pattern", "content_hash", "revision", "print"}


def list_words(value, key=""):
    if key in SILENT:
        return
    if isinstance(value, str):
        # A long word may be divided at the end of a line.
        yield from (squeeze(word) for word in value.split() if len(word) <= 6)
    elif isinstance(value, list):
        for item in value:
            yield from list_words(item, key)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from list_words(item, name)


if __name__ == "__main__":
    main()
