"""The events of work that an agreement may name, each in words, and those that follow from them."""

__all__ = ["EVENTS"]

_WORK = {
    "opened": "the work was opened",
    "reported": "somebody reported it, monitoring detected it or it was opened, whichever came first",
    "detected": "monitoring detected it",
    "qualified": "it was found to be in scope",
    "acknowledged": "somebody took it on",
    "assigned": "it was given to a person or a group",
    "replied": "a message was sent",
    "paused": "it was put on hold",
    "resumed": "the hold ended",
    "submitted": "it was put before the deciding side",
    "approved": "it was approved",
    "rejected": "it was rejected",
    "arrived": "somebody arrived on site",
    "made-safe": "the danger was over",
    "worked-around": "a workaround was in place, or a later step was reached",
    "contained": "it could not spread, or a later step was reached",
    "restored": "the service worked again, or the work was resolved or closed",
    "resolved": "it was resolved, or closed without that",
    "confirmed": "the other side confirmed the solution",
    "reopened": "it was opened again",
    "reclassified": "its priority or category was changed",
    "merged": "it became part of other work",
    "cancelled": "it was withdrawn",
    "closed": "it was closed",
}
_DERIVED = {
    "first-human-reply": "the first public message or action by a person on the provider's side",
    "decided": "it was approved or rejected",
}
EVENTS = {**_WORK, **_DERIVED}
