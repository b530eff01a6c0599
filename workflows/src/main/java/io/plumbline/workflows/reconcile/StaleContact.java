package io.plumbline.workflows.reconcile;

import java.time.Instant;

/** A contact that gets a flag, and the note that says so. */
public record StaleContact(long contactId, Instant lastActivity, String note) {}
