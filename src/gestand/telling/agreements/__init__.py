"""Processor agreements with customers, and the papers of those with suppliers (promise A8; GDPR art. 28(3) and (9)).

kept       what was offered and accepted, sealed, with its digests
making     what an agreement says now; offering it, accepting it, signed papers, forms of somebody else's making, the end
watching   who has none, which ended or ends soon, which say something else than the policy does now; reminders
export     one or all of them for an authority
"""
