"""Small charts, drawn by the server as SVG: they need no script, print well, and hold their table."""

from yuanxin.foundation.ui.charts.drawings import Bar, Series, Tile, bars, lines, sparkline, tiles

__all__ = ["Bar", "Series", "Tile", "bars", "lines", "sparkline", "tiles"]
