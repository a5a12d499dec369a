"""Settings of sealing and judging: name, type, default, sentence."""

from typing import Final

SETTINGS: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        "signing.pki.kind",
        "one of development, production",
        "development",
        "Whose keys these are; only production leaves 样张 off pages and seals.",
    ),
    ("signing.pki.folder", "path", "var/pki", "Folder of the development PKI, which renews its own CRLs."),
    (
        "signing.pki.crl_url",
        "text",
        "",
        "Where the CRLs of a new development PKI will be served (http://host:port/crl/); empty: nowhere.",
    ),
    ("signing.pki.host", "text", "127.0.0.1", "Where the development PKI listens for timestamps and CRLs."),
    ("signing.pki.port", "port", "8318", "Its port."),
    ("signing.level", "one of B-B, B-T, B-LT, B-LTA", "B-LTA", "PAdES level of every seal."),
    (
        "signing.keys",
        "one of software, pkcs11 or a dotted name",
        "software",
        "Where seal keys are; a dotted name is an opener's.",
    ),
    ("signing.keys.software.folder", "path", "var/pki/keys", "Folder of NAME.key.pem and NAME.crt.pem."),
    (
        "signing.keys.software.passphrase_file",
        "path",
        "var/pki/passphrase",
        "File that holds the passphrase of the keys; nobody else may read it.",
    ),
    (
        "signing.keys.software.passphrase",
        "text",
        "",
        "The passphrase itself, for where only the environment is safe; empty: read the file.",
    ),
    ("signing.keys.pkcs11.module", "path", "", "PKCS#11 module, such as /usr/lib/softhsm/libsofthsm2.so."),
    ("signing.keys.pkcs11.token", "text", "chancery", "Label of the token."),
    ("signing.keys.pkcs11.pin_file", "path", "var/pki/pin", "File that holds the PIN; nobody else may read it."),
    (
        "signing.keys.pkcs11.refused_file",
        "path",
        "var/pin-refused",
        "File that remembers, by digests, the PINs that the token refused; none is tried twice.",
    ),
    (
        "signing.keys.pkcs11.certificates",
        "path",
        "var/pki/keys",
        "Folder of NAME.crt.pem, for keys whose certificate is not in the token.",
    ),
    (
        "signing.timestamps",
        "one of embedded, http or a dotted name",
        "embedded",
        "Who gives timestamps: embedded is for laptops and tests.",
    ),
    (
        "signing.timestamps.tolerance",
        "seconds above 0",
        "60",
        "How far the clock of a timestamp authority may be from ours; verifying lets it be ahead by as much.",
    ),
    ("signing.timestamps.embedded.folder", "path", "var/pki/tsa", "Folder of tsa.key.pem and tsa.crt.pem."),
    ("signing.timestamps.http.url", "text", "", "Address of an RFC 3161 timestamp authority."),
    ("signing.timestamps.http.timeout", "seconds above 0", "10", "How long a timestamp may take before the job waits."),
    (
        "signing.trust.folder",
        "path",
        "var/pki/trust",
        "Folder of anchors and CRLs; every certificate there is an anchor.",
    ),
    (
        "signing.trust.crls",
        "one of folder, http",
        "folder",
        "Where sealing finds CRLs: folder, or http (where the certificates say).",
    ),
    ("signing.trust.http.timeout", "seconds above 0", "10", "How long fetching a CRL may take before the job waits."),
    (
        "signing.validation.max_bytes",
        "whole above 0",
        "50000000",
        "Size of the largest file that is verified, in bytes.",
    ),
    (
        "signing.validation.seconds",
        "seconds above 0",
        "10",
        "How long judging one file may take before its worker is killed.",
    ),
    ("signing.validation.megabytes", "whole above 0", "300", "Resident memory of a worker that judges files, in MiB."),
)
