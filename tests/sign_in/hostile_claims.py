"""Hostile claims under a good signature: nearly ours, of the wrong type, or out of all bounds."""

import json

from portal.services.sign_in.refusals import Check
from tests.sign_in.forgeries import claiming, hostile, seconds
from tests.sign_in.forging import OBJECT, OTHER_TENANT, ROLE, TENANT, Occasion, compact

# 1. Form: what grows beyond 16 KiB is not read at all, whatever else it says.
claiming("ten thousand roles, ours among them", Check.FORM, roles=["x"] * 9_999 + [ROLE])
claiming(
    "two hundred and one groups", Check.FORM, groups=[str(OTHER_TENANT)] * 201, padding="x" * 5000
)

# 5. Issuer.
hostile("claims that are empty", Check.ISSUER)(lambda o: compact(o.header, b"{}"))
claiming("the issuer with a space after it", Check.ISSUER, iss=lambda o: o.issuer + " ")
claiming("the issuer with a NUL after it", Check.ISSUER, iss=lambda o: o.issuer + "\0")
claiming("the issuer with a question", Check.ISSUER, iss=lambda o: o.issuer + "?a=b")
claiming("the issuer of version 1", Check.ISSUER, iss=lambda o: o.issuer.removesuffix("/v2.0"))
claiming(
    "the issuer behind a name", Check.ISSUER, iss=lambda o: o.issuer.replace("://", "://a.example@")
)
claiming("the issuer in an object", Check.ISSUER, iss=lambda o: {"iss": o.issuer})
claiming("an issuer of nothing", Check.ISSUER, iss=None)

# 6. Tenant.
claiming("a tenant of nothing", Check.TENANT, tid=None)
claiming("an empty tenant", Check.TENANT, tid="")
claiming("the tenant in braces", Check.TENANT, tid=lambda o: f"{{{o.tenant}}}")
claiming("the tenant with a line end", Check.TENANT, tid=lambda o: f"{o.tenant}\n")
claiming("the tenant of private accounts", Check.TENANT, tid="9188040d-6c67-4c5b-b112-36a304b66dad")
claiming("any tenant", Check.TENANT, tid="common")

# 7. Audience.
claiming("us in capitals", Check.AUDIENCE, aud=lambda o: o.client_id.upper())
claiming("us with a space after", Check.AUDIENCE, aud=lambda o: o.client_id + " ")
claiming("us as a resource", Check.AUDIENCE, aud=lambda o: f"api://{o.client_id}")
claiming("us in an object", Check.AUDIENCE, aud=lambda o: {o.client_id: True})
claiming("an audience of nothing", Check.AUDIENCE, aud=None)
claiming("a token for Graph", Check.AUDIENCE, aud="https://graph.microsoft.com")
claiming("borne by us, in a list", Check.AUDIENCE, azp=lambda o: [o.client_id])

# 8. Time.
claiming("an expiry of ages ago", Check.TIME, exp=-1)
claiming("an expiry in thousandths", Check.TIME, exp=lambda o: int(o.at.timestamp() + 3600) * 1000)
claiming("an expiry beyond all numbers", Check.TIME, exp=10**400)
claiming("an issue before all numbers", Check.TIME, iat=-(10**400))
claiming("an expiry in a list", Check.TIME, exp=lambda o: [int(o.at.timestamp()) + 3600])
claiming("a start of nothing", Check.TIME, nbf=None)
claiming("an issue with a fraction", Check.TIME, iat=lambda o: o.at.timestamp() + 0.5)
claiming("expired before it was issued", Check.TIME, iat=seconds(-120), exp=seconds(-121))


@hostile("an expiry that only a float can hold", Check.TIME)
def _as_a_float(occasion: Occasion) -> str:
    told = json.dumps(occasion.claims(exp=7)).replace('"exp": 7', '"exp": 1e999')
    return compact(occasion.header, told.encode())


# 9. Nonce.
claiming("the nonce in capitals", Check.NONCE, nonce=lambda o: o.nonce.swapcase())
claiming("the nonce with a NUL after it", Check.NONCE, nonce=lambda o: o.nonce + "\0")
claiming("half the nonce", Check.NONCE, nonce=lambda o: o.nonce[:8])
claiming("a nonce that is true", Check.NONCE, nonce=True)
claiming("a nonce of nothing", Check.NONCE, nonce=None)

# 10. Subject.
claiming("an object in capitals", Check.SUBJECT, oid=str(OBJECT).upper())
claiming("an object with a line end", Check.SUBJECT, oid=f"{OBJECT}\n")
claiming("an object without hyphens", Check.SUBJECT, oid=OBJECT.hex)
claiming("objects in a list", Check.SUBJECT, oid=[str(OBJECT)])
claiming("an object of nothing", Check.SUBJECT, oid=None)
claiming("an object in full-width letters", Check.SUBJECT, oid=str(OBJECT).replace("a", "\uff41"))
claiming("version 2.0 and more", Check.SUBJECT, ver="2.0.1")
claiming("a subject of nothing", Check.SUBJECT, sub=None)

# 11. Access token hash.
claiming("an access token hash in a list", Check.ACCESS_TOKEN_HASH, at_hash=["A" * 22])
claiming("an empty access token hash", Check.ACCESS_TOKEN_HASH, at_hash="")

# 12. Roles.
claiming("roles in an object", Check.ROLES, roles={ROLE: True})
claiming("roles in a list of lists", Check.ROLES, roles=[[ROLE]])
claiming("roles in a list of objects", Check.ROLES, roles=[{"value": ROLE}])
claiming("roles with nothing among them", Check.ROLES, roles=[ROLE, None])
claiming("roles that are true", Check.ROLES, roles=True)
claiming("roles in a word, with commas", Check.ROLES, roles=f"{ROLE},Portal.Clerk")

# 13. Account.
claiming("an account in words", Check.ACCOUNT, acct="0")
claiming("an account with a fraction", Check.ACCOUNT, acct=0.0)
claiming("an account of nothing", Check.ACCOUNT, acct=None)
claiming("a home provider that is an object", Check.ACCOUNT, idp={"iss": str(TENANT)})
claiming("a home provider of nothing", Check.ACCOUNT, idp=None)

# 14. Step-up.
claiming("contexts in an object", Check.STEP_UP, acrs={"c1": True})
claiming("contexts in a list of lists", Check.STEP_UP, acrs=[["c1"]])
claiming("contexts of nothing", Check.STEP_UP, acrs=None)
