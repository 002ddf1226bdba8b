"""Stated needs: the skills gap that an employer or an institution has stated."""
