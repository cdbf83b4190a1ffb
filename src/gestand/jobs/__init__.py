"""Durable work: what a case still has to do survives a crash. The one module that knows the engine (DBOS)."""
