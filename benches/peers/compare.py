"""Times ours and others on the same sheets, and reads every sheet's text back. See README.md."""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

RUNS = 3
# Seconds above which one run of a contender is enough, and those after which it is given up.
SLOW = 15
MOST = 120


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
            if peer == "libreoffice" and not has_writer():
                continue
            contenders[peer] = lambda out, peer=peer: [
                sys.executable, __file__, "--work", options.work, "--ours", options.ours, "--bare", options.bare,
                "--fonts", options.fonts, "--one", peer, form, data, out,
            ]
        for name, command in contenders.items():
            out = options.work / f"{form}-{name.replace(' ', '-')}.pdf"
            runs = [run(command(out))]
            if runs[0] is None:
                print(form, name, f"given up after {MOST} s", flush=True)
                continue
            while len(runs) < RUNS and runs[0][1] < SLOW:
                runs.append(run(command(out)))
            # Of CPU and wall the best of the runs, of memory the most.
            best = min(each[0] for each in runs), min(each[1] for each in runs), max(each[2] for each in runs)
            missing = "-" if name == "bare printpdf" else str(len(list_missing(out, sheets)))
            rows.append((form, name, *best, out.stat().st_size, pages_of(out), missing))
            print(*rows[-1], flush=True)
    print(f"\n{options.count} sheets each; of {RUNS} runs (one when it took longer than {SLOW} s) the least CPU and wall and the most memory\n")
    print("| form | who | wall s | CPU s | peak MB | file MB | pages | wall by ours | CPU by ours | sheets with text missing |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for form, name, cpu, wall, peak, size, pages, missing in rows:
        ours = next(row for row in rows if row[0] == form and row[1] == "tilik")
        print(f"| {form} | {name} | {wall:.2f} | {cpu:.2f} | {peak / 1e6:.0f} | {size / 1e6:.2f} | {pages} | {wall / ours[3]:.1f} | {cpu / ours[2]:.1f} | {missing} |")
    print()
    tell_goals(rows)


def has_writer():
    """LibreOffice without its word processor opens no page."""
    told = subprocess.run(["dpkg", "-s", "libreoffice-writer"], capture_output=True)
    return shutil.which("soffice") is not None and told.returncode == 0


def tell_goals(rows):
    """Ours beside what it should be, for 500 sheets."""
    find = lambda form, name: next((row for row in rows if row[:2] == (form, name)), None)
    first = find("dokumen", "tilik")
    goals = [
        ("dokumen: wall, s", first[3], "at most", 1.0),
        ("dokumen: peak, MB", first[4] / 1e6, "at most", 150),
        ("dokumen: file, MB", first[5] / 1e6, "at most", 3),
    ]
    for form in ("dokumen", "evaluasi"):
        ours, typst, bare = (find(form, name) for name in ("tilik", "typst", "bare printpdf"))
        goals += [
            (f"{form}: Typst's wall by ours", typst[3] / ours[3], "at least", 1.6),
            (f"{form}: our CPU by that of bare printpdf", ours[2] / bare[2], "at most", 1.3),
            (f"{form}: our wall by that of bare printpdf", ours[3] / bare[3], "at most", 1.3),
        ]
    print("| goal | found | wanted | |\n|---|---|---|---|")
    for name, found, way, wanted in goals:
        is_met = found <= wanted if way == "at most" else found >= wanted
        print(f"| {name} | {found:.2f} | {way} {wanted} | {'met' if is_met else 'MISSED'} |")


def run(command):
    """CPU and wall seconds of a process and its children, and the most memory that one of them had, in bytes; nothing after `MOST` seconds."""
    begun = time.monotonic()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, start_new_session=True)
    giving_up = threading.Timer(MOST, os.killpg, (process.pid, signal.SIGKILL))
    giving_up.start()
    _, status, used = os.wait4(process.pid, 0)
    giving_up.cancel()
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGKILL and wall >= MOST:
        return None
    if process.returncode:
        raise SystemExit(f"{command[0]}: ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024


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
