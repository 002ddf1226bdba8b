"""The declaration of sections and fields: canonical form, hashes, readiness, import."""
