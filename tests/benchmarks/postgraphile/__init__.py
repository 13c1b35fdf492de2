"""PostGraphile 5 over views of the read tables: what somebody would take who had only these."""
