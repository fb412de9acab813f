"""The map as a page, a workbook, a terminal table."""
