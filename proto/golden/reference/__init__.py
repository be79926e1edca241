"""An independent reading of PROTOCOL.md, for checking the golden files. Shares nothing with the Swift code."""
