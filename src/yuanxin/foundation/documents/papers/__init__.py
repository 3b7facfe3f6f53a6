"""Word papers of records: declared once, downloaded from the record's page, in official form (GB/T 9704-2012)."""

from yuanxin.foundation.documents.papers.declared import Paper, UnknownPaper, declare_paper, paper_called, papers_of
from yuanxin.foundation.documents.papers.sections import Papers

__all__ = ["Paper", "Papers", "UnknownPaper", "declare_paper", "paper_called", "papers_of"]
