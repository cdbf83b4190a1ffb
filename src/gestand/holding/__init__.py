"""Who holds a value and whose row it is, as predicates: pure, over a policy, a day and facts."""
