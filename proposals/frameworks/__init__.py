"""Framework versions: read, drafted, compared, tried out, published; and what moves a proposal to another one."""
