"""Opens what the settings of this package name.

``includeme`` registers it in the application's registry; ``make_sealer`` gives the same sealer to a worker process,
which has no registry: a sealer holds keys and sessions, so that each process opens its own.
Nothing is read before it is first used, so that opening is cheap; ``verify_kind`` reads what is said to be production.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from pkgutil import resolve_name
from typing import Any, Final

from cryptography.x509 import ObjectIdentifier

from signing.errors import PkiInProductionError, SettingInvalidError
from signing.inspection import Inspector
from signing.interfaces import IClock, IInspector, IKeyStore, ISealer, ITimestamper, IValidator
from signing.keys.pkcs11 import Pkcs11KeyStore
from signing.keys.pool import KeyPool
from signing.keys.refusals import Refusals
from signing.keys.software import SoftwareKeyStore, passphrase_from
from signing.model import Level
from signing.seals.pades import TIMESTAMPED, PadesSealer
from signing.timestamps.authority import EmbeddedTimestamper, TimestampAuthority
from signing.timestamps.client import HttpTimestamper
from signing.timestamps.server import PkiServer
from signing.timestamps.watch import WatchedTimestamper
from signing.trust.marks import find_development_files
from signing.trust.pki import SealOwner, ensure_fresh_crls, make_development_pki, renew_crls, revoke_certificate
from signing.trust.profiles import POLICY
from signing.trust.revocation import ChainChecker, HttpLists, TrustFolder
from signing.validation.validator import open_validator

Settings = Mapping[str, Any]
Clock = Callable[[], datetime]


def includeme(config: Any) -> None:
    """Offer IKeyStore, ITimestamper, ISealer and IValidator; needs IClock there. ``SettingInvalidError``."""
    settings, registry = config.get_settings(), config.registry
    clock = registry.getUtility(IClock)
    keys, timestamper = make_keys(settings), make_timestamper(settings, clock)
    registry.registerUtility(keys, IKeyStore)
    registry.registerUtility(timestamper, ITimestamper)
    registry.registerUtility(PadesSealer(keys, timestamper, make_checker(settings, clock)), ISealer)
    registry.registerUtility(open_validator(settings, clock), IValidator)


def verify_kind(settings: Settings) -> None:
    """See that production rests on no certificate of a development PKI; ``SettingInvalidError`` names the files."""
    if settings["signing.pki.kind"] != "production":
        return
    named = [CERTIFICATES.get(settings[name]) for name in ("signing.keys", "signing.timestamps")]
    places = [(settings["signing.trust.folder"], "*"), *((settings[name], "*.crt.pem") for name in named if name)]
    if files := ", ".join(map(str, find_development_files(places))):
        raise SettingInvalidError(f"signing.pki.kind: {files}: signing.why-development")


def make_sealer(settings: Settings, clock: Clock) -> ISealer:
    """Open a sealer of one's own; ``clock`` (aware UTC) is the embedded authority's. ``SettingInvalidError``."""
    return PadesSealer(make_keys(settings), make_timestamper(settings, clock), make_checker(settings, clock))


def make_inspector(settings: Settings, clock: Clock) -> IInspector:
    """Open an inspector of one's own, which loads no key before it inspects; ``SettingInvalidError``."""
    is_stamped = Level(settings["signing.level"]) in TIMESTAMPED
    timestamper = make_timestamper(settings, clock) if is_stamped else None
    return Inspector(make_keys(settings), timestamper, make_checker(settings, clock))


def make_keys(settings: Settings) -> IKeyStore:
    """Open the store of seal keys, each loaded once; ``SettingInvalidError``."""
    return KeyPool(_open("signing.keys", KEY_STORES, settings))


def make_timestamper(settings: Settings, clock: Clock) -> ITimestamper:
    """Open whoever gives timestamps, held to ``clock``; ``SettingInvalidError``."""
    timestamper: ITimestamper = _open("signing.timestamps", TIMESTAMPERS, settings, clock)
    return WatchedTimestamper(timestamper, clock, timedelta(seconds=settings["signing.timestamps.tolerance"]))


def make_checker(settings: Settings, clock: Clock) -> ChainChecker:
    """Open the judge of seal certificates; a development PKI renews its CRLs by itself."""
    trust = TrustFolder(settings["signing.trust.folder"])
    find_crls = CRL_FINDERS[settings["signing.trust.crls"]](settings, trust)
    kind = settings["signing.pki.kind"]
    return ChainChecker(trust, find_crls, RENEWALS[kind](settings, clock), REFUSED[kind])


def make_authority(settings: Settings, clock: Clock) -> TimestampAuthority:
    """Open the embedded timestamp authority; what loading its key raises."""
    store = SoftwareKeyStore(settings["signing.timestamps.embedded.folder"], _passphrase(settings))
    return TimestampAuthority(store.load("tsa"), clock)


def make_pki(settings: Settings, owners: Iterable[SealOwner], clock: Clock) -> None:
    """Make the development PKI where the settings say; ``PkiInProductionError``, ``PkiExistsError``."""
    _verify_development(settings)
    make_development_pki(settings["signing.pki.folder"], owners, clock, settings["signing.pki.crl_url"])


def renew_pki(settings: Settings, clock: Clock) -> tuple[str, ...]:
    """Issue again each CRL of the development PKI that ends soon; ``PkiInProductionError``, and as ``renew_crls``."""
    _verify_development(settings)
    return renew_crls(settings["signing.pki.folder"], clock)


def revoke_key(settings: Settings, key: str, clock: Clock) -> None:
    """Revoke the certificate of a development key; ``PkiInProductionError``, and as ``revoke_certificate``."""
    _verify_development(settings)
    revoke_certificate(settings["signing.pki.folder"], key, clock)


def _verify_development(settings: Settings) -> None:
    """Raise ``PkiInProductionError`` where an archive would not open on a development PKI (``verify_kind``)."""
    if settings["signing.pki.kind"] == "production":
        raise PkiInProductionError(str(settings["signing.pki.folder"]))


def open_server(settings: Settings, clock: Clock) -> PkiServer:
    """Open the server of the development PKI's timestamps and CRLs; what loading its key and listening raise."""
    address = settings["signing.pki.host"], settings["signing.pki.port"]
    return PkiServer(address, make_authority(settings, clock), settings["signing.trust.folder"])


def _open(name: str, offers: Mapping[str, Any], settings: Settings, *given: Any) -> Any:
    """Open what a setting names: one of ours, or by a dotted name; ``SettingInvalidError``."""
    value = settings[name]
    try:
        opener = offers[value] if value in offers else resolve_name(value)
    except (ImportError, AttributeError, ValueError):
        raise SettingInvalidError(f"{name} = «{value}»: signing.why-one-of: {', '.join(offers)}") from None
    try:
        return opener(settings, *given)
    except TypeError as error:
        raise SettingInvalidError(f"{name} = «{value}»: signing.why-no-opener") from error


def _passphrase(settings: Settings) -> Callable[[], bytes]:
    """Give the reader of the passphrase of software keys."""
    given: str = settings["signing.keys.software.passphrase"]
    return given.encode if given else passphrase_from(settings["signing.keys.software.passphrase_file"])


def _make_software(settings: Settings) -> IKeyStore:
    """Open the folder of software keys."""
    return SoftwareKeyStore(settings["signing.keys.software.folder"], _passphrase(settings))


def _make_pkcs11(settings: Settings) -> IKeyStore:
    """Name the token of seal keys."""
    return Pkcs11KeyStore(
        settings["signing.keys.pkcs11.module"],
        settings["signing.keys.pkcs11.token"],
        passphrase_from(settings["signing.keys.pkcs11.pin_file"]),
        settings["signing.keys.pkcs11.certificates"],
        Refusals(settings["signing.keys.pkcs11.refused_file"]),
    )


def _make_http(settings: Settings, _clock: Clock) -> ITimestamper:
    """Name the timestamp authority; ``SettingInvalidError`` without an address."""
    if not settings["signing.timestamps.http.url"]:
        raise SettingInvalidError("signing.timestamps.http.url: signing.why-not-set")
    return HttpTimestamper(settings["signing.timestamps.http.url"], settings["signing.timestamps.http.timeout"])


KEY_STORES: Final = {"software": _make_software, "pkcs11": _make_pkcs11}
TIMESTAMPERS: Final = {
    "embedded": lambda settings, clock: EmbeddedTimestamper(lambda: make_authority(settings, clock)),
    "http": _make_http,
}
CERTIFICATES: Final = {
    "software": "signing.keys.software.folder",
    "pkcs11": "signing.keys.pkcs11.certificates",
    "embedded": "signing.timestamps.embedded.folder",
}
"""Who signs → the setting that names the folder of certificates."""
CRL_FINDERS: Final[Mapping[str, Callable[..., Any]]] = {
    "folder": lambda _settings, trust: trust.find_crls,
    "http": lambda settings, _trust: HttpLists(settings["signing.trust.http.timeout"]).find_crls,
}
REFUSED: Final = {"development": frozenset[ObjectIdentifier](), "production": frozenset({POLICY})}
RENEWALS: Final[Mapping[str, Callable[..., Any]]] = {
    "development": lambda settings, clock: lambda: ensure_fresh_crls(settings["signing.pki.folder"], clock),
    "production": lambda _settings, _clock: lambda: None,
}
