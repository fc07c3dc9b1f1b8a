"""Sheets of paper: PDFs in ten languages, set by Typst with fonts that come along, and the same bytes every time."""
