"""The sheets by other engines. One content for all: blocks of `content`, drawn by each in its own way."""

import html
import json
import subprocess
import tempfile
import zlib
from pathlib import Path

HEADS = [
    "NO", "RENCANA HASIL KERJA PIMPINAN YANG DIINTERVENSI**", "RENCANA HASIL KERJA", "ASPEK",
    "INDIKATOR KINERJA INDIVIDU", "TARGET", "REALISASI BERDASARKAN BUKTI DUKUNG",
    "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG",
]
SHARES = [4, 20, 20, 9, 20, 12, 18, 18]
FIELDS = [("NAMA", "name"), ("NIP", "nip"), ("PANGKAT/GOL. RUANG", "rank"), ("JABATAN", "position"), ("UNIT KERJA", "unit")]


def field(person, key):
    return person["number"]["nip"] if key == "nip" else person[key]


def footer(sheet):
    person = sheet["employee"]
    return f"Dokumen milik {person['name']} (NIP {field(person, 'nip')}) · Revisi {sheet['revision']} · {sheet['content_hash']}"


def png(rows):
    """A code as PNG of one bit, dark as black."""
    side = len(rows)
    raw = b"".join(
        b"\0" + int("".join("0" if dark else "1" for dark in row).ljust((side + 7) // 8 * 8, "0"), 2).to_bytes((side + 7) // 8, "big")
        for row in rows
    )
    chunk = lambda kind, data: len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    head = side.to_bytes(4, "big") * 2 + b"\x01\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def typst(form, sheets, out, fonts):
    import typst as compiler

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for sheet in sheets:
            sheet["code"] = [255 * (not dark) for row in sheet["code"] for dark in row]
        (folder / "data.json").write_text(json.dumps(sheets))
        source = folder / "main.typ"
        source.write_text((Path(__file__).parent / f"{form}.typ").read_text())
        compiler.compile(str(source), output=str(out), font_paths=[str(fonts)], ignore_system_fonts=True)


def reportlab(form, sheets, out, fonts):
    import io

    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import (
        BaseDocTemplate, Frame, Image, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer, Table,
    )

    pdfmetrics.registerFont(TTFont("R", str(fonts / "Arimo-Regular.ttf")))
    pdfmetrics.registerFont(TTFont("B", str(fonts / "Arimo-Bold.ttf")))
    wide = form == "evaluasi"
    size = landscape((215 * mm, 330 * mm)) if wide else A4
    left, right, top, bottom = (20, 15, 12, 12) if wide else (30, 20, 20, 25)
    width = size[0] - (left + right) * mm

    def style(face, points, align=0):
        return ParagraphStyle(face + str(points) + str(align), fontName=face, fontSize=points, leading=points * 1.2, alignment=align)

    def p(text, face="R", points=8.5, align=0):
        return Paragraph(html.escape(text).replace("\n", "<br/>"), style(face, points, align))

    pages = []

    def draw_footer(canvas, document):
        canvas.setFont("R", 7.5)
        canvas.drawString(left * mm, 7 * mm, document.footer)
        canvas.drawRightString(size[0] - right * mm, 7 * mm, f"Hal. {canvas.getPageNumber()}")

    class Sheet(Spacer):
        def __init__(self, text):
            super().__init__(0, 0)
            self.text = text

        def draw(self):
            self.canv._doctemplate.footer = self.text

    document = BaseDocTemplate(str(out), pagesize=size, title="Lembar kinerja")
    frame = Frame(left * mm, bottom * mm, width, size[1] - (top + bottom) * mm, 0, 0, 0, 0)
    document.footer = footer(sheets[0])
    document.addPageTemplates([PageTemplate(frames=[frame], onPageEnd=draw_footer)])
    grid = [("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4)]
    grey = colors.Color(0.88, 0.88, 0.88)
    story = []
    for sheet in sheets:
        story.append(Sheet(footer(sheet)))
        parts = content(form, sheet)
        for kind, value in parts:
            if kind == "title":
                story.append(p(value, "B", 12, 1))
            elif kind == "text":
                story.append(p(value, "R", value and 9.5))
            elif kind == "note":
                story.append(p(value, "R", 7.5))
            elif kind == "table":
                rows, commands = [], list(grid)
                head, shares, cells = value
                taken = set()
                for y, row in enumerate(cells):
                    line, x = [], 0
                    for cell in row:
                        while (x, y) in taken:
                            line.append("")
                            x += 1
                        text, columns, high, bold, shade = cell
                        line.append(p(text, "B" if bold else "R"))
                        line.extend([""] * (columns - 1))
                        if columns > 1 or high > 1:
                            commands.append(("SPAN", (x, y), (x + columns - 1, y + high - 1)))
                        if shade:
                            commands.append(("BACKGROUND", (x, y), (x + columns - 1, y + high - 1), grey))
                        taken.update((x + i, y + j) for i in range(columns) for j in range(high))
                        x += columns
                    while len(line) < len(shares):
                        line.append("")
                    rows.append(line)
                widths = [width * share / sum(shares) for share in shares]
                story.append(Table(rows, colWidths=widths, repeatRows=head, style=commands, hAlign="LEFT"))
                story.append(Spacer(0, 8))
            elif kind == "signatures":
                left_block, right_block, code = value
                image = Image(io.BytesIO(png(code)), 22 * mm, 22 * mm)
                block = lambda lines: [p(line, "B" if index == 3 else "R", 9.5, 1) for index, line in enumerate(lines)]
                story.append(Table([[block(left_block), image, block(right_block)]], colWidths=[width * 0.36, width * 0.28, width * 0.36]))
        story.append(PageBreak())
    document.build(story)


def content(form, sheet):
    """Titles, texts, tables (head rows, shares, rows of (text, columns, rows, bold, shade)) and signatures."""
    cell = lambda text, columns=1, rows=1, bold=False, shade=False: (text, columns, rows, bold, shade)
    if form == "dokumen":
        yield "title", "DOKUMEN EVALUASI KINERJA PEGAWAI"
        yield "title", f"PERIODE*: {sheet['period']}**"
        yield "text", f"{sheet['agency']}    PERIODE PENILAIAN: {sheet['span']}"
        rows = []
        people = [("1", "PEGAWAI YANG DINILAI", "employee"), ("2", "PEJABAT PENILAI KINERJA", "assessor"), ("3", "ATASAN PEJABAT PENILAI KINERJA", "superior")]
        for number, head, key in people:
            rows.append([cell(number, bold=True, shade=True), cell(head, 2, bold=True, shade=True)])
            for index, (label, of) in enumerate(FIELDS):
                first = [cell("", 1, 5)] if index == 0 else []
                rows.append(first + [cell(label), cell(": " + field(sheet[key], of))])
        rows.append([cell("4", bold=True, shade=True), cell("EVALUASI KINERJA", 2, bold=True, shade=True)])
        rows.append([cell("", 1, 2), cell("CAPAIAN KINERJA ORGANISASI"), cell(": " + sheet["achievement"], bold=True)])
        rows.append([cell("PREDIKAT KINERJA PEGAWAI"), cell(": " + sheet["predicate"], bold=True)])
        rows.append([cell("5", bold=True, shade=True), cell("CATATAN/REKOMENDASI", 2, bold=True, shade=True)])
        rows.append([cell(""), cell(sheet["notes"], 2)])
        yield "table", (0, [9, 58, 93], rows)
    else:
        for title in ("EVALUASI KINERJA PEGAWAI", "PENDEKATAN HASIL KERJA KUANTITATIF", "BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL", f"PERIODE*: {sheet['period']}"):
            yield "title", title
        yield "text", f"{sheet['agency']}    PERIODE PENILAIAN: {sheet['span']}"
        rows = [[cell("NO", 1, 1, True, True), cell("PEGAWAI YANG DINILAI", 2, 1, True, True), cell("NO", 1, 1, True, True), cell("PEJABAT PENILAI KINERJA", 2, 1, True, True)]]
        for number, (label, of) in enumerate(FIELDS, 1):
            rows.append([cell(str(number)), cell(label), cell(field(sheet["employee"], of)), cell(str(number)), cell(label), cell(field(sheet["assessor"], of))])
        yield "table", (1, [4, 16, 34, 4, 16, 34], rows)
        yield "table", (0, [30, 70], [[cell("CAPAIAN KINERJA ORGANISASI*", bold=True, shade=True), cell(sheet["achievement"], bold=True)], [cell("POLA DISTRIBUSI:", bold=True, shade=True), cell("-")]])
        rows = [[cell("HASIL KERJA", 8, 1, True, True)], [cell(head, 1, 1, True, True) for head in HEADS], [cell(f"({n})", 1, 1, False, True) for n in range(1, 9)]]
        for title, key in (("A. UTAMA", "main"), ("B. TAMBAHAN", "additional")):
            rows.append([cell(title, 8, 1, True)])
            for number, result in enumerate(sheet["work"][key], 1):
                indicators = result["indicators"]
                high = len(indicators)
                told = any(i["feedback"] for i in indicators)
                real = any(i["realisation"] for i in indicators)
                statement = result["statement"] + (f" (Penugasan dari: {result['assigned_by']})" if result["assigned_by"] else "")
                for index, i in enumerate(indicators):
                    row = [cell(str(number), 1, high), cell(result["superior_result"], 1, high), cell(statement, 1, high)] if index == 0 else []
                    row += [cell(i["aspect"]), cell(i["statement"]), cell(i["target"])]
                    if real or index == 0:
                        row.append(cell(i["realisation"] if real else result["realisation"], 1, 1 if real else high))
                    if told or index == 0:
                        row.append(cell(i["feedback"] if told else result["feedback"], 1, 1 if told else high))
                    rows.append(row)
        yield "table", (3, SHARES, rows)
        yield "table", (0, [30, 70], [[cell("RATING HASIL KERJA", bold=True, shade=True), cell(sheet["result_rating"], bold=True)]])
        rows = [[cell("PERILAKU KERJA", 4, 1, True, True)], [cell(head, 1, 1, True, True) for head in ("NO", "PERILAKU KERJA", "EKSPEKTASI KHUSUS PIMPINAN", "UMPAN BALIK BERKELANJUTAN BERDASARKAN BUKTI DUKUNG")], [cell(f"({n})", 1, 1, False, True) for n in range(1, 5)]]
        for number, behaviour in enumerate(sheet["behaviours"], 1):
            points = "\n".join([behaviour["name"]] + [f"{n}. {point}" for n, point in enumerate(behaviour["points"], 1)])
            rows.append([cell(str(number)), cell(points), cell(behaviour["expectation"] or "-"), cell(behaviour["feedback"] or "-")])
        yield "table", (3, [4, 46, 22, 28], rows)
        yield "table", (0, [30, 70], [[cell("RATING PERILAKU KERJA", bold=True, shade=True), cell(sheet["behaviour_rating"], bold=True)]])
        yield "table", (0, [30, 70], [[cell("PREDIKAT KINERJA PEGAWAI", bold=True, shade=True), cell(sheet["predicate"], bold=True)]])
    block = lambda role, key, signing: [sheet[signing]["place_and_date"] or "........................, ....................................", role, "\n\n\n", sheet[key]["name"], "NIP. " + field(sheet[key], "nip")]
    left = block("Pegawai yang Dinilai,", "employee", "employee_signing") if form == "dokumen" else []
    yield "signatures", (left, block("Pejabat Penilai Kinerja,", "assessor", "assessor_signing"), sheet["code"])
    yield "note", "* Periode mengikuti periode evaluasi yang digunakan instansi."


def to_html(form, sheets, fonts, folder):
    wide = form == "evaluasi"
    size, margin = ("330mm 215mm", "12mm 15mm 12mm 20mm") if wide else ("210mm 297mm", "20mm 20mm 25mm 30mm")
    out = [f"""<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Lembar kinerja</title><style>
@font-face {{ font-family: Arimo; src: url({(fonts / 'Arimo-Regular.ttf').as_uri()}) }}
@font-face {{ font-family: Arimo; font-weight: bold; src: url({(fonts / 'Arimo-Bold.ttf').as_uri()}) }}
@page {{ size: {size}; margin: {margin}; @bottom-left {{ content: string(owner); font: 7.5pt Arimo }} @bottom-right {{ content: "Hal. " counter(page); font: 7.5pt Arimo }} }}
body {{ font: 9.5pt/1.2 Arimo; margin: 0 }} section {{ break-before: page; page-break-before: always }} section:first-child {{ break-before: auto; page-break-before: auto }}
h1 {{ font-size: 12pt; text-align: center; margin: 0 }} table {{ border-collapse: collapse; width: 100%; font-size: 8.5pt; margin: 0 0 8pt; table-layout: fixed }}
td {{ border: .6pt solid #000; padding: 2pt 4pt; vertical-align: top }} .g {{ background: #e0e0e0 }} .b {{ font-weight: bold }} .owner {{ string-set: owner content(); font-size: 7.5pt }}
.s td {{ border: none; text-align: center; font-size: 9.5pt }} thead {{ display: table-header-group }} tr {{ break-inside: avoid }} img {{ width: 22mm; height: 22mm }}
</style></head><body>"""]
    for index, sheet in enumerate(sheets):
        out.append(f'<section><div class="owner">{html.escape(footer(sheet))}</div>')
        for kind, value in content(form, sheet):
            if kind == "title":
                out.append(f"<h1>{html.escape(value)}</h1>")
            elif kind in ("text", "note"):
                out.append(f"<p>{html.escape(value)}</p>")
            elif kind == "table":
                head, shares, rows = value
                out.append("<table><colgroup>" + "".join(f'<col style="width:{100 * share / sum(shares):.2f}%">' for share in shares) + "</colgroup>")
                for number, row in enumerate(rows):
                    out.append("<thead>" if head and number == 0 else "")
                    out.append("<tr>" + "".join(to_cell(cell) for cell in row) + "</tr>")
                    out.append("</thead>" if head and number == head - 1 else "")
                out.append("</table>")
            else:
                left, right, code = value
                name = f"code-{index}.png"
                (folder / name).write_bytes(png(code))
                lines = lambda block: "<br>".join(html.escape(line).replace("\n", "<br>") for line in block)
                out.append(f'<table class="s"><tr><td>{lines(left)}</td><td><img src="{name}"></td><td>{lines(right)}</td></tr></table>')
        out.append("</section>")
    out.append("</body></html>")
    path = folder / "sheets.html"
    path.write_text("".join(out))
    return path


def to_cell(cell):
    text, columns, rows, bold, shade = cell
    spans = (f' colspan="{columns}"' if columns > 1 else "") + (f' rowspan="{rows}"' if rows > 1 else "")
    names = " ".join(name for name, has in (("b", bold), ("g", shade)) if has)
    return f'<td{spans} class="{names}">{html.escape(text)}</td>'.replace("\n", "<br>")


def weasyprint(form, sheets, out, fonts):
    from weasyprint import HTML

    with tempfile.TemporaryDirectory() as folder:
        HTML(filename=str(to_html(form, sheets, fonts, Path(folder)))).write_pdf(str(out))


def libreoffice(form, sheets, out, fonts):
    with tempfile.TemporaryDirectory() as folder:
        source = to_html(form, sheets, fonts, Path(folder))
        command = ["soffice", f"-env:UserInstallation={Path(folder).as_uri()}/profile", "--headless", "--convert-to",
                   "pdf:writer_web_pdf_Export", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        out.write_bytes((Path(folder) / "sheets.pdf").read_bytes())


PEERS = {"typst": typst, "reportlab": reportlab, "weasyprint": weasyprint, "libreoffice": libreoffice}
