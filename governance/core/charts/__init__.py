"""The chart kit: one figure for the page (served plotly bundle) and for the PDF (vector), in colours that everybody can tell apart.

A room writes one function per chart in its `charts.py`: dataclass in, `Chart` out, built on `figure()`.
"""

from governance.core.charts.chart import Chart
from governance.core.charts.palette import FLAG, INK, SERIES, STAGES, Flag
from governance.core.charts.pictures import svgs
from governance.core.charts.style import day_format, figure, fonts, month_format

__all__ = ["FLAG", "INK", "SERIES", "STAGES", "Chart", "Flag", "day_format", "figure", "fonts", "month_format", "svgs"]
