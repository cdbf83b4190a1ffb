"""Documents: what people read. Pure: a policy and values in, text out."""
