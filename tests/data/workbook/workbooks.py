"""Makes the workbooks of tests/data/workbook: `python3 workbooks.py FOLDER`. Needs openpyxl, XlsxWriter and odfpy."""
import datetime as dt, os, sys, zipfile, io
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
P = lambda n: os.path.join(out, n)
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

# plain.xlsx: header and three rows, numbers, text with a comma, a missing cell
wb = Workbook(); ws = wb.active; ws.title = "Flowers"
for row in [("length", "species", "count"), (1.5, "setosa, wild", 3), (2.25, "say \"x\"", None), (-3e-5, "two\nlines", 7)]: ws.append(row)
wb.save(P("plain.xlsx"))

# dates.xlsx
wb = Workbook(); ws = wb.active; ws.title = "Dates"
ws.append(("day", "moment", "time", "span", "y"))
for i in range(3):
    ws.append((dt.date(2024, 1, 31 - i), dt.datetime(2024, 2, 29, 18, 30, i), dt.time(8, 5, i), dt.timedelta(days=1, hours=12 * i), i))
wb.save(P("dates.xlsx"))

# titles.xlsx: merged title, blank row, offset table, hidden rows, formulas without values
wb = Workbook(); ws = wb.active; ws.title = "Report"
ws["B2"] = "Yield of 2024"; ws.merge_cells("B2:D2")
for r, row in enumerate([("x", "y", "sum"), (1, 10, "=B5+C5"), (2, 20, "=B6+C6"), (3, 30, "=B7+C7"), (4, 40, 44)], 4):
    for c, v in enumerate(row, 2): ws.cell(r, c, v)
ws.row_dimensions[6].hidden = True; ws.row_dimensions[7].hidden = True
wb.save(P("titles.xlsx"))

# sheets.xlsx: blank first sheet, chart sheet, hidden sheet with cells, two tables
from openpyxl.chart import BarChart, Reference
wb = Workbook(); wb.active.title = "Blank"
hid = wb.create_sheet("Hidden"); hid.append(("h", "i")); hid.append((9, 9)); hid.sheet_state = "hidden"
ws = wb.create_sheet("First"); ws.append(("a", "b"))
for i in range(3): ws.append((i, i * i))
cs = wb.create_chartsheet("Chart"); ch = BarChart(); ch.add_data(Reference(ws, min_col=1, min_row=1, max_row=4)); cs.add_chart(ch)
ws = wb.create_sheet("Second & last"); ws.append(("c", "d")); ws.append((5, "x")); ws.append((6, "y"))
wb.save(P("sheets.xlsx"))

# blank.xlsx
Workbook().save(P("blank.xlsx"))
# only a header
wb = Workbook(); wb.active.append(("a", "b")); wb.save(P("header_only.xlsx"))
# notes before the table: a title alone, and a column of text
wb = Workbook(); ws = wb.active; ws.title = "Title"; ws.append(("Yield of 2024",))
ws = wb.create_sheet("Notes"); ws.append(("Notes",)); ws.append(("taken by hand",)); ws.append(("see the table",))
ws = wb.create_sheet("Table"); ws.append(("x", "y")); ws.append((1, 10)); ws.append((2, 20))
wb.save(P("notes_first.xlsx"))
# errors and booleans, unnamed column
wb = Workbook(); ws = wb.active
ws.append(("x", None, "ok")); ws.append((1, 2, True)); ws.append(("#DIV/0!", 3, False)); ws.append((3, 4, True)); ws.append(("#N/A", 5, False)); ws.append((7,8,True))
for r in (3, 5): ws.cell(r, 1).data_type = "e"
wb.save(P("errors_and_booleans.xlsx"))
# text and numbers, codes with leading zeros
wb = Workbook(); ws = wb.active
ws.append(("code", "value"))
for i in range(3): ws.append((f"00{i}", 10 ** (3 * i) / 8))
wb.save(P("codes.xlsx"))

import xlsxwriter
wb = xlsxwriter.Workbook(P("shared_texts.xlsx")); ws = wb.add_worksheet("Shared")
bold = wb.add_format({"bold": True}); day = wb.add_format({"num_format": "dd.mm.yyyy"})
ws.write_row(0, 0, ["name", "day", "value", "double"])
for i, n in enumerate(["red", "blue", "red", "grün & gelb"], 1):
    ws.write(i, 0, n); ws.write_datetime(i, 1, dt.datetime(2023, 12, 31) + dt.timedelta(days=i), day); ws.write(i, 2, i / 3); ws.write_formula(i, 3, f"=2*C{i+1}", None, 2 * (i / 3))
ws.write_rich_string(5, 0, "re", bold, "d"); ws.write_row(5, 1, [45300, 1e300, 2e300])
wb.close()

def rewrite(src, dst, change):
    with zipfile.ZipFile(P(src)) as z, zipfile.ZipFile(P(dst), "w", zipfile.ZIP_DEFLATED) as o:
        for i in z.infolist():
            data = change(i.filename, z.read(i.filename))
            if data is not None: o.writestr(zipfile.ZipInfo(i.filename, (1980,1,1,0,0,0)), data, zipfile.ZIP_DEFLATED, 9)

sheet1 = "xl/worksheets/sheet1.xml"
rewrite("plain.xlsx", "sheet_missing.xlsx", lambda n, d: None if n == sheet1 else d)
rewrite("plain.xlsx", "workbook_missing.xlsx", lambda n, d: None if n == "xl/workbook.xml" else d)
rewrite("plain.xlsx", "cut_sheet.xlsx", lambda n, d: d[:len(d) * 2 // 3] if n == sheet1 else d)
rewrite("shared_texts.xlsx", "text_index.xlsx", lambda n, d: d.replace(b"<v>0</v>", b"<v>99</v>") if n == sheet1 else d)
rewrite("shared_texts.xlsx", "claims_texts.xlsx", lambda n, d: d.replace(b'uniqueCount="', b'uniqueCount="18446744073709551') if n == "xl/sharedStrings.xml" else d)
rewrite("plain.xlsx", "rows_out_of_order.xlsx", lambda n, d: d.replace(b'r="A2"', b'r="A9"') if n == sheet1 else d)
rewrite("plain.xlsx", "long_cell_name.xlsx", lambda n, d: d.replace(b'r="A2"', b'r="A99999999999999"') if n == sheet1 else d)
rewrite("plain.xlsx", "row_out_of_range.xlsx", lambda n, d: d.replace(b'r="A2"', b'r="A9999999"') if n == sheet1 else d)
rewrite("plain.xlsx", "backward_dimension.xlsx", lambda n, d: d.replace(b'ref="A1:C4"', b'ref="C4:A1"') if n == sheet1 else d)
rewrite("plain.xlsx", "document_type.xlsx", lambda n, d: d.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1) if n == sheet1 else d)
rewrite("plain.xlsx", "no_positions.xlsx", lambda n, d: __import__("re").sub(rb' r="[A-Z]*\d+"', b"", d) if n == sheet1 else d)
# bombs
def spaces(n, d):
    if n != sheet1: return d
    return d.replace(b"<sheetData>", b"<sheetData>" + b" " * (120 << 20))

def repeated(n, d):
    if n == "xl/sharedStrings.xml":
        return b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>' + b"x" * 1_000_000 + b"</t></si></sst>"
    if n == sheet1:
        return b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b''.join(b'<row><c t="s"><v>0</v></c></row>' for _ in range(2000)) + b"</sheetData></worksheet>"
    return d
rewrite("shared_texts.xlsx", "repeated_text.xlsx", repeated)
data = open(P("plain.xlsx"), "rb").read()
open(P("cut.xlsx"), "wb").write(data[: len(data) // 2])
for n in ("blank", ):
    pass

# archives
def archive(name, files):
    with zipfile.ZipFile(P(name), "w", zipfile.ZIP_DEFLATED) as z:
        for n, d in files: z.writestr(zipfile.ZipInfo(n, (1980,1,1,0,0,0)), d, zipfile.ZIP_DEFLATED)
archive("one_text.zip", [("folder/", ""), ("folder/table.csv", "a,b\n1,2\n3,4\n"), ("__MACOSX/._table.csv", "x")])
archive("two_texts.zip", [("a.csv", "a,b\n1,2\n"), ("b.csv", "a,b\n1,2\n")])
archive("empty.zip", [])
archive("packed_twice.zip", [("plain.xlsx", data)])
archive("binary_workbook.xlsb", [("[Content_Types].xml", "<x/>"), ("xl/workbook.bin", b"\0")])
archive("document.docx", [("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>")])
open(P("old.xls"), "wb").write(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504))

# ODS
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableRow, TableCell, TableColumn, CoveredTableCell
from odf.text import P as Par, S
from odf.style import Style, TableRowProperties
def cell(v, **k):
    if v is None: return TableCell(**k)
    if isinstance(v, bool): c = TableCell(valuetype="boolean", booleanvalue="true" if v else "false", **k); c.addElement(Par(text=str(v).upper())); return c
    if isinstance(v, (int, float)): c = TableCell(valuetype="float", value=repr(v), **k); c.addElement(Par(text=str(v))); return c
    if isinstance(v, dt.datetime): c = TableCell(valuetype="date", datevalue=v.isoformat(), **k); c.addElement(Par(text=str(v))); return c
    if isinstance(v, dt.date): c = TableCell(valuetype="date", datevalue=v.isoformat(), **k); c.addElement(Par(text=str(v))); return c
    if isinstance(v, dt.time): c = TableCell(valuetype="time", timevalue=v.strftime("PT%HH%MM%SS"), **k); c.addElement(Par(text=str(v))); return c
    c = TableCell(valuetype="string", **k)
    for line in v.split("\n"): c.addElement(Par(text=line))
    return c
def table(doc, name, rows, **k):
    t = Table(name=name)
    for row in rows:
        hidden = isinstance(row, list)
        r = TableRow(**({"visibility": "collapse"} if hidden else {}))
        for v in row: r.addElement(v if not isinstance(v, (int, float, str, bool, type(None), dt.date, dt.time)) else cell(v))
        t.addElement(r)
    doc.spreadsheet.addElement(t); return t
d = OpenDocumentSpreadsheet()
table(d, "Blank", [])
table(d, "Flowers", [("length", "species", "count", "day", "time"), (1.5, "setosa, wild", 3, dt.date(2024, 1, 31), dt.time(8, 5)), [2.25, "say \"x\"", None, dt.date(2024, 1, 30), dt.time(9, 5)], (-3e-5, "two\nlines", 7, dt.datetime(2024, 1, 29, 18, 30), dt.time(10, 5))])
table(d, "Second", [("c", "d"), (5, True), (6, False)])
d.save(P("ods_plain.ods"))
d = OpenDocumentSpreadsheet()
t = table(d, "Report", [(cell("Yield of 2024", numbercolumnsspanned="3", numberrowsspanned="1"), CoveredTableCell(numbercolumnsrepeated="2")), (cell(None, numbercolumnsrepeated="16384"),)])
for row in [("x", "y", "z"), (1, 10, 0), (2, 20, 0), (3, 30, 0)]:
    r = TableRow()
    r.addElement(cell(row[0])); r.addElement(cell(row[1])); r.addElement(cell(row[2])); t.addElement(r)
r = TableRow(numberrowsrepeated="2"); r.addElement(cell(4, numbercolumnsrepeated="2")); r.addElement(cell(1)); t.addElement(r)
r = TableRow(numberrowsrepeated="1048568"); r.addElement(cell(None, numbercolumnsrepeated="16384")); t.addElement(r)
d.save(P("ods_titles_and_repeats.ods"))
d = OpenDocumentText(); d.save(P("text.odt"))
def rods(dst, change):
    with zipfile.ZipFile(P("ods_plain.ods")) as z, zipfile.ZipFile(P(dst), "w", zipfile.ZIP_DEFLATED) as o:
        for i in z.infolist():
            x = change(i.filename, z.read(i.filename))
            if x is not None: o.writestr(zipfile.ZipInfo(i.filename, (1980,1,1,0,0,0)), x, zipfile.ZIP_DEFLATED, 9)
C = "content.xml"
def body(new): return lambda n, x: x[: x.index(b"<office:spreadsheet>") + 20] + new + b"</office:spreadsheet></office:body></office:document-content>" if n == C else x
one = b'<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
rods("ods_repeated_cells.ods", body(b'<table:table table:name="a">' + b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row>' + b"</table:table>"))
rods("ods_repeated_text.ods", body(b'<table:table table:name="a"><table:table-row><table:table-cell table:number-columns-repeated=\'16384\' office:string-value="' + b"x" * 100000 + b'"/></table:table-row></table:table>'))
rods("ods_spaces.ods", body(b'<table:table table:name="a"><table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="99999999999"/></text:p></table:table-cell></table:table-row></table:table>'))
rods("ods_cut_content.ods", lambda n, x: x[: x.index(b"</table:table>")] if n == C else x)
rods("ods_not_nested.ods", body(b'<table:table table:name="a"><table:table-row>' + one + b"</table:table>"))
rods("ods_content_missing.ods", lambda n, x: None if n == C else x)
0 and rods("ods_bomb.ods", lambda n, x: x.replace(b"<office:spreadsheet>", b"<office:spreadsheet>" + b" " * (120 << 20)) if n == C else x)
rods("ods_encrypted.ods", lambda n, x: x.replace(b"</manifest:manifest>", b'<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>') if n == "META-INF/manifest.xml" else x)
rods("ods_utf16.ods", lambda n, x: b"\xff\xfe" + x.decode().encode("utf-16-le") if n == C else x)
