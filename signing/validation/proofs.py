"""When a seal is proved to have been there: timestamps from the newest back (ETSI EN 319 102-1 §5.5, §5.6.2).

The newest document timestamp is judged at the moment of the verification, each older one at the time that the newer
one proves, so that a certificate that ended since is still believed for what it stamped while it held. The lists that
show it unrevoked have to be fresh at the time that a timestamp states, since a list ends long before a certificate
does (ADR 0007).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from signing.model import Level
from signing.validation.chains import Chain, Known, judge_chain, judge_stamper
from signing.validation.envelopes import Envelope
from signing.validation.facts import Facts, Signature


@dataclass(frozen=True, slots=True)
class Control:
    """A moment at which what is judged is known to be there (§5.6.2)."""

    moment: datetime
    """What a later timestamp proves, else the moment of the verification."""
    is_proved: bool = False
    leeway: timedelta = timedelta(0)
    """How far after it a timestamp may be, or a certificate begin, since two clocks are never the same."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp, judged."""

    envelope: Envelope
    chain: Chain
    is_future: bool
    """It states a time after the moment at which it was judged, by more than clocks may be apart."""
    is_covered: bool
    """Whether a later timestamp proves that moment."""

    @property
    def holds(self) -> bool:
        """Whether it proves its time."""
        intact = self.envelope.digest_matches and self.envelope.signature_matches
        sound = intact and not self.envelope.weakness and self.envelope.reference == "right"
        return sound and self.chain.holds and not self.is_future and self.envelope.signed_at is not None


@dataclass(frozen=True, slots=True)
class Proved:
    """A signature with what is known of its time and its certificate."""

    signature: Signature
    stamps: tuple[Stamp, ...]
    """Of a document timestamp: itself."""
    moment: datetime
    """Best signature time: when it is proved to have existed, else the moment of the verification."""
    is_proved: bool
    chain: Chain | None
    """Of a seal: its certificate at ``moment``; None where there is no envelope."""
    level: Level | None

    @property
    def claimed_at(self) -> datetime | None:
        """Signing time that the sealer claims: in the signed attribute, else in the dictionary (EN 319 142-1 §6.3)."""
        envelope = self.signature.envelope
        return (envelope.claimed_at if envelope else None) or self.signature.stated_at


def judge_times(facts: Facts, known: Known, at: datetime, leeway: timedelta = timedelta(0)) -> tuple[Proved, ...]:
    """Judge every timestamp and every seal's certificate, as of ``at``; those that cover least first.

    ``leeway`` is how far ahead of ``at`` a timestamp that nothing else dates, or a certificate's beginning, may be.
    """
    control = Control(at, leeway=leeway)
    judged: list[Proved] = []
    covers_more = False
    for signature in reversed(facts.signatures):
        if signature.is_timestamp:
            proved = _judge_timestamp(signature, known, control)
            covers_more = True
            control = Control(proved.moment, is_proved=True) if proved.is_proved else control
        else:
            proved = _judge_seal(signature, known, control, _level(facts, signature, covers_more))
        judged.append(proved)
    return tuple(reversed(judged))


def _is_whole(signature: Signature) -> bool:
    """Whether the bytes that a timestamp covers are what they should be."""
    return signature.has_own_gap and signature.ends_revision and signature.is_alone


def _judge_at(control: Control, judged: Callable[[datetime], Chain]) -> Chain:
    """Judge a certificate at ``control``; where it has not begun by then, at the last moment that may be meant.

    The current time of §5.2.6 is known no better than the leeway: a certificate may come from a clock that is ahead.
    """
    chain = judged(control.moment)
    return judged(control.moment + control.leeway) if control.leeway and chain.outcome == "NOT_YET_VALID" else chain


def _stamp(envelope: Envelope, known: Known, control: Control) -> Stamp:
    """Judge a timestamp at ``control``."""
    stated = envelope.signed_at or control.moment
    chain = _judge_at(
        control, lambda moment: judge_stamper(envelope.certificate, envelope.others, known, moment, stated)
    )
    is_future = envelope.signed_at is None or envelope.signed_at > control.moment + control.leeway
    return Stamp(envelope, chain, is_future, control.is_proved)


def _judge_timestamp(signature: Signature, known: Known, control: Control) -> Proved:
    """Judge a document timestamp (§5.4); if it holds, what it covers is proved at its time."""
    if signature.envelope is None:
        return Proved(signature, (), control.moment, False, None, None)
    stamp = _stamp(signature.envelope, known, control)
    moment = signature.envelope.signed_at
    if stamp.holds and moment is not None and _is_whole(signature):
        return Proved(signature, (stamp,), moment, True, None, None)
    return Proved(signature, (stamp,), control.moment, False, None, None)


def _judge_seal(signature: Signature, known: Known, control: Control, level: Level | None) -> Proved:
    """Find the best signature time of a seal and judge its certificate then (§5.5.4)."""
    envelope = signature.envelope
    if envelope is None:
        return Proved(signature, (), control.moment, control.is_proved, None, None)
    stamps = tuple(_stamp(each, known, control) for each in envelope.tokens)
    times = [stamp.envelope.signed_at for stamp in stamps if stamp.holds and stamp.envelope.signed_at]
    best = Control(min(times), is_proved=True) if times else control
    chain = _judge_at(
        best, lambda moment: judge_chain(envelope.certificate, envelope.others, known, moment, for_time=False)
    )
    return Proved(signature, stamps, best.moment, best.is_proved, chain, level)


def _level(facts: Facts, signature: Signature, is_archived: bool) -> Level | None:
    """The PAdES baseline level whose parts are there (ETSI EN 319 142-1 §6); whether they hold is asked elsewhere."""
    if signature.envelope is None:
        return None
    if not signature.envelope.tokens:
        return Level.B_B
    if not facts.has_store:
        return Level.B_T
    return Level.B_LTA if is_archived else Level.B_LT
