"""``python -m evals.make_documents [FOLDER]``: makes the two documents of ``evals/documents`` that are not plain text.

They are committed; this makes them again, with the same text, after a change of their words here.
"""

# ruff: noqa: ISC004  paragraphs are long

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document as WordFile
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

FOLDER = Path(__file__).with_name("documents")
Block = str | list[list[str]] | None
"""A paragraph, a heading where it begins with ``# ``, a table, or the end of a page."""

RIVER: tuple[Block, ...] = (
    "# River Senn: water quality in 2024",
    "Yearly report of the Senn River Office, published on 27 February 2025.",
    "The office takes samples at five stations, once a month, at a depth of half a metre. Sixty samples were "
    "planned and 57 were taken; the three that are missing fell out because of the flood in January, "
    "when the bridge at Tarrow was closed.",
    "# 1. The year in short",
    "The river was in good condition at four stations of five. At Millgate the limit for nitrate was exceeded in "
    "three months, as in the year before. Oxygen fell below 6 mg/l once, on 14 August at Millgate, after a week of "
    "heat; no dead fish were found. The number of trout that the counter at Upper Weir registered rose from 1,904 "
    "to 2,317.",
    "# 2. Measured values",
    "Table 1 gives the mean of the twelve monthly values at each station. The limit for nitrate is 25 mg/l, the limit "
    "for phosphate 0.30 mg/l. Oxygen should not fall below 6 mg/l.",
    [
        ["Station", "Nitrate (mg/l)", "Phosphate (mg/l)", "Oxygen (mg/l)", "Temperature (°C)"],
        ["Upper Weir", "6.1", "0.05", "10.4", "8.9"],
        ["Tarrow Bridge", "9.8", "0.08", "9.9", "10.2"],
        ["Millgate", "24.3", "0.21", "8.1", "12.7"],
        ["Harrow Ford", "17.5", "0.16", "8.8", "12.1"],
        ["Senn Mouth", "14.2", "0.12", "9.3", "11.8"],
    ],
    "The highest single value for nitrate was 31.6 mg/l, measured at Millgate on 12 March, two days after manure had "
    "been spread on the fields above the station. The office informed the farms concerned and the district.",
    None,
    "# 3. Fish and plants",
    "The fish ladder at Tarrow Bridge, which was opened in May 2023, was used by at least eleven species. Eels were "
    "seen at Harrow Ford for the first time since 2009. The banks above Millgate were planted with 640 alders and "
    "willows, of which about a tenth did not survive the dry summer.",
    "Water crowfoot has come back at all stations but Millgate. Why it does not grow there is not yet known; the "
    "university will look into it in 2025.",
    "# 4. Bathing",
    "Samples for bathing water were taken from May to September at the two bathing places. Table 2 gives the number of "
    "weeks in which bathing was advised against.",
    [
        ["Bathing place", "2022", "2023", "2024"],
        ["Tarrow Meadow", "2", "0", "1"],
        ["Senn Mouth beach", "5", "6", "3"],
    ],
    "At Senn Mouth beach all three weeks fell in July, after the storm drains of the town had overflowed. Signs were "
    "put up on the same day.",
    "# 5. Money",
    "The office spent €412,000 in 2024, €18,000 less than it was granted. Table 3 shows what the money was spent on. "
    "The boat could not be repaired in time, so the samples at Senn Mouth were taken from the pier until June.",
    [
        ["Purpose", "Granted (€)", "Spent (€)"],
        ["Staff", "236,000", "236,000"],
        ["Laboratory", "98,000", "101,500"],
        ["Boat and vehicles", "41,000", "22,300"],
        ["Planting", "35,000", "34,200"],
        ["Publications", "20,000", "18,000"],
        ["Total", "430,000", "412,000"],
    ],
    None,
    "# 6. What comes next",
    "In 2025 a sixth station will be set up at the outlet of the sewage works, and samples will be taken every two "
    "weeks instead of once a month at Millgate. The farms above Millgate have agreed to leave a strip of ten metres "
    "along the river without manure; the district pays them €380 a hectare and year for it. A second fish ladder, at "
    "Harrow Ford, is planned for 2027, if the state bears 70% of the cost.",
    "The next report will be published in February 2026. The values of all samples can be had from the office on "
    "request, free of charge.",
)

SAFETY: tuple[Block, ...] = (
    "# Solvent spill in Hall B: report of the safety department",
    "Kestrel Coatings, Brackwater plant. Written on 13 August 2025 by the safety officer.",
    "# Summary",
    "On 6 August 2025 a drum fell from a forklift on the ramp of Hall B. According to the weighing of the drum and of "
    "the absorbent material, 185 litres of solvent ran out. Two people were slightly injured: they breathed in vapour "
    "and were sent home by the plant's nurse. Hall B stood still until the morning of 7 August.",
    "# Course of events",
    "The drum fell at 14:25; this is the time that the camera above the gate shows. The driver left the truck without "
    "pressing the alarm button and fetched the shift manager. The alarm was raised at 14:34. The fire team arrived at "
    "14:39 and closed the drains. Before that, about five litres had flowed into the drain beside the ramp; they were "
    "held back in the separator and did not leave the plant.",
    "Thirty-one people were counted at the meeting point at the south gate. The count took eleven minutes, since the "
    "list of visitors was missing.",
    "# Times at a glance",
    [
        ["Event", "Time", "Source"],
        ["Drum falls", "14:25", "camera above the gate"],
        ["Alarm", "14:34", "alarm panel"],
        ["Fire team arrives", "14:39", "log of the fire team"],
        ["Hall B released", "07:15 on the next day", "log of the safety officer"],
    ],
    "# Causes",
    "The ramp was wet from the cleaning at noon, and the forklift was driving at 11 km/h, although 6 km/h is allowed "
    "there. The pallet was damaged as well, but the damage alone would not have made the drum fall.",
    "# Measures",
    "All drivers of forklifts are trained again by the end of October. The speed of the trucks is limited to 6 km/h by "
    "their electronics. The ramp is not cleaned during a shift. A list of visitors is kept at the gate. The report of "
    "the operations department of 8 August differs from this one in several points; where it does, the values here "
    "are the measured ones.",
)


def make(folder: Path = FOLDER) -> tuple[Path, Path]:
    """Writes the report on the river as PDF and the one of the safety department as DOCX, and returns their places."""
    river, safety = folder / "river-report.pdf", folder / "spill-safety.docx"
    _write_pdf(RIVER, river)
    _write_docx(SAFETY, safety)
    return river, safety


def _write_pdf(blocks: Sequence[Block], place: Path) -> None:
    template = SimpleDocTemplate(str(place), pagesize=A4, title=_title(blocks), author="Senn River Office", invariant=1)
    template.build([part for block in blocks for part in _pdf_parts(block)], onFirstPage=_footer, onLaterPages=_footer)


def _pdf_parts(block: Block) -> list[Flowable]:
    styles = getSampleStyleSheet()
    if block is None:
        return [PageBreak()]
    if isinstance(block, str):
        heading = block.startswith("# ")
        return [Paragraph(block.removeprefix("# "), styles["Heading2" if heading else "BodyText"]), Spacer(1, 6)]
    grid, head = ("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)
    return [Table(block, style=[grid, head]), Spacer(1, 10)]


def _footer(canvas: Any, template: Any) -> None:  # noqa: ANN401  reportlab calls it with types of its own
    canvas.setFont("Helvetica", 8)
    canvas.drawString(2 * cm, 1.2 * cm, f"Senn River Office, report for 2024, page {template.page}")


def _write_docx(blocks: Sequence[Block], place: Path) -> None:
    file = WordFile()
    file.core_properties.title = _title(blocks)
    for block in blocks:
        if isinstance(block, list):
            table = file.add_table(rows=0, cols=len(block[0]))
            table.style = "Table Grid"
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block is not None and block.startswith("# "):
            file.add_heading(block.removeprefix("# "), level=2)
        elif block is not None:
            file.add_paragraph(block)
    file.save(str(place))


def _title(blocks: Sequence[Block]) -> str:
    return str(blocks[0]).removeprefix("# ")


if __name__ == "__main__":
    print(*make(*map(Path, sys.argv[1:2])), sep="\n")
