"""What is refused about who somebody is.

::

    ArchiveError
    ├── SessionUnknownError             archive.session-unknown
    ├── FactorUnreadableError           archive.factor-unreadable
    ├── SecretError
    │   ├── SecretMissingError          archive.secret-missing
    │   └── SecretExposedError          archive.secret-exposed
    ├── ProviderError
    │   ├── ProviderUnavailableError    archive.provider-unavailable
    │   └── ProviderAnswerError         archive.provider-answer
    ├── TokenError
    │   ├── TokenUnknownError           archive.token-unknown
    │   ├── TokenEndError               archive.token-end
    │   ├── TokensTooManyError          archive.tokens-too-many
    │   ├── TokenRepeatedError          archive.token-repeated
    │   ├── ScopeUnknownError           archive.scope-unknown
    │   └── ScopeExcessiveError         archive.scope-excessive
    └── UserError
        ├── SignInThrottledError        archive.sign-in-throttled
        ├── CodeNeededError             archive.code-needed
        ├── CodeWrongError              archive.code-wrong
        ├── FactorMissingError          archive.factor-missing
        ├── ContactInvalidError         archive.contact-invalid
        ├── ClaimInvalidError           archive.claim-invalid
        └── IdentityStaffError          archive.identity-staff
"""

from archive.errors import ArchiveError, UserError


class SessionUnknownError(ArchiveError, code="archive.session-unknown"):
    """No session that the actor may see has this id."""


class FactorUnreadableError(ArchiveError, code="archive.factor-unreadable"):
    """No second factor can be read or kept: the archive's secret is lost, or away. The log says more."""


class SecretError(ArchiveError, code="archive.secret-error"):
    """The file of the archive's secret cannot be used."""


class SecretMissingError(SecretError, code="archive.secret-missing"):
    """The file of the archive's secret is not there, or is another archive's."""


class SecretExposedError(SecretError, code="archive.secret-exposed"):
    """Others may read the file of the archive's secret."""


class CodeNeededError(UserError, code="archive.code-needed"):
    """The second factor is to be shown before how somebody signs in can be changed."""


class CodeWrongError(UserError, code="archive.code-wrong"):
    """A code is wrong, was taken before, or is of another time."""


class FactorMissingError(UserError, code="archive.factor-missing"):
    """The user has no second factor."""


class ProviderError(ArchiveError, code="archive.provider-error"):
    """Nobody can be known by the provider of unified identity."""


class ProviderUnavailableError(ProviderError, code="archive.provider-unavailable"):
    """The provider does not answer, or not as one does."""


class ProviderAnswerError(ProviderError, code="archive.provider-answer"):
    """What somebody came back with from the provider does not prove who it is; the detail names the part."""


class TokenError(ArchiveError, code="archive.token-error"):
    """Something about a program's token is wrong."""


class TokenUnknownError(TokenError, code="archive.token-unknown"):
    """No token that the actor may see has this id."""


class TokenEndError(TokenError, code="archive.token-end"):
    """A token must end: later than now, and no later than the settings allow."""


class TokensTooManyError(TokenError, code="archive.tokens-too-many"):
    """The user has as many tokens as one may."""


class TokenRepeatedError(TokenError, code="archive.token-repeated"):
    """A form that a token was issued by is sent again; the detail is the token's id."""


class ScopeUnknownError(TokenError, code="archive.scope-unknown"):
    """A scope is no permission, or there is none."""


class ScopeExcessiveError(TokenError, code="archive.scope-excessive"):
    """A token would be allowed what its owner is not."""


class ContactInvalidError(UserError, code="archive.contact-invalid"):
    """An address for mail or messages is none; the detail names the field, never what it holds."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class ClaimInvalidError(UserError, code="archive.claim-invalid"):
    """A claim about somebody is missing or cannot be; the detail names the claim, never a person."""


class IdentityStaffError(UserError, code="archive.identity-staff"):
    """Staff does not sign in by claims of a provider."""


class SignInThrottledError(UserError, code="archive.sign-in-throttled"):
    """Sign-in failed too often; the detail is for how many seconds nothing is tried."""

    def __init__(self, seconds: int = 0) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds
        """Whole seconds to wait."""
