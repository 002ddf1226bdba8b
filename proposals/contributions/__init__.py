"""What became of what people said: the ledger of a case, and credit by consent."""
