"""A page as PDF: tagged (PDF/UA-1), and nothing is fetched from anywhere, whatever a text says."""


class PdfUnavailable(RuntimeError):
    """Pango, which WeasyPrint sets text with, is not installed here."""


def tagged(html: str) -> bytes:
    """`html` is a page that stands alone, with its language. Raises PdfUnavailable."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as missing:
        raise PdfUnavailable(str(missing)) from None

    written: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=[])).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return written
