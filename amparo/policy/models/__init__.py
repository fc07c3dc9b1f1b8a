"""The records of the request desk. Nobody takes them from here but the access functions in `amparo.policy.access`."""

from amparo.policy.models.desk import CalendarFeed, Retention, SavedFilter
from amparo.policy.models.requests import Count, Duty, Entry, IceRequest, RequestKey

__all__ = ["CalendarFeed", "Count", "Duty", "Entry", "IceRequest", "RequestKey", "Retention", "SavedFilter"]
