"""What stands on a page of the PDF, from top to bottom, as reportlab's flowables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Image, Paragraph, Spacer

from posecheck.report import words
from posecheck.report.blocks import GAP, Density, Figure, columns, middle_of
from posecheck.report.charts import scale_drawing, trend_drawing
from posecheck.report.fonts import fonts, markup
from posecheck.report.look import ACCENT, INK, SOFT, VERDICTS
from posecheck.report.sheet import Changed, Part, Picture, Row, Sheet, Trend
from posecheck.report.telling import (
    MARK,
    amount,
    caption_lines,
    change_line,
    chart_legend,
    footing,
    has_course,
    note_line,
    row_lines,
    silent_lines,
)

#: Height of a chart over dates.
_CHART = 92.0


class Setter:
    """Sets the parts of one sheet in a density, for a width in points."""

    def __init__(self, sheet: Sheet, density: Density, width: float) -> None:
        self.sheet, self.density, self.width = sheet, density, width

    def story(self) -> list[Flowable]:
        """The whole sheet."""
        sections = [
            self._title(), self._findings(), self._contrasts(), self._trends(), self._notes(), self._definitions(),
        ]  # fmt: skip
        story: list[Flowable] = []
        for section in filter(None, sections):
            story += [*([Spacer(1, self.density.gap)] if story else []), *section]
        return story

    def _text(self, text: str, size: float, colour: str = INK, bold: bool = False, after: float = 0.0) -> Paragraph:
        regular, strong = fonts()
        style = ParagraphStyle(
            "text", fontName=strong if bold else regular, fontSize=size, leading=1.28 * size, textColor=colour,
            spaceAfter=after, alignment=TA_LEFT, splitLongWords=1,
        )  # fmt: skip
        return Paragraph(text, style)

    def _heading(self, text: str) -> Paragraph:
        heading = self._text(markup(text), self.density.body + 0.8, ACCENT, True, 2.5)
        heading.keepWithNext = True
        return heading

    def _small(self, text: str, colour: str = SOFT) -> Paragraph:
        return self._text(text, self.density.small, colour, after=1.2)

    # Title

    def _title(self) -> list[Flowable]:
        sheet = self.sheet
        told: list[Flowable] = [self._text(markup(sheet.title), 19, INK, True, 3)]
        client = f"{words.CLIENT}: <b>{markup(sheet.client)}</b>&nbsp;&nbsp; " if sheet.client else ""
        filmed = f"{words.FILMED}: <b>{markup(words.day(sheet.filmed_on))}</b>&nbsp;&nbsp; "
        files = f"{words.RECORDINGS}: {markup(', '.join(sheet.files))}" if sheet.files else ""
        told.append(self._text(client + filmed + files, self.density.body, SOFT, after=1))
        told += [self._text(markup(message), self.density.body - 0.6, SOFT) for message in sheet.messages]
        return told

    # Findings

    def _findings(self) -> list[Flowable]:
        parts = self.sheet.parts
        if not parts:
            return [self._heading(words.NO_HOLD), *self._silent(self.sheet.silent)]
        story = self._alone(parts[0]) if len(parts) == 1 else self._beside(parts)
        if any(row.told for part in parts for row in part.rows):
            story.append(self._small(markup(words.LEGEND)))
        for part in parts:
            silent = [row for row in part.rows if not row.told]
            story += self._silent(silent, part.title if len(parts) > 1 else "")
        return story

    def _head(self, part: Part) -> list[Flowable]:
        about = ", ".join(filter(None, [words.seen(part.seen), part.held]))
        if len(self.sheet.files) > 1:
            about += f", {part.file}"
        title = part.title[:1].upper() + part.title[1:]
        return [
            *([self._heading(title)] if title else []),
            self._text(markup(about), self.density.small, SOFT, after=3),
        ]

    def _alone(self, part: Part) -> list[Flowable]:
        """Pictures below each other at the left, the checks at the right."""
        left = 0.34 * self.width
        right = self.width - left - GAP
        height = self.density.picture if len(part.pictures) == 1 else 0.5 * self.density.picture
        pictures = [item for picture in part.pictures for item in self._picture(picture, left, 2.0 * height)]
        rows = [item for n, row in enumerate(_told(part)) for item in self._row(row, right, n == 0, True)]
        body = columns([[pictures, rows or [Spacer(1, 1)]]], [left + GAP, right])
        return [*self._head(part), body, Spacer(1, 3)]

    def _beside(self, parts: Sequence[Part]) -> list[Flowable]:
        """A column for each side; of more than two parts, pairs below each other."""
        story: list[Flowable] = []
        for at in range(0, len(parts), 2):
            pair = parts[at : at + 2]
            width = (self.width - GAP) / 2.0
            heads = [[*self._head(part), self._pictures(part, width), Spacer(1, 4)] for part in pair]
            keys = [row.key for row in pair[0].rows if any(self._row_of(part, row.key) for part in pair)]
            lines = [heads]
            for number, key in enumerate(keys):
                rows = [self._row_of(part, key) for part in pair]
                lines.append([self._row(row, width, number == 0, False) if row else [Spacer(1, 1)] for row in rows])
            story.append(columns(lines, [width + GAP, width][: len(pair)]))
        return story

    @staticmethod
    def _row_of(part: Part, key: str) -> Row | None:
        return next((row for row in _told(part) if row.key == key), None)

    def _pictures(self, part: Part, width: float) -> Flowable:
        each = (width - 6.0) / max(len(part.pictures), 1)
        cells = [self._picture(picture, each - 4.0, self.density.picture) for picture in part.pictures]
        return columns([cells], [each] * len(cells)) if cells else Spacer(1, 1)

    def _picture(self, picture: Picture, width: float, height: float) -> list[Flowable]:
        """A picture with its caption; or a caption that says why there is none."""
        told = [f"<b>{markup(picture.title)}</b>", *map(markup, caption_lines(picture))]
        caption = self._text("<br/>".join(told), self.density.small, SOFT, after=5)
        if picture.jpeg is None:
            return [caption]
        share = min(width / picture.size_px[0], height / picture.size_px[1])
        image = Image(io.BytesIO(picture.jpeg), share * picture.size_px[0], share * picture.size_px[1], hAlign="LEFT")
        return [image, Spacer(1, 2), caption]

    def _row(self, row: Row, width: float, first: bool, beside: bool) -> list[Flowable]:
        """One check: verdict and title, value, scale, what to change or why not."""
        size = self.density.body
        verdict = f'<font color="{VERDICTS[row.verdict]}"><b>{row.shape} {markup(row.word)}</b></font>'
        hand = f' <font color="{INK}"><b>{MARK}</b></font>' if row.by_hand else ""
        title = f"<b>{markup(row.title)}</b>"
        head = [title, verdict + hand] if beside else [f"{title}&nbsp;&nbsp; {verdict}{hand}"]
        text: list[Flowable] = [
            *(self._text(line, size, INK) for line in head),
            self._text(markup(row.text), size + (2.2 if first else 0.6), INK, first, 1),
        ]
        drawing = scale_drawing(row)
        figure = [Figure(drawing, self.density.chart)] if drawing else []
        more: list[Flowable] = [
            self._text(markup(line), size - 0.5, ACCENT, first, 1.0) if strong else self._small(markup(line))
            for line, strong in row_lines(row)
        ]
        if beside:
            chart = figure[0].width if figure else 0.0
            widths = [width - chart - 6.0, chart + 6.0] if figure else [width]
            text, figure = [columns([[text, figure][: len(widths)]], widths)], []
        return [*text, *figure, *more, Spacer(1, 0.55 * self.density.gap)]

    def _silent(self, rows: Sequence[Row], title: str = "") -> list[Flowable]:
        if not rows:
            return []
        head = f"<b>{markup(words.CANNOT + (f' ({title})' if title else ''))}:</b> "
        told = " ".join(f"<b>{markup(titles)}</b>: {markup(reason)}" for titles, reason in silent_lines(rows))
        return [self._small(head + told)]

    # Over dates, left against right

    def _contrasts(self) -> list[Flowable]:
        told = [
            self._text(f"<b>{markup(one.title)}</b>: {self._changed(one.changed)}", self.density.small + 0.6, INK)
            for one in self.sheet.contrasts
        ]
        if not told:
            return []
        half = (self.width - GAP) / 2.0
        pairs = list(zip_longest(told[::2], told[1::2], fillvalue=Spacer(1, 1)))
        grid = columns([[[cell] for cell in pair] for pair in pairs], [half + GAP, half])
        return [self._heading(words.CONTRAST), grid]

    @staticmethod
    def _changed(changed: Changed) -> str:
        return f"<b>{changed.shape} {markup(changed.word)}</b>{markup(amount(changed))}"

    def _trends(self) -> list[Flowable]:
        trends = self.sheet.trends
        if not trends:
            return []
        if not has_course(self.sheet):
            return [self._small(f"<b>{words.TREND}:</b> {words.FIRST_POINT}")]
        beside = 4 if len(trends) % 4 == 0 else 3
        each = (self.width - (beside - 1) * GAP) / beside
        cells = [self._trend(trend, each) for trend in trends]
        cells += [[Spacer(1, 1)]] * (-len(cells) % beside)
        rows = [cells[at : at + beside] for at in range(0, len(cells), beside)]
        grid = columns(rows, [*[each + GAP] * (beside - 1), each])
        return [self._heading(words.TREND), grid, self._small(markup(chart_legend(self.sheet)))]

    def _trend(self, trend: Trend, width: float) -> list[Flowable]:
        drawing = trend_drawing(trend, width, _CHART * self.density.chart)
        told = [self._text(f"<b>{markup(trend.title)}</b>", self.density.small + 0.4, INK, after=1)]
        lines = [markup(change_line(line, changed)) for line in trend.lines for changed in line.changes]
        chart = [Figure(drawing)] if drawing else []
        return [*told, *chart, *(self._small(line, INK) for line in lines), Spacer(1, 3)]

    # Notes, definitions

    def _notes(self) -> list[Flowable]:
        sheet, size, story = self.sheet, self.density.body - 0.6, []
        if sheet.notes:
            story += [self._heading(words.NOTES)]
            story += [self._text(markup(note_line(note)), size, INK, after=1.5) for note in sheet.notes]
        if sheet.corrections:
            story += [self._heading(f"{words.HAND_SHAPE} {words.CORRECTIONS}")]
            lines = [words.put_right(one.landmark, one.time_s, one.by, one.on) for one in sheet.corrections]
            story += [self._text(markup(line), size, INK) for line in lines]
        return story

    def _definitions(self) -> list[Flowable]:
        told = [
            self._small(f'<font color="{INK}"><b>{markup(one.title)}.</b></font> {markup(_joined(one.lines))}')
            for one in self.sheet.definitions
        ]
        half = (self.width - GAP) / 2.0
        middle = middle_of([len(_joined(one.lines)) for one in self.sheet.definitions])
        grid = columns([[told[:middle], told[middle:] or [Spacer(1, 1)]]], [half + GAP, half])
        made = self._small(markup(" ".join(footing(self.sheet))))
        how_sure = self._small(markup(words.HOW_SURE))
        how_sure.keepWithNext = True
        return [self._heading(words.DEFINITIONS), how_sure, grid, made]


def _told(part: Part) -> list[Row]:
    return [row for row in part.rows if row.told]


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line for line in lines if line)
