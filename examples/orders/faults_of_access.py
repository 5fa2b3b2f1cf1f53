"""Slips about who may do what."""

from examples.orders.planted import Planted, planted

ACCESS: dict[str, Planted] = {
    "expired-token-taken": planted(
        "A token that has expired is still taken.",
        "callers",
        "orders#listOrders:access(acme-former)",
        "orders#createOrder:access(acme-former)",
    ),
    "bot-beyond-its-user": planted(
        "A bot that acts for a clerk has rights that the clerk has not.",
        "callers",
        "orders#deleteOrder:access(acme-bot)",
    ),
    "clerk-may-write": planted(
        "A clerk, who may read, may write as well.",
        "callers",
        "orders#addItem:access(acme-clerk)",
    ),
    "globex-may-not-report": planted(
        "The administrator of one tenant is refused what the contract lets.",
        "callers",
        "orders#getReport:access(globex-admin)",
    ),
    "stock-for-anybody": planted(
        "The stock is shown to whom nobody asked who they are.",
        "service",
        "orders#getStock:access(anonymous)",
    ),
    "token-in-query-taken": planted(
        "A token is taken from the query, which is logged everywhere.",
        "service",
        "orders#listOrders:access(weak-spots)",
        probe="weak-spots",
    ),
    "head-for-anybody": planted(
        "Who asks with HEAD is not asked who they are, and is told how many orders there are.",
        "service",
        "orders#listOrders:access(weak-spots)",
        probe="weak-spots",
    ),
    "override-skips-login": planted(
        "What says that it is OPTIONS is taken for it where credentials are looked at, and for GET after that.",
        "service",
        "orders#getOrder:access(weak-spots)",
        probe="weak-spots",
    ),
    "override-deletes": planted(
        "What may be read can be deleted: a header names another method after the rights were looked at.",
        "service",
        "orders#deleteItem:access(weak-spots)",
        probe="weak-spots",
    ),
    "old-version-open": planted(
        "The version before, which nobody took down, shows customers to anybody.",
        "app",
        "orders#getCustomer:access(weak-spots)",
        probe="weak-spots",
    ),
}
