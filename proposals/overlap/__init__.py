"""What is near a proposal: an index of gists, searched by full text, measured by `document.overlap`, with reasons."""
