"""Answers by mail: a comment's notice is answered from the mail program, and becomes a comment of its reader."""
