"""Facts → plan → effects → proof. Resumable: what was done stays done, and is never done twice."""
