"""What the fuzz target of the spreadsheets starts from.

    corpus.py FOLDER    writes FOLDER/spreadsheet/
"""

import io
import os
import sys
import zipfile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44505</v></c></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>a_x000D_b</t></is></c><c t="b"><v>1</v></c><c><f>A1</f></c>'
    '<c t="e"><v>#N/A</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells></worksheet>'
)
TEXTS = '<sst><si><t>Na</t></si><si><r><t>M</t></r><r><t>ận</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>'
STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
FILES = [
    b'\xef\xbb\xbfa,b\r\n"x,\n""y""",\r\n\'=1,-2\n',
    "mã,tên\n06463,Đồng Mỏ\n".encode(),
    b"a\rb\n",
    b'"',
]


def workbook() -> bytes:
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns:r="{OFFICE}"><workbookPr date1904="0"/><sheets><sheet name="x" '
        'sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="b" Type="{OFFICE}/worksheet" Target="s.xml"/>'
        f'<Relationship Id="c" Type="{OFFICE}/sharedStrings" Target="/xl/t.xml"/>'
        f'<Relationship Id="d" Type="{OFFICE}/styles" Target="y.xml"/></Relationships>',
        "xl/s.xml": SHEET,
        "xl/t.xml": TEXTS,
        "xl/y.xml": STYLES,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, text in parts.items():
            # No time of day: the corpus is the same every time.
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def main() -> None:
    folder = os.path.join(sys.argv[1], "spreadsheet")
    os.makedirs(folder)
    inputs = [bytes([0, 6]) + file for file in FILES]
    inputs += [bytes([kind, 0]) + text.encode() for kind, text in ((1, SHEET), (2, TEXTS), (3, STYLES))]
    inputs.append(bytes([4, 0]) + workbook())
    for number, content in enumerate(inputs):
        with open(os.path.join(folder, f"{number:02}"), "wb") as file:
            file.write(content)


main()
