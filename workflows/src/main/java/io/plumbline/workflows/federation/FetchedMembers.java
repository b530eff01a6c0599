package io.plumbline.workflows.federation;

/** What was fetched, and waits to be applied. */
public record FetchedMembers(int pages, int members) {}
