"""Consultations: ask, receive, answer, publish. From a draft to a table in which every opinion has an answer."""
