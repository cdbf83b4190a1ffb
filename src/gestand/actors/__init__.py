"""Who acts, and what they may do: personal accounts, how they show who they are, and their sessions.

accounts   who there is: invited, given roles, ended; what each role may do
signin     password and second factor, passkeys, one code once, and how trying is slowed down
sessions   a browser's session, by the digest of a secret; the token that each form carries
keys       keys of other systems for the API, with scopes
"""

from gestand.actors.accounts import Account, Role, may

__all__ = ["Account", "Role", "may"]
