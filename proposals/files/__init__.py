"""Files that support a document: checked by what they hold, kept under random names, shown to who may see them."""
