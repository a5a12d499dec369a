"""What can go wrong while sealing or judging a seal: a bad seal is no error, it is a report.

::

    SigningError
    ├── SettingInvalidError                 signing.setting-invalid
    ├── KeyStoreError
    │   ├── KeyMissingError                 signing.key-missing
    │   ├── KeyPassphraseError              signing.key-passphrase-wrong
    │   │   └── PinRefusedError             signing.pin-refused
    │   └── KeyUnavailableError             signing.key-unavailable (transient: HSM session lost, token absent)
    ├── CertificateError
    │   ├── CertificateExpiredError         signing.certificate-expired
    │   ├── CertificateNotYetValidError     signing.certificate-not-yet-valid
    │   ├── CertificateRevokedError         signing.certificate-revoked
    │   ├── CertificateUntrustedError       signing.certificate-untrusted
    │   ├── CertificateDevelopmentError     signing.certificate-development
    │   ├── CertificateUnsuitableError      signing.certificate-unsuitable
    │   ├── CertificateOfAnotherError       signing.certificate-of-another
    │   ├── CertificateKeyMismatchError     signing.certificate-key-mismatch
    │   └── RevocationUnknownError          signing.revocation-unknown (transient)
    ├── TimestampError
    │   ├── TimestampUnavailableError       signing.timestamp-unavailable (transient)
    │   └── TimestampInvalidError           signing.timestamp-invalid
    ├── TrustError
    │   ├── TrustFolderMissingError         signing.trust-folder-missing
    │   ├── TrustFileInvalidError           signing.trust-file-invalid
    │   ├── TrustTooLargeError              signing.trust-too-large
    │   ├── PkiMissingError                 signing.pki-missing
    │   └── PkiDamagedError                 signing.pki-damaged
    ├── DocumentUnsealableError             signing.document-unsealable
    ├── SealImpossibleError                 signing.seal-impossible
    ├── PkiExistsError                      signing.pki-exists
    └── PkiInProductionError                signing.pki-in-production
"""

from transaction.interfaces import TransientError


class SigningError(Exception):
    """Something about sealing failed."""

    code = "signing.error"


class SettingInvalidError(SigningError):
    """A setting of this package cannot be used."""

    code = "signing.setting-invalid"


class KeyStoreError(SigningError):
    """A key cannot be used."""

    code = "signing.key-error"


class KeyMissingError(KeyStoreError):
    """No key has this name."""

    code = "signing.key-missing"


class KeyPassphraseError(KeyStoreError):
    """The passphrase or PIN does not open the key."""

    code = "signing.key-passphrase-wrong"


class PinRefusedError(KeyPassphraseError):
    """The token refused this PIN, which is not tried again: a token locks itself after a few refusals."""

    code = "signing.pin-refused"


class KeyUnavailableError(KeyStoreError, TransientError):
    """The key store did not answer (token absent, session lost); asking again may help."""

    code = "signing.key-unavailable"


class CertificateError(SigningError):
    """A seal certificate may not seal now."""

    code = "signing.certificate-error"


class CertificateExpiredError(CertificateError):
    """The seal certificate's period has ended."""

    code = "signing.certificate-expired"


class CertificateNotYetValidError(CertificateError):
    """The seal certificate's period has not begun."""

    code = "signing.certificate-not-yet-valid"


class CertificateRevokedError(CertificateError):
    """The seal certificate was revoked by its issuer."""

    code = "signing.certificate-revoked"


class CertificateUntrustedError(CertificateError):
    """No anchor stands behind the seal certificate."""

    code = "signing.certificate-untrusted"


class CertificateDevelopmentError(CertificateError):
    """A development PKI's certificate is to seal, or to stamp, where only production ones may."""

    code = "signing.certificate-development"


class CertificateUnsuitableError(CertificateError):
    """The certificate is for something else than seals, or stamps, or an algorithm or key of its path is too weak."""

    code = "signing.certificate-unsuitable"


class CertificateOfAnotherError(CertificateError):
    """The seal certificate says that it is another's than the document's issuer."""

    code = "signing.certificate-of-another"


class CertificateKeyMismatchError(CertificateError):
    """The key is not the one that the certificate names."""

    code = "signing.certificate-key-mismatch"


class RevocationUnknownError(CertificateError, TransientError):
    """No fresh revocation list says whether the seal certificate still holds."""

    code = "signing.revocation-unknown"


class TimestampError(SigningError):
    """A timestamp cannot be had."""

    code = "signing.timestamp-error"


class TimestampUnavailableError(TimestampError, TransientError):
    """The timestamp authority did not answer; asking again may help."""

    code = "signing.timestamp-unavailable"


class TimestampInvalidError(TimestampError):
    """The timestamp authority answered with something that is not the timestamp asked for."""

    code = "signing.timestamp-invalid"


class TrustError(SigningError):
    """A folder of anchors and revocation lists cannot be used."""

    code = "signing.trust-error"


class TrustFolderMissingError(TrustError):
    """The folder does not exist."""

    code = "signing.trust-folder-missing"


class TrustFileInvalidError(TrustError):
    """A file of the folder is neither certificate nor revocation list, or cannot be read."""

    code = "signing.trust-file-invalid"


class TrustTooLargeError(TrustError):
    """The folder holds more than anchors and lists take."""

    code = "signing.trust-too-large"


class PkiMissingError(TrustError):
    """There is no development PKI here."""

    code = "signing.pki-missing"


class PkiDamagedError(TrustError):
    """A file of the development PKI is missing or cannot be read; a new list would forget what the lost one revoked."""

    code = "signing.pki-damaged"


class DocumentUnsealableError(SigningError):
    """The bytes are no PDF that can be sealed."""

    code = "signing.document-unsealable"


class SealImpossibleError(SigningError):
    """The seal could not be made for a reason that asking again does not mend."""

    code = "signing.seal-impossible"


class PkiExistsError(SigningError):
    """A development PKI is here already; it is never overwritten."""

    code = "signing.pki-exists"


class PkiInProductionError(SigningError):
    """A development PKI is to be made or kept up where only certificates of a licensed authority count."""

    code = "signing.pki-in-production"
