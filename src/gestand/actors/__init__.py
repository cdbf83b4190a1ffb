"""Who acts, and what they may do: personal accounts, how they show who they are, and their sessions."""
