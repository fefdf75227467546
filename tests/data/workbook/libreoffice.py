"""Makes workbooks as LibreOffice Calc writes them: `python3 libreoffice.py FOLDER`. Needs nothing beside Python."""
import sys
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])


def archive(name, files):
    with zipfile.ZipFile(folder / name, "w") as target:
        for path, text in files:
            packing = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            target.writestr(info, text, packing, 9)


def ods(name, tables):
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{space}"'
        for prefix, space in [
            ("office", "office:1.0"), ("table", "table:1.0"), ("text", "text:1.0"), ("style", "style:1.0"),
            ("dc", "dc:1.0"), ("form", "form:1.0"), ("draw", "drawing:1.0"),
        ]
    ) + (
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content {spaces} office:version="1.3"><office:scripts/><office:automatic-styles>'
        '<style:style style:name="co1" style:family="table-column"/></office:automatic-styles>'
        "<office:body><office:spreadsheet>"
        '<table:calculation-settings table:automatic-find-labels="false"/>'
        f"{tables}<table:named-expressions/></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    archive(name, [("mimetype", mimetype), ("content.xml", content), ("META-INF/manifest.xml", manifest)])


def kind(name, value, shown, attribute="value", more=""):
    return (
        f'<table:table-cell table:style-name="ce1" {more}office:value-type="{name}" office:{attribute}="{value}" '
        f'calcext:value-type="{name}"><text:p>{shown}</text:p></table:table-cell>'
    )


def text(shown):
    return (
        '<table:table-cell office:value-type="string" calcext:value-type="string">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def row(*cells, more=""):
    return f'<table:table-row table:style-name="ro1"{more}>{"".join(cells)}</table:table-row>'


def empty(count):
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


COLUMNS = (
    '<table:table-column table:style-name="co1" table:number-columns-repeated="7" table:default-cell-style-name="ce1"/>'
    '<table:table-column table:style-name="co1" table:number-columns-repeated="16377"/>'
)


def table(name, rows, forms=""):
    return f'<table:table table:name="{name}" table:style-name="ta1">{forms}{COLUMNS}{"".join(rows)}</table:table>'


# Every kind of cell, formulas with the values they had, a note, rich text, and the empty rest of the sheet.
FORMS = '<office:forms form:automatic-focus="false" form:apply-design-mode="false"/>'
NOTE = (
    '<office:annotation draw:style-name="gr1"><dc:date>2024-01-01T00:00:00</dc:date>'
    "<text:p>a note, no part of the cell</text:p></office:annotation>"
)
rows = [row(*map(text, ["share", "price", "day", "moment", "on", "label", "twice"]), empty(16377))]
for index in range(1, 4):
    rows.append(row(
        kind("percentage", f"0.{index}5", f"{index}5,00 %"),
        kind("currency", f"{index}.5", f"{index},50 €", more='table:formula="of:=[.A2]*10" ').replace(
            "calcext:value-type", 'office:currency="EUR" calcext:value-type'),
        kind("date", f"2024-02-0{index}", f"0{index}.02.24", "date-value"),
        kind("time", f"PT08H0{index}M00S", f"08:0{index}:00", "time-value"),
        kind("boolean", "true" if index % 2 else "false", "WAHR" if index % 2 else "FALSCH", "boolean-value"),
        f'<table:table-cell office:value-type="string" calcext:value-type="string">{NOTE}'
        f'<text:p>part<text:s/>of <text:span text:style-name="T1">run</text:span> '
        f'<text:a xlink:href="http://example.org/" xlink:type="simple">{index}</text:a></text:p></table:table-cell>',
        kind("float", f"{2 * index}", f"{2 * index}", more='table:formula="of:=2*[.B2]" '),
        empty(16377),
    ))
rows.append(row(empty(16384), more=' table:number-rows-repeated="1048571"'))
rows.append(row(empty(16384)))
ods("calc_kinds.ods", table("Tabelle1", rows, FORMS))

# Header rows and groups of rows, a merged title, merged cells below, repeated numbers, an error.
error = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
)
rows = [
    row(
        text("Report").replace("<table:table-cell", '<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="1"'),
        '<table:covered-table-cell table:number-columns-repeated="2"/>', empty(16381)),
    row(empty(16384)),
    f'<table:table-header-rows>{row(*map(text, ["group", "x", "y"]), empty(16381))}</table:table-header-rows>',
    "<table:table-row-group>",
    row(
        text("a").replace("<table:table-cell", '<table:table-cell table:number-columns-spanned="1" table:number-rows-spanned="2"'),
        kind("float", "1", "1"), kind("float", "10", "10"), empty(16381)),
    row("<table:covered-table-cell/>", kind("float", "2", "2"), kind("float", "20", "20"), empty(16381)),
    "</table:table-row-group>",
    row(
        text("b"),
        kind("float", "3", "3", more='table:number-columns-repeated="2" '),
        empty(16381), more=' table:number-rows-repeated="2"'),
    row(text("b"), error, kind("float", "5", "5"), empty(16381)),
    row(empty(16384), more=' table:number-rows-repeated="1048568"'),
]
ods("calc_merged.ods", table("Bericht", rows))

# A column that is formatted down to the last row, whose last cell holds a blank text.
rows = [
    row(text("x"), text("y"), empty(16382)),
    row(kind("float", "1", "1"), kind("float", "4", "4"), empty(16382)),
    row(kind("float", "2", "2"), kind("float", "5", "5"), empty(16382)),
    row('<table:table-cell table:style-name="ce2" table:number-columns-repeated="2"/>', empty(16382),
        more=' table:number-rows-repeated="1048573"'),
]
ods("calc_formatted_to_the_end.ods", table("Sheet1", rows))


def xlsx(name, sheet, texts):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    part = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    archive(name, [
        ("_rels/.rels", f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{link}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'{head}<workbook xmlns="{main}" xmlns:r="{link}"><workbookPr date1904="false"/>'
            '<sheets><sheet name="Tabelle1" sheetId="1" state="visible" r:id="rId3"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'{head}<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{link}/theme" Target="theme/theme1.xml"/>'
            f'<Relationship Id="rId2" Type="{link}/styles" Target="styles.xml"/>'
            f'<Relationship Id="rId3" Type="{link}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId4" Type="{link}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
        ("xl/styles.xml", f'{head}<styleSheet xmlns="{main}"><numFmts count="5">'
            '<numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="0.00%"/>'
            '<numFmt numFmtId="166" formatCode="#,##0.00\\ [$€-407];[RED]\\-#,##0.00\\ [$€-407]"/>'
            '<numFmt numFmtId="167" formatCode="dd/mm/yy"/><numFmt numFmtId="168" formatCode="&quot;WAHR&quot;;&quot;WAHR&quot;;&quot;FALSCH&quot;"/>'
            '</numFmts><cellXfs count="5">'
            + "".join(f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyFont="false"/>'
                      for number in range(164, 169))
            + "</cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", f'{head}<sst xmlns="{main}" count="{len(texts)}" uniqueCount="{len(texts)}">'
            + "".join(f"<si>{item}</si>" for item in texts) + "</sst>"),
        ("xl/worksheets/sheet1.xml", f'{head}<worksheet xmlns="{main}" xmlns:r="{link}"><sheetPr filterMode="false">'
            '<pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:G1048576"/><sheetData>'
            f"{sheet}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A3:A4\"/></mergeCells></worksheet>"),
        ("[Content_Types].xml", f'{head}<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{part}.sheet.main+xml"/></Types>'),
    ])


def plain(shown):
    return f'<t xml:space="preserve">{shown}</t>'


# Rich runs and readings of characters, formulas with their values, merged and empty formatted cells, an empty last row.
texts = [plain(name) for name in ["label", "share", "price", "day", "on", "twice", "word"]] + [
    '<r><rPr><b val="true"/><sz val="10"/></rPr><t xml:space="preserve">re</t></r>'
    '<r><rPr><sz val="10"/></rPr><t xml:space="preserve">d </t></r>',
    plain("blue") + '<rPh sb="0" eb="1"><t>no part of it</t></rPh>',
]
cells = lambda number, parts: (
    f'<row r="{number}" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false">'
    + "".join(parts) + "</row>"
)
sheet = cells(1, [f'<c r="{column}1" s="0" t="s"><v>{index}</v></c>' for index, column in enumerate("ABCDEFG")])
for index in range(1, 5):
    number = index + 1
    label = f'<c r="A{number}" s="0" t="s"><v>{7 + index % 2}</v></c>' if index != 3 else f'<c r="A{number}" s="0"/>'
    twice = (
        f'<c r="F{number}" s="0" t="e"><f aca="false">1/0</f><v>#DIV/0!</v></c>' if index == 4
        else f'<c r="F{number}" s="0"><f aca="false">2*C{number}</f><v>{2 * index + 1}</v></c>'
    )
    sheet += cells(number, [
        label,
        f'<c r="B{number}" s="1"><v>0.{index}5</v></c>',
        f'<c r="C{number}" s="2"><v>{index}.5</v></c>',
        f'<c r="D{number}" s="3"><v>{45322 + index}</v></c>',
        f'<c r="E{number}" s="4" t="b"><f aca="false">C{number}&gt;2</f><v>{int(index > 1)}</v></c>',
        twice,
        f'<c r="G{number}" s="0" t="str"><f aca="false">&quot;w&quot;&amp;C{number}</f><v>w{index % 2}</v></c>',
    ])
sheet += cells(1048576, ['<c r="A1048576" s="0"/>'])
xlsx("calc_rich_texts.xlsx", sheet, texts)
