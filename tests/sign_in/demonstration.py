"""The demonstration's provider as the tests set it up, and two accounts in it."""

from portal.demonstration.terms import Account, ProviderTerms
from tests.sign_in.forging import CLIENT, OBJECT, OTHER_TENANT, SECRET, TENANT
from tests.sign_in.front_half import PORTAL

ADDRESS = "http://127.0.0.1:8001"
NGOZI = Account(
    object_id=OBJECT, name="Ngozi Barrow", part="Board member", roles=("Portal.Member",)
)
MAUD = Account(
    object_id=OTHER_TENANT,
    name="Maud Ferreira",
    part="Adviser",
    roles=("Portal.Member",),
    guest=True,
)


def terms(clock, **changes) -> ProviderTerms:
    given = {
        "production": False,
        "address": ADDRESS,
        "tenant": TENANT,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": f"{PORTAL}/sign-in/callback",
        "signed_out_address": f"{PORTAL}/sign-out",
        "accounts": (NGOZI, MAUD),
        "clock": clock,
        **changes,
    }
    return ProviderTerms(**given)
