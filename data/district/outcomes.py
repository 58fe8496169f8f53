"""The closed lists of the contract that a district's rules about requests are written in."""

from __future__ import annotations

OUTCOMES = (
    "accept",
    "accept+fix-email-domain",
    "accept+phone-major",
    "accept+byod-notice",
    "duplicate-of-open-ticket",
    "reopen",
    "redirect:submit-ticket",
    "redirect:end-user",
    "needs-fields",
    "hold:testing-window",
    "route:maintenance",
    "route:mass-email",
    "route:mass-email:too-late",
    "route:mass-email:needs-fields",
    "route:media",
    "route:media:too-late",
    "route:media:needs-fields",
    "route:named-contact:sam",
    "route:named-contact:active-resources",
    "route:quote",
    "reject:quote-not-authorised",
    "quote:valid",
    "quote:expired",
    "reject:personal-device",
    "reject:purchase-not-provided",
    "reject:access-level-not-authorised",
    "reject:student-records-on-personal-device",
    "escalate:records-disclosure",
    "inform:eef-property",
    "reject:credential-sharing",
)
"""What can become of a request."""

ALSO = ("fix-email-domain", "notice:testing-delay", "redirect:submit-ticket")
"""What can be told or done beside an outcome."""

DETAILS = (
    "ticket",
    "missing",
    "corrected_email",
    "event_date",
    "business_days_before",
    "quote_date",
    "days_since_quote",
    "last_valid",
    "until",
    "send_to",
)
"""The facts of a verdict, which a reply may name in braces."""

FIELDS = ("school", "room", "description", "subject", "requester_email", "date", "time", "location", "fee")
"""What a request may be asked to tell."""

THREADS = ("reply-to-closed", "same-as-open")
"""What a request may be to a ticket that is there already."""
