"""Every identity service keeps its interface."""

import pytest
from identity_fixture import Gate
from zope.interface.verify import verifyObject

from archive.services.identity import interfaces

GATE = Gate()
SERVICES = {
    interfaces.IFactorService: GATE.factors,
    interfaces.IProfileService: GATE.profiles,
    interfaces.ISessionService: GATE.sessions,
    interfaces.ISignInService: GATE.sign_in,
    interfaces.ITokenService: GATE.tokens,
}


@pytest.mark.parametrize("interface", SERVICES)
def test_a_service_keeps_its_interface(interface):
    assert verifyObject(interface, SERVICES[interface])
