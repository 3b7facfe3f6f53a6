"""A workbook of the structure in which WPS 表格 saves one, written part by part.

No file saved by WPS itself stands behind it: it has the parts, names and habits that its files are known by. These are
the application's name, the custom property of its build, its own name space in each sheet, styles with Chinese names,
shared strings in runs of several fonts, number formats such as yyyy"年"m"月"d"日", and pictures kept in cells by a
formula (DISPIMG) that no other programme computes.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ET_CUSTOM_DATA = "http://www.wps.cn/officeDocument/2017/etCustomData"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TEXT, DAY = 1, 2


@dataclass(frozen=True)
class Day:
    """A serial day, shown as a day in Chinese."""

    serial: int


@dataclass(frozen=True)
class Picture:
    """A photograph kept in a cell."""

    name: str

    @property
    def formula(self) -> str:
        return f'DISPIMG("{self.name}",1)'


Cell = str | int | Day | Picture | None


@dataclass
class Workbook:
    """The sheets of a workbook as WPS writes them: `merged` names the merged ranges of the first, `hidden` its rows."""

    rows: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()
    hidden: Sequence[int] = ()
    strings: list[str] = field(default_factory=list)

    def saved(self) -> bytes:
        """The file."""
        sheet = self.sheet()
        parts = {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS,
            "docProps/app.xml": APPLICATION,
            "docProps/core.xml": CORE,
            "docProps/custom.xml": CUSTOM,
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": self.shared(),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/sheet2.xml": EMPTY_SHEET,
        }
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, HEAD + content)
        return stream.getvalue()

    def sheet(self) -> str:
        """The first sheet, its texts told by their place among the shared strings."""
        lines = []
        for number, cells in enumerate(self.rows, start=1):
            drawn = "".join(self.cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells))
            hidden = ' hidden="1"' if number in self.hidden else ""
            lines.append(f'<row r="{number}" ht="20" customHeight="1" spans="1:{len(cells)}"{hidden}>{drawn}</row>')
        merged = "".join(f'<mergeCell ref="{each}"/>' for each in self.merged)
        after = f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if self.merged else ""
        return SHEET % ("".join(lines), after)

    def cell(self, place: str, cell: Cell) -> str:
        if cell is None:
            return f'<c r="{place}" s="{TEXT}"/>'
        if isinstance(cell, Day):
            return f'<c r="{place}" s="{DAY}"><v>{cell.serial}</v></c>'
        if isinstance(cell, Picture):
            return f'<c r="{place}" t="str"><f>_xlfn.{escape(cell.formula)}</f><v>={escape(cell.formula)}</v></c>'
        if isinstance(cell, int):
            return f'<c r="{place}" s="0"><v>{cell}</v></c>'
        self.strings.append(cell)
        return f'<c r="{place}" s="{TEXT}" t="s"><v>{len(self.strings) - 1}</v></c>'

    def shared(self) -> str:
        """The shared strings; of every third the first character stands in another font."""
        drawn = []
        for number, text in enumerate(self.strings):
            if number % 3 == 2 and len(text) > 1:
                runs = (f"<r><rPr>{FONT}</rPr><t>{escape(text[:1])}</t></r>", f"<r>{RUN}{escape(text[1:])}</t></r>")
                drawn.append(f"<si>{''.join(runs)}</si>")
            else:
                drawn.append(f'<si><t xml:space="preserve">{escape(text)}</t></si>')
        return f'<sst xmlns="{MAIN}" count="{len(drawn)}" uniqueCount="{len(drawn)}">{"".join(drawn)}</sst>'


FONT = '<b/><sz val="11"/><color theme="1"/><rFont val="宋体"/><charset val="134"/><scheme val="minor"/>'
RUN = '<rPr><sz val="11"/><rFont val="仿宋_GB2312"/><charset val="134"/></rPr><t xml:space="preserve">'
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>'
    '<Override PartName="/docProps/custom.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId3" Type="{LINKS}/extended-properties" Target="docProps/app.xml"/>'
    f'<Relationship Id="rId4" Type="{LINKS}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
)
APPLICATION = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>示范厂</Company><Application>WPS 表格</Application><HeadingPairs/><TitlesOfParts/></Properties>"
)
CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:creator>工会</dc:creator></cp:coreProperties>"
)
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-12.1.0.16120</vt:lpwstr></property></Properties>"
)
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><fileVersion appName="xl" lastEdited="3" lowestEdited="5"/>'
    '<workbookPr/><bookViews><workbookView windowWidth="22188" windowHeight="9060"/></bookViews>'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/><sheet name="Sheet2" sheetId="2" r:id="rId2"/></sheets>'
    '<calcPr calcId="144525"/></workbook>'
)
WORKBOOK_RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{LINKS}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId4" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts>'
    f'<fonts count="1"><font>{FONT.replace("<b/>", "").replace("rFont", "name")}</font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"><alignment vertical="center"/></xf>'
    '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
    '<extLst><ext uri="{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:slicerStyles defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>'
)
SHEET = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}" xmlns:etc="{ET_CUSTOM_DATA}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><sheetPr/><dimension ref="A1"/>'
    '<sheetFormatPr defaultColWidth="9" defaultRowHeight="14.4"/><sheetData>%s</sheetData>%s'
    '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/></worksheet>'
)
EMPTY_SHEET = SHEET % ("", "")
