"""The pages of the request desk: asking, the list, one request, and what leaves."""
